"""What an appeal is against, until when it can be filed, who decides, and what an upheld one does."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Agency, Membership, Role
from accounts.models.post import in_force
from documents.attach import attach
from licensing import certificates
from workflow.actions import Act
from workflow.gate import perform
from workflow.models import Passage
from workflow.working import local

GROUNDS = "grounds"


def decided_at(against: Any) -> Any:
    """The moment of the decision, or None while there is none: from the trail of its states."""
    state = {"application": "refused", "measure": "imposed"}[against.kind]
    if against.state != state:
        return None
    passages = Passage.objects.filter(kind=against.kind, case_id=against.pk, state=state)
    return passages.order_by("-since").values_list("since", flat=True).first()


def days_allowed(against: Any) -> int:
    """The days that the licence type gives for an appeal."""
    version = against.version if against.kind == "application" else against.licence.type_version
    return int(version.appeal_days)


def last_day(against: Any) -> date | None:
    """The last day on which it can be appealed against, where the agency is; None: not at all."""
    at = decided_at(against)
    if at is None or days_allowed(against) == 0:
        return None
    day = local(at, ZoneInfo(against.agency.zone))
    return day + timedelta(days=days_allowed(against))


def deciding_agency(origin: Agency) -> Agency:
    """The nearest agency above that has a licensing approver of its own, or the agency itself."""
    parts = origin.path.strip("/").split("/")
    for end in range(len(parts) - 1, 0, -1):
        above = Agency.objects.filter(path="/".join(parts[:end]) + "/").first()
        if above is not None and _has_approver(above):
            return above
    return origin


def _has_approver(agency: Agency) -> bool:
    held = Membership.objects.filter(
        in_force(), agency=agency, role=Role.LICENSING_APPROVER, user__is_active=True
    )
    return held.exists()


def filed(appeal: Any, *, files: list[Any], by: Any) -> None:
    """After it was filed: its documents."""
    for file in files:
        attach(appeal, GROUNDS, file, by=by)


def close(act: Act) -> None:
    """Who decided, when and why; the letter is asked for."""
    appeal = act.case
    appeal.decision_reasons = act.data["reasons"]
    appeal.decided_by, appeal.decided_at = act.by, act.now
    act.private["reasons"] = appeal.decision_reasons
    certificates.request_letter(act, certificates.APPEAL_DECISION)


def carry_out(act: Act) -> None:
    """Overturn what the appeal was against."""
    appeal = act.case
    if appeal.measure is not None:
        perform(appeal.measure, "overturn", by=None, appeal=appeal)
    else:
        name = "grant_on_appeal" if appeal.remedy == "grant" else "reopen"
        perform(appeal.application, name, by=None, appeal=appeal)
