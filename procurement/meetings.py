"""Pre-bid meetings: called, held, their minutes published. Bodies of a tender's actions."""

from typing import Any

from audit.models import Audience
from documents.attach import attach
from workflow.actions import Act

MINUTES = "meeting_minutes"


def call(tender: Any, act: Act) -> None:
    """Add a meeting to the tender."""
    data = act.data
    meeting = tender.meetings.create(
        number=tender.meetings.count() + 1,
        starts_at=data["starts_at"],
        place=data.get("place") or "",
        link=data.get("link") or "",
        about=data.get("about") or "",
    )
    act.data["meeting"] = meeting
    act.public |= {"meeting": meeting.number, "note": meeting.place or meeting.link}


def publish_minutes(tender: Any, act: Act) -> None:
    """Publish what was said, in words, in files, or both."""
    meeting = tender.meetings.get(pk=act.data["meeting"].pk)
    meeting.minutes = act.data.get("minutes") or ""
    meeting.minutes_at = act.now
    meeting.save()
    for file in act.data.get("attached") or []:
        attach(
            tender, MINUTES, file, by=act.by, label=str(meeting.number), audience=Audience.PUBLIC
        )
    act.data["meeting"] = meeting
    act.public |= {"meeting": meeting.number}
