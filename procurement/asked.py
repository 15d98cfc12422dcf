"""What a tender asks every bid to bring: documents and answers, as its sealing sheet states them.

Called by the sealing sheet, the page of a bid and the opening. The bid security, where there is
one, is a required document like the others.
"""

from typing import Any

from django.utils.translation import gettext as _

from procurement.models.requirements import Criterion, Envelope
from procurement.sealsheet import Criterion as Asked
from procurement.sealsheet import Required

# The number of the bid security among the required documents: beyond any that a tender lists.
SECURITY = 1_000


def documents_of(tender: Any) -> tuple[Required, ...]:
    """The documents that a bid brings, the bid security last; titles in the reader's language."""
    found = [
        Required(row.number, one_line(row.title, 1000), row.envelope, row.is_required)
        for row in tender.required_documents.all()
    ]
    security = _security(tender)
    return tuple([*found, security] if security else found)


def criteria_of(tender: Any) -> tuple[Asked, ...]:
    """The conditions that a bid answers: those it passes or fails."""
    return tuple(
        Asked(row.number, one_line(row.title, 1000))
        for row in tender.criteria.all()
        if row.kind == Criterion.Kind.PASS_FAIL
    )


def _security(tender: Any) -> Required | None:
    """A security of so many percent would tell the price: it belongs to the prices then."""
    kinds = type(tender).Security
    if tender.security == kinds.NONE:
        return None
    if tender.security == kinds.DECLARATION:
        title = _("Declaration in place of a bid security")
    else:
        title = _("Bid security")
    envelope = Envelope.FINANCIAL if tender.security == kinds.PERCENT else Envelope.TECHNICAL
    return Required(SECURITY, title, envelope.value, True)


def one_line(text: Any, most: int) -> str:
    """The text on one line, without the invisible signs that a sheet refuses."""
    shown = "".join(sign if sign.isprintable() or sign.isspace() else "" for sign in str(text))
    return " ".join(shown.split())[:most]
