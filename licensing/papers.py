"""The papers this room issues: the licence certificate and the receipt, both in two languages.

A certificate prints what the licence said when it was granted (its newest version's facts).
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.models import Audience
from documents.bilingual import names, row
from documents.papers import PaperKind, register
from licensing import fees, questions
from licensing.certificates import CERTIFICATE, RECEIPT, REFUND_NOTE
from workflow import wording


def certificate(case: Any, paper: Any) -> dict[str, Any]:
    """What the certificate's template is given, besides what every paper has."""
    version = case.versions.select_related("type_version").order_by("-number").first()
    said = version.facts
    return {
        "name_ar": said["holder_ar"] or said["holder_en"],
        "name_en": said["holder_en"] or said["holder_ar"],
        "licence_ar": said["name_ar"] or said["name_en"],
        "licence_en": said["name_en"] or said["name_ar"],
        "rows": [line for line in _lines(case, version) if line["value_ar"]],
        "conditions_ar": said["conditions_ar"] or said["conditions_en"],
        "conditions_en": said["conditions_en"] or said["conditions_ar"],
    }


def _lines(case: Any, version: Any) -> list[dict[str, str]]:
    said, schema = version.facts, version.type_version.questions
    activity = (
        said["activity_ar"] or said["activity_en"],
        _with_code(said["activity_en"] or said["activity_ar"], said["isic"]),
    )
    return [
        row(_("Licence number"), f"{case.reference} · v{version.number}"),
        row(_("Registration number"), said["registration_number"] or said["holder_number"]),
        row(_("Activity"), activity),
        *[_answer(schema, name, said["answers"].get(name)) for name in _printed(schema, said)],
        row(_("Valid from"), case.valid_from),
    ]


def _with_code(activity: str, code: str) -> str:
    return f"{activity} · ISIC {code}" if code else activity


def _printed(schema: dict[str, Any], said: dict[str, Any]) -> list[str]:
    return [name for name in questions.names(schema) if name in said["answers"]]


def _answer(schema: dict[str, Any], name: str, value: Any) -> dict[str, str]:
    return row(lambda: questions.label(schema, name), lambda: questions.shown(schema, name, value))


def certificate_facts(case: Any) -> list[dict[str, Any]]:
    """What /verify says of a certificate."""
    return [
        {"label": _("Licence number"), "value": case.reference},
        {"label": _("Licence"), "value": case.type_version.name},
        {"label": _("Holder"), "value": case.company.name},
        {"label": _("Activity"), "value": case.type_version.activity},
        {"label": _("Valid from"), "value": wording.date_both(case.valid_from)},
        {"label": _("Valid through"), "value": wording.date_both(case.period.last_day)},
    ]


def last_day(case: Any) -> date:
    """The last day on which a licence is valid."""
    day: date = case.period.last_day
    return day


def is_in_force(case: Any) -> bool:
    """Whether the licence holds today: neither suspended nor over."""
    return bool(case.state == case.State.ACTIVE and not case.is_over)


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
