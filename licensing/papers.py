"""The papers this room issues: the licence certificate and the receipt, both in two languages.

A certificate prints what the licence said when it was granted (its newest version's facts).
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.models import Audience
from documents.bilingual import names, row
from documents.papers import PaperKind, register
from licensing import facts, fees, holding, questions, terms
from licensing.certificates import CERTIFICATE, RECEIPT, REFUND_NOTE
from workflow import wording


def said_by(case: Any) -> Any:
    """The version of a licence that its paper prints: the one it was asked for, or the newest."""
    part = getattr(case, "paper_part", None)
    versions = case.versions.select_related("type_version").order_by("-number")
    return versions.filter(number=part).first() if part is not None else versions.first()


def certificate(case: Any, paper: Any) -> dict[str, Any]:
    """What the certificate's template is given, besides what every paper has."""
    version = said_by(case)
    said = version.facts
    return {
        "name_ar": said["holder_ar"] or said["holder_en"],
        "name_en": said["holder_en"] or said["holder_ar"],
        "licence_ar": said["name_ar"] or said["name_en"],
        "licence_en": said["name_en"] or said["name_ar"],
        "rows": [line for line in _lines(case, version) if line["value_ar"]],
        "conditions_ar": facts.conditions(said, "ar"),
        "conditions_en": facts.conditions(said, "en"),
    }


def _lines(case: Any, version: Any) -> list[dict[str, str]]:
    said, schema = version.facts, version.type_version.questions
    activity = (
        said["activity_ar"] or said["activity_en"],
        _with_code(said["activity_en"] or said["activity_ar"], said["isic"]),
    )
    number = f"{case.reference} · v{version.number}"
    return [
        row(_("Licence number"), number),
        row(_("Copy"), str(version.copy) if version.copy > 1 else ""),
        row(_("Registration number"), said["registration_number"] or said["holder_number"]),
        row(_("Activity"), activity),
        *[_answer(schema, name, said["answers"].get(name)) for name in _printed(schema, said)],
        row(_("Valid from"), _day(said, "valid_from", case.valid_from)),
    ]


def _day(said: dict[str, Any], name: str, today: date) -> date:
    """A day that the version says; one from before versions said it: that of the licence."""
    return date.fromisoformat(said[name]) if said.get(name) else today


def _with_code(activity: str, code: str) -> str:
    return f"{activity} · ISIC {code}" if code else activity


def _printed(schema: dict[str, Any], said: dict[str, Any]) -> list[str]:
    return [name for name in questions.names(schema) if name in said["answers"]]


def _answer(schema: dict[str, Any], name: str, value: Any) -> dict[str, str]:
    return row(lambda: questions.label(schema, name), lambda: questions.shown(schema, name, value))


def certificate_facts(case: Any) -> list[dict[str, Any]]:
    """What /verify says of a certificate: what its own version says."""
    said = said_by(case).facts
    since = _day(said, "valid_from", case.valid_from)
    return [
        {"label": _("Licence number"), "value": case.reference},
        {"label": _("Licence"), "value": _in_words(said, "name")},
        {"label": _("Holder"), "value": _in_words(said, "holder")},
        {"label": _("Activity"), "value": _in_words(said, "activity")},
        {"label": _("Valid from"), "value": wording.date_both(since)},
        {"label": _("Valid through"), "value": wording.date_both(last_day(case))},
    ]


def _in_words(said: dict[str, Any], name: str) -> str:
    """A fact in the reader's language, or in the other where it is missing."""
    first, second = ("ar", "en") if wording.locale().language == "ar" else ("en", "ar")
    return said.get(f"{name}_{first}") or said.get(f"{name}_{second}") or ""


def last_day(case: Any) -> date:
    """The last day on which the licence is valid, as its paper says."""
    version = said_by(case)
    return terms.last_day(_day(version.facts, "valid_until", case.valid_until))


def is_in_force(case: Any) -> bool:
    """Whether the licence holds today: nothing was done to it, and its holder stands well."""
    return holding.not_in_force(case) is None


def today(case: Any) -> tuple[str, str] | None:
    """Why the licence does not hold today, to whoever verifies its paper."""
    why = holding.not_in_force(case)
    if why is None:
        return None
    genuine = gettext("This paper is genuine, but do not rely on it.")
    return why.word, f"{genuine} {why.sentence}"


def receipt(case: Any, paper: Any) -> dict[str, Any]:
    """What the receipt's template is given, besides what every paper has."""
    name_ar, name_en = names(case.company)
    version = case.application.version
    parts = case.receipts.filter(applied__gt=0).order_by("pk")
    return {
        "name_ar": name_ar,
        "name_en": name_en,
        "lines": [_fee_line(line, case.currency) for line in case.lines],
        "currency": case.currency,
        "rows": [
            row(_("Amount received"), lambda: wording.money(case.exact, case.currency)),
            row(_("For"), (version.name_ar or version.name_en, version.name_en or version.name_ar)),
            row(_("Application"), case.application.reference),
            row(_("Invoice"), case.reference),
            row(_("Paid on"), lambda: wording.moment(case.paid_at)),
            *[row(_("How it was paid"), _way(case, part)) for part in parts],
        ],
    }


def _way(case: Any, part: Any) -> Any:
    """How a sum came, as a function that says it in either language; with its own amount where
    the invoice was paid in parts."""

    def said() -> str:
        words = str(part.get_way_display())
        if part.way == "counter" and case.receipt_number:
            text = _("At the counter, receipt %(number)s")
            words = str(text) % {"number": case.receipt_number}
        if part.applied == case.amount:
            return words
        amount = wording.money(fees.rounded(part.applied, part.currency), part.currency)
        return f"{amount} · {words} · {wording.moment(part.at, 'short')}"

    return said


def refund_note(case: Any, paper: Any) -> dict[str, Any]:
    """What the note of a refund is given, besides what every paper has."""
    name_ar, name_en = names(case.company)
    receipt = case.receipt
    return {
        "name_ar": name_ar,
        "name_en": name_en,
        "rows": [
            row(
                _("Amount given back"),
                lambda: wording.money(fees.rounded(case.amount, case.currency), case.currency),
            ),
            row(_("Refund"), case.reference),
            row(_("Invoice"), case.invoice.reference),
            row(_("Why"), case.get_why_display),
            row(
                _("Money received"),
                lambda: (
                    f"{wording.money(receipt.amount, receipt.currency)} · "
                    f"{receipt.get_way_display()}"
                ),
            ),
            row(_("Paid out on"), case.paid_on),
            row(_("Reference of the payment"), case.paid_reference),
        ],
    }


def _fee_line(line: dict[str, Any], currency: str) -> dict[str, Any]:
    """A line of the invoice, in both languages, with its figure."""
    return {**line, "figure": wording.amount(Decimal(line["amount"]), currency)}


register(
    PaperKind(
        name=CERTIFICATE,
        label=_("Licence certificate"),
        template="licensing/papers/licence_certificate.html",
        context=certificate,
        audience=Audience.PUBLIC,
        verify_facts=certificate_facts,
        valid_through=last_day,
        in_force=is_in_force,
        today=today,
    )
)
register(
    PaperKind(
        name=REFUND_NOTE,
        label=_("Refund note"),
        template="licensing/papers/refund_note.html",
        context=refund_note,
        audience=Audience.PARTIES,
    )
)
register(
    PaperKind(
        name=RECEIPT,
        label=_("Payment receipt"),
        template="licensing/papers/payment_receipt.html",
        context=receipt,
        audience=Audience.PARTIES,
    )
)
