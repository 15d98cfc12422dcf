"""Kinds of papers for the tests: a public certificate and a letter between the parties."""

from datetime import date

from audit.models import Audience
from documents.bilingual import names, row
from documents.papers import PaperKind, register

LAST_DAY: list[date | None] = [None]
IN_FORCE = [True]


def _certificate(case, paper):
    arabic, english = names(case)
    return {
        "name_ar": arabic,
        "name_en": english,
        "rows": [
            row("Register", case.reference),
            row("Premises", ("شارع المدينة 45 (الطابق 2)، عمّان", "45 Al Madinah St. (floor 2)")),
        ],
    }


def _letter(case, paper):
    arabic, english = names(case)
    return {
        "addressee": arabic if paper.language == "ar" else english,
        "facts": [{"label": "Amount", "value": "JOD 1,260.000"}],
    }


CERTIFICATE = register(
    PaperKind(
        "test_certificate",
        "Test certificate",
        "papers/base.html",
        _certificate,
        Audience.PUBLIC,
        lambda case: [{"label": "Company", "value": case.name}],
        lambda case: LAST_DAY[0],
        lambda case: IN_FORCE[0],
    )
)
LETTER = register(
    PaperKind("test_letter", "Test letter", "papers/letter.html", _letter, Audience.PARTIES)
)
