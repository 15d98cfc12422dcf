"""What other rooms are told when Django starts: the words for what begins without an action."""

from django.utils.translation import gettext_lazy as _

from workflow import history

WORDS = {
    "application.begun": _("Application begun"),
    "invoice.made": _("Invoice made"),
    "licence_type_version.brought_in": _("Brought in"),
    "licence.granted": _("Licence granted"),
    "settlement_report.brought_in": _("Settlement report brought in"),
    "fee_account.changed": _("Account for fees changed"),
    "reconciliation.ended": _("Reconciliation ended"),
    "licence.imported": _("Entered from earlier records"),
    "licence_import.begun": _("File brought"),
}


def start() -> None:
    """Register them. Safe to call twice."""
    history.WORDS.update(WORDS)
