"""Writing and ending suspensions and debarments. Called inside the actions on a company."""

from typing import Any

from django.utils import timezone

from vendors.models.sanction import Ground, Sanction
from workflow.actions import Act


def impose(act: Act, kind: str) -> None:
    """Write the sanction that the form describes; a suspension that a debarment follows ends."""
    day = timezone.localdate(act.now)
    _end_open(act.case, day, "")
    made = Sanction.objects.create(
        company=act.case,
        kind=kind,
        ground=act.data.get("ground") or Ground.OTHER,
        reasons=act.data["remarks"],
        since=day,
        until=act.data.get("until"),
    )
    act.public |= {"ground": made.ground, "since": made.since.isoformat()}
    if made.until is not None:
        act.public["until"] = made.until.isoformat()


def end(act: Act, reasons: str) -> None:
    """End what holds, from today on."""
    _end_open(act.case, timezone.localdate(act.now), reasons)


def open_sanction(company: Any) -> Sanction | None:
    """The suspension or debarment that nothing has ended yet."""
    return Sanction.objects.open().filter(company=company).first()


def _end_open(company: Any, day: Any, reasons: str) -> None:
    Sanction.objects.open().filter(company=company).update(ended_on=day, end_reasons=reasons)
