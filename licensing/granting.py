"""What follows from the actions on an application: its documents, the decision by rule, the invoice.

Called by licensing/models/application.py, in the action's own transaction. The licence itself is
made, or changed, by `licensing.changing`.
"""

from documents.attach import replace
from licensing import fees, renewing
from licensing.models.invoice import Invoice
from workflow.actions import Act
from workflow.gate import begin, perform


def keep_documents(act: Act) -> None:
    """Make the files that the form brought the application's documents, each by its purpose."""
    for key, file in act.data["documents"].items():
        replace(act.case, key, [file] if file is not None else [], by=act.by)


def after_submission(act: Act) -> None:
    """What goes by rule needs no officer: its checks have been the decision."""
    if renewing.goes_by_rule(act.case):
        perform(act.case, "approve_by_rule", by=None)


def after_approval(act: Act) -> None:
    """Ask for the fee; without one, issue at once."""
    perform(act.case, "issue" if act.case.version.is_free else "bill", by=None)


def after_withdrawal(act: Act) -> None:
    """Nothing is owed any more. An invoice that was paid meanwhile stops the withdrawal.

    Every live invoice is taken through the gate, not only those that read as unpaid: one that
    is being paid at this moment is waited for there, and then refuses.
    """
    for invoice in act.case.invoices.exclude(state=Invoice.State.VOID):
        perform(invoice, "void", by=None)


def make_invoice(act: Act) -> Invoice:
    """The invoice over the fee of the version that the application pins."""
    case = act.case
    version = case.version
    invoice = begin(
        Invoice(
            company=case.company,
            agency=case.agency,
            application=case,
            amount=version.amount,
            currency=version.currency,
        ),
        by=None,
        who=None,
        verb="made",
        public={"amount": fees.plain(version.amount, version.currency)},
    )
    act.public["invoice"] = invoice.reference
    act.public["note"] = fees.plain(version.amount, version.currency)
    return invoice
