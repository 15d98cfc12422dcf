"""What must hold before a version of a licence type is proposed or put into force."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from licensing import readiness
from workflow.actions import Act
from workflow.blockers import Blocker


def part_url(version: object, part: str) -> str:
    """Where a part of a draft is changed."""
    if part == "edit_form":
        return reverse("licence_type_form", args=[version.reference])  # type: ignore[attr-defined]
    return str(version.action_url(part))  # type: ignore[attr-defined]


def _is_whole(part: str) -> Callable[[Act], Blocker | None]:
    """The check that nothing is missing in one part."""

    def check(act: Act) -> Blocker | None:
        found = readiness.missing(act.case, part)
        if not found:
            return None
        return Blocker(" ".join(found), link=part_url(act.case, part), link_text=_("Put it right"))

    check.__name__ = f"{part.removeprefix('edit_')}_is_whole"
    check.__doc__ = f"Nothing is missing in the part “{part.removeprefix('edit_')}”."
    return check


READY = [_is_whole(part) for part in readiness.PARTS]
