"""Whom the actions of reviews tell. Only officers: the applicant reads the application's page."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.standing import holders
from vendors.standing import members_of
from workflow import wording
from workflow.actions import Act
from workflow.notices import Tell


def _values(case: Any) -> dict[str, Any]:
    application = getattr(case, "application", case)
    return {
        "number": case.reference,
        "company": lambda: application.company.name,
        "licence": lambda: application.version.name,
        "agency": lambda: case.agency.name,
        "stage": lambda: str(case.title),
        "day": lambda: wording.date_both(case.due_on) if case.due_on else "",
    }


def tell(case: Any, to: Iterable[Any], subject: Any, body: Any, url: str = "", **more: Any) -> Tell:
    """A notice whose texts may name the case, its stage, company, licence, agency and day."""
    return Tell(to=to, subject=subject, body=body, values={**_values(case), **more}, url=url)


def reviewers(review: Any) -> list[Any]:
    """The case officer; while there is none, everybody who may take the review."""
    if review.assigned_to is not None:
        return [review.assigned_to]
    own = {person.pk for person in members_of(review.company)}
    return [person for person in holders(review.role, review.agency) if person.pk not in own]


def opened(act: Act) -> list[Tell]:
    """Those who may take it, that it waits and until when."""
    return [
        tell(
            act.case,
            reviewers(act.case),
            _("%(number)s: “%(stage)s” waits for %(agency)s"),
            _("%(company)s applies for “%(licence)s”. The review is due by %(day)s."),
        )
    ]


def assigned(act: Act) -> list[Tell]:
    """The new case officer, unless they took it themselves; and the one before."""
    case = act.case
    people = [case.assigned_to] if case.assigned_to.pk != act.by.pk else []
    return [
        tell(
            case,
            people,
            _("%(number)s: you are the case officer now"),
            _("%(by)s has assigned it to you.\n\n%(reasons)s"),
            by=str(act.by),
            reasons=act.data.get("reasons", ""),
        )
    ]


def resumed(act: Act) -> list[Tell]:
    """The case officer, that everything asked is answered and the clock runs."""
    return [
        tell(
            act.case,
            reviewers(act.case),
            _("%(number)s: the applicant has answered"),
            _("The clock of “%(stage)s” runs again."),
        )
    ]


def moved(act: Act) -> list[Tell]:
    """The officers of the agency that does it now."""
    return [
        tell(
            act.case,
            reviewers(act.case),
            _("%(number)s: “%(stage)s” has come to %(agency)s"),
            _("The agency whose review it was is no longer in business."),
        )
    ]


def passed_over(act: Act) -> list[Tell]:
    """Whoever had it, that it counts as no objection now."""
    return [
        tell(
            act.case,
            reviewers(act.case),
            _("%(number)s: the time for the review has run out"),
            _(
                "Nothing was said about “%(stage)s” in time. It counts as no objection, and the "
                "application of %(company)s goes on without it."
            ),
        )
    ]
