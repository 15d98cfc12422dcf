"""The stages of a licence type's process, and how an application goes through them.

`version.stages` is a list of rows that officers set (docs/licensing-process.md): a screening,
reviews and inspections in groups (the same group runs in parallel, groups run in order), a
decision. Each review and inspection becomes a `Review` case with its own agency and clock.
Called in the actions of applications and reviews, in their own transactions, the application
being locked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Agency, Role
from audit.models import Audience
from licensing import inspecting
from licensing.questions import in_words
from workflow.gate import begin, perform

REVIEWED = ("review", "inspection")


@dataclass(frozen=True)
class Stage:
    """One row of a version's stages."""

    key: str
    kind: str
    title: dict[str, str]
    agency: str = ""
    role: str = Role.LICENSING_OFFICER
    days: int = 5
    group: int = 1
    on_overdue: str = "wait"
    checklist: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its title in the reader's language."""
        return in_words(self.title)


def of(version: Any) -> list[Stage]:
    """The stages of a version, in the order in which they come."""
    return [_read(row) for row in version.stages]


def _read(row: dict[str, Any]) -> Stage:
    usual = Role.INSPECTOR if row["kind"] == "inspection" else Role.LICENSING_OFFICER
    return Stage(
        key=row["key"],
        kind=row["kind"],
        title=row.get("title") or {},
        agency=row.get("agency") or "",
        role=row.get("role") or usual,
        days=int(row.get("days") or 5),
        group=int(row.get("group") or 1),
        on_overdue=row.get("on_overdue") or "wait",
        checklist=list(row.get("checklist") or []),
    )


def screening(version: Any) -> Stage | None:
    """The check for completeness, if the type has one of its own."""
    return next((stage for stage in of(version) if stage.kind == "screening"), None)


def decision(version: Any) -> Stage | None:
    """The row of the decision, if the type has one."""
    return next((stage for stage in of(version) if stage.kind == "decision"), None)


def reviews(version: Any) -> list[Stage]:
    """The reviews and inspections, group by group."""
    found = [stage for stage in of(version) if stage.kind in REVIEWED]
    return sorted(found, key=lambda stage: stage.group)


def working_days(version: Any) -> int:
    """How many working days the stages take when each takes all of its own.

    The promise to the applicant is `version.review_days`; whoever prepares a type is warned
    when its stages may take longer than that.
    """
    alone = sum(s.days for s in of(version) if s.kind not in REVIEWED)
    groups: dict[int, int] = {}
    for stage in reviews(version):
        groups[stage.group] = max(groups.get(stage.group, 0), stage.days)
    return alone + sum(groups.values())


# --- going through them ----------------------------------------------------------------


def go_on(application: Any) -> None:
    """Open the next group when nothing is open; after the last one, a decision is awaited."""
    case = type(application)._base_manager.get(pk=application.pk)
    wanted = reviews(case.version)
    if case.state != case.State.IN_REVIEW or not wanted or case.reviews.open().exists():
        return
    opened = set(case.reviews.values_list("key", flat=True))
    ahead = [stage for stage in wanted if stage.key not in opened]
    if not ahead:
        perform(case, "end_reviews", by=None)
        return
    open_reviews(case, [stage for stage in ahead if stage.group == ahead[0].group])


def open_reviews(application: Any, wanted: Iterable[Stage]) -> None:
    """Begin a review for each of these stages. An abolished agency's falls to the type's own."""
    model = application.reviews.model
    for stage in wanted:
        agency = _agency(stage, application)
        review = begin(
            model(
                application=application,
                agency=agency,
                key=stage.key,
                stage_kind=stage.kind,
                stage_title=stage.title,
                role=stage.role,
                group=stage.group,
                days=stage.days,
                on_overdue=stage.on_overdue,
                checklist=stage.checklist,
                meant_for=stage.agency if stage.agency not in ("", agency.code) else "",
            ),
            by=None,
            who=None,
            verb="opened",
            audience=Audience.AGENCY,
            public={"application": application.reference, "stage": stage.key},
        )
        if stage.kind == "inspection":
            inspecting.open_for(review)


def _agency(stage: Stage, application: Any) -> Agency:
    if not stage.agency:
        own: Agency = application.agency
        return own
    found = Agency.objects.active().filter(code=stage.agency).first()
    return found or application.agency


def again(application: Any, keys: Iterable[str]) -> None:
    """Open these stages once more: the decision needs them again."""
    wanted = set(keys)
    open_reviews(application, [s for s in reviews(application.version) if s.key in wanted])


def pause(application: Any) -> None:
    """Stop the clocks of all open reviews: the applicant has the ball."""
    for review in application.reviews.filter(state__in=("waiting", "in_progress")):
        perform(review, "pause", by=None)


def resume(application: Any) -> None:
    """Let the clocks of the reviews run again, each where it was; then go on."""
    for review in application.reviews.filter(state="paused"):
        perform(review, "go_on" if review.taken_at else "wait_again", by=None)
    go_on(application)


def cancel(application: Any) -> None:
    """End all open reviews: the application has ended."""
    for review in application.reviews.open():
        perform(review, "cancel", by=None)
