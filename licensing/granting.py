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
    free = fees.of_application(act.case).is_free
    perform(act.case, "issue" if free else "bill", by=None)


def make_invoice(act: Act) -> Invoice:
    """The invoice over the fee of the version that the application pins, computed from the
    answers that were approved; its lines say how."""
    case = act.case
    owed = fees.of_application(case)
    amount = fees.plain(owed.total, owed.currency)
    invoice = begin(
        Invoice(
            company=case.company,
            agency=case.agency,
            application=case,
            amount=owed.total,
            currency=owed.currency,
            lines=owed.stored(),
        ),
        by=None,
        who=None,
        verb="made",
        public={"amount": amount},
    )
    act.public["invoice"] = invoice.reference
    act.public["note"] = amount
    return invoice
