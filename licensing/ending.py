"""What follows when an application ends without a licence: withdrawn, lapsed or refused.

Called inside those actions, the application being locked. Its reviews and requests are closed
and its invoices void. Money that was received is given back by whoever has put themselves into
`REFUNDS` (called with the paid invoice and the reasons); while nobody has, an application that
was paid for cannot be withdrawn.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from licensing import asking, granting, stages
from licensing.models.invoice import Invoice
from workflow.actions import Act
from workflow.blockers import Blocker, Refused
from workflow.gate import perform

REFUNDS: list[Callable[[Any, str], Any]] = []
# What else ends with an application (inspections): called with it.
ENDS: list[Callable[[Any], None]] = []


def paid_can_be_given_back(act: Act) -> Blocker | None:
    """Nothing was paid, or what was paid is given back."""
    if REFUNDS or not act.case.invoices.filter(state=Invoice.State.PAID).exists():
        return None
    return _is_paid()


def _is_paid() -> Blocker:
    return Blocker(_("The fee has been paid, and the licence is being issued."))


def after_withdrawal(act: Act) -> None:
    """End everything that hangs on it; nothing is owed, and what was paid goes back."""
    end(act.case, "The application was withdrawn.")


def after_lapse(act: Act) -> None:
    """The same; requests that were not answered say so."""
    asking.close(act.case, "lapse")
    end(act.case, "The application has lapsed.")


def after_silence(act: Act) -> None:
    """Approved without the reviews that are still open."""
    asking.close(act.case)
    stages.cancel(act.case)
    granting.after_approval(act)


def after_refusal(act: Act) -> None:
    """Nothing is under way any more."""
    end(act.case, "The application was refused.")


def end(case: Any, reasons: str) -> None:
    """Close reviews and requests, make invoices void, give back what was paid."""
    asking.close(case)
    stages.cancel(case)
    for also in ENDS:
        also(case)
    # One that is being paid at this moment is waited for here.
    for invoice in case.invoices.select_for_update(of=("self",), no_key=True).order_by("pk"):
        if invoice.state == Invoice.State.ISSUED:
            perform(invoice, "void", by=None)
        elif invoice.state == Invoice.State.PAID:
            if not REFUNDS:
                raise Refused([_is_paid()])
            for refund in REFUNDS:
                refund(invoice, reasons)
