"""What other rooms are told when Django starts: the words for what begins without an action."""

from django.utils.translation import gettext_lazy as _

from licensing import ending, inspecting, refunding
from workflow import history

WORDS = {
    "appeal.begun": _("Appeal filed"),
    "licence.reminded": _("The holder was reminded of the end"),
    "measure.begun": _("Notice given of an intended measure"),
    "application.begun": _("Application begun"),
    "application.answer_due": _("Reminded of the day to send it again"),
    "application.escalated": _("The office was warned: its time is running out"),
    "information_request.answer_due": _("Reminded of the day to answer"),
    "information_request.asked": _("Asked"),
    "finding.made": _("Found by an inspector"),
    "finding.ends_soon": _("Reminder sent"),
    "inspection.made": _("Inspection needed"),
    "inspection.ends_soon": _("Reminder sent"),
    "invoice.made": _("Invoice made"),
    "licence_type_version.brought_in": _("Brought in"),
    "licence.granted": _("Licence granted"),
    "settlement_report.brought_in": _("Settlement report brought in"),
    "fee_account.changed": _("Account for fees changed"),
    "reconciliation.ended": _("Reconciliation ended"),
    "licence.imported": _("Entered from earlier records"),
    "licence_import.begun": _("File brought"),
    "review.escalated": _("The office was warned: its time is running out"),
    "review.opened": _("Review opened"),
}


def start() -> None:
    """Register them, and who gives money back. Safe to call twice."""
    history.WORDS.update(WORDS)
    if refunding.refund_due not in ending.REFUNDS:
        ending.REFUNDS.append(refunding.refund_due)
    if inspecting.end_with not in ending.ENDS:
        ending.ENDS.append(inspecting.end_with)
