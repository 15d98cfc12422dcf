"""What must hold before an import is let in or undone."""

from django.utils.translation import gettext as _

from workflow.actions import Act
from workflow.blockers import Blocker


def there_are_rows(act: Act) -> Blocker | None:
    """At least one row can be imported."""
    if act.case.usable:
        return None
    return Blocker(_("No row of the file can be imported. Discard it and bring a corrected file."))


def brought_by_another(act: Act) -> Blocker | None:
    """Who brought the file does not let it in: licences of their own making would be in force."""
    if act.by is None or act.case.created_by_id != act.by.pk:
        return None
    return Blocker(_("You brought this file yourself. Somebody else lets it in."))


def something_is_left(act: Act) -> Blocker | None:
    """There are licences of it that were not taken back yet."""
    if act.case.count("imported"):
        return None
    return Blocker(_("Nothing of this import is in the register."))
