"""What a registrar checks before approving a registration, line by line.

The lines ticked are kept with the approval in the trail.
"""

from django.utils.translation import gettext_lazy as _

LINES = {
    "identity": _("The names and numbers agree with the extract of the commercial register"),
    "extract": _("The extract is not older than three months"),
    "tax": _("The tax number belongs to this company"),
    "owners": _("The beneficial owners agree with the register"),
    "signatory": _("Who registers it may sign for the company"),
    "sanctions": _("Neither the company nor its owners are debarred"),
}
ALL = tuple(LINES)
