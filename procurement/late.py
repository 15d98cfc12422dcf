"""Bids that come after the deadline: refused, and the refusal is not forgotten.

The bid's own people see it in its history at once, everybody in the opening record. Of what was
sent nothing is kept but its fingerprint and the time.
"""

from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _

from workflow.actions import Act
from workflow.blockers import Blocker, NotAllowed, Refused, WrongState
from workflow.gate import perform


def remember(bid: Any, by: Any, digest: str) -> None:
    """Called when handing in was refused: if the deadline was the reason, that is recorded.

    In a transaction of its own, since that of the refusal is rolled back.
    """
    with suppress(Refused, WrongState, NotAllowed):
        perform(bid, "note_late", by=by, digest=digest)


def it_came_too_late(act: Act) -> Blocker | None:
    """The deadline is past, the opening not over, a whole bid was sent, and it is the first time.

    (An approver could have cancelled the tender; then nobody cares who came late.)
    """
    bid, tender = act.case, act.case.tender
    waits = tender.state in ("published", "closed")
    sent = act.preview or act.data.get("digest")
    if waits and tender.closes_at <= act.now and bid.late_at is None and sent:
        return None
    return Blocker(_("There is nothing that came too late."))


def note(bid: Any, act: Act) -> None:
    """Write it down: the body of the action."""
    bid.late_at = act.now
    act.public["digest"] = act.data.get("digest", "")
