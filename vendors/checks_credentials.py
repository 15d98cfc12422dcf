"""What must hold before a credential is given, corrected, or lapses."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.attach import attachments_of
from workflow.actions import Act
from workflow.blockers import Blocker


def _of(act: Act, name: str) -> Any:
    """A value as it will be: from the form, or else as it stands on the case."""
    return act.data.get(name, getattr(act.case, name))


def period_is_one(act: Act) -> Blocker | None:
    """It ends after it begins, and has not ended before it is given."""
    since, until = _of(act, "valid_from"), _of(act, "valid_until")
    if act.preview or until is None:
        return None
    if since is not None and until <= since:
        return Blocker(_("It must end after it begins."), field="last_day")
    if until <= timezone.localdate(act.now):
        return Blocker(_("This credential has expired already."), field="last_day")
    return None


def is_new(act: Act) -> Blocker | None:
    """The same one is not given twice."""
    case = act.case
    if act.preview or case.company_id is None:
        return None
    same = (
        type(case)
        .objects.live()
        .filter(
            company_id=case.company_id,
            type=_of(act, "type"),
            number=_of(act, "number"),
            valid_from=_of(act, "valid_from"),
        )
    )
    if not same.exclude(pk=case.pk).exists():
        return None
    return given_already()


def given_already() -> Blocker:
    """The sentence for a credential that is there."""
    return Blocker(_("The company has given this credential already."), field="number")


def has_a_file(act: Act) -> Blocker | None:
    """Its document is there, or comes with the form."""
    if act.preview or act.data.get("file") or attachments_of(act.case).exists():
        return None
    return Blocker(_("Add the document."), field="file")


def validity_is_over(act: Act) -> Blocker | None:
    """Its last day has passed, by the database's clock."""
    until = act.case.valid_until
    if until is not None and until <= timezone.localdate(act.now):
        return None
    return Blocker(_("It still holds."))
