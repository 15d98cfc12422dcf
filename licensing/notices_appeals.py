"""Whom an appeal tells: those who can decide about it, the company, and whoever decided before."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from licensing.people import officers
from vendors.standing import members_of
from workflow.actions import Act
from workflow.notices import Tell


def _values(act: Act) -> dict[str, Any]:
    case = act.case
    return {
        "number": case.reference,
        "against": case.against.reference,
        "title": lambda: case.against.title,
        "company": lambda: case.company.name,
        "agency": lambda: case.agency.name,
        "outcome": lambda: case.get_state_display(),
        "reasons": case.decision_reasons,
    }


def filed(act: Act) -> list[Tell]:
    """The approvers who may decide, and the company."""
    return [
        Tell(
            to=officers(act.case, Role.LICENSING_APPROVER),
            subject=_("%(number)s: an appeal was filed"),
            body=_("%(company)s appeals against the decision about %(against)s (%(title)s)."),
            values=_values(act),
        ),
        Tell(
            to=members_of(act.case.company),
            subject=_("%(number)s: your appeal was received"),
            body=_("%(agency)s decides about your appeal against %(against)s (%(title)s)."),
            values=_values(act),
        ),
    ]


def admitted(act: Act) -> list[Tell]:
    """The company."""
    return [
        Tell(
            to=members_of(act.case.company),
            subject=_("%(number)s: your appeal was admitted"),
            body=_("%(agency)s looks at the grounds of your appeal against %(against)s now."),
            values=_values(act),
        )
    ]


def decided(act: Act) -> list[Tell]:
    """The company, and the agency whose decision it was, with the reasons."""
    case = act.case
    people = {p.pk: p for p in members_of(case.company)}
    own = {p.pk for p in people.values()}
    approvers = officers_of(case)
    people |= {p.pk: p for p in approvers if p.pk not in own and p.pk != act.by.pk}
    return [
        Tell(
            to=people.values(),
            subject=_("%(number)s: the appeal is decided: %(outcome)s"),
            body=_("Appeal against %(against)s (%(title)s): %(outcome)s. Reasons:\n\n%(reasons)s"),
            values=_values(act),
        )
    ]


def officers_of(case: Any) -> list[Any]:
    """The approvers of the agency whose decision it was."""
    return officers(case.against, Role.LICENSING_APPROVER)
