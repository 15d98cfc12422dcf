"""Whom a measure tells: the company, of what is intended and decided; the officers, of its answer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from licensing.people import officers
from vendors.standing import members_of
from workflow import wording
from workflow.actions import Act
from workflow.notices import Tell


def _values(act: Act) -> dict[str, Any]:
    case = act.case
    return {
        "number": case.reference,
        "licence_number": case.licence.reference,
        "licence": lambda: case.licence.type_version.name,
        "company": lambda: case.company.name,
        "agency": lambda: case.agency.name,
        "intended": lambda: case.get_intended_display(),
        "decided": lambda: case.get_outcome_display(),
        "reasons": case.reasons,
        "decision_reasons": case.decision_reasons,
        "day": lambda: wording.date_both(case.hear_through),
    }


def proposed(act: Act) -> list[Tell]:
    """Everybody who acts for the company: what is intended, why, and until when to answer."""
    return [
        Tell(
            to=members_of(act.case.company),
            subject=_("%(number)s: %(intended)s of your licence is intended; you can be heard"),
            body=_(
                "%(agency)s intends to take this measure against the licence %(licence_number)s "
                "(%(licence)s): %(intended)s. Reasons:\n\n%(reasons)s\n\nYou can answer through "
                "%(day)s. Nothing is decided before that."
            ),
            values=_values(act),
        )
    ]


def answered(act: Act) -> list[Tell]:
    """The approvers, except whoever proposed it."""
    case = act.case
    people = officers(case, Role.LICENSING_APPROVER)
    return [
        Tell(
            to=[person for person in people if person.pk != case.proposed_by_id],
            subject=_("%(number)s: the company has answered; a decision waits"),
            body=_("%(company)s was heard about the licence %(licence_number)s (%(licence)s)."),
            values=_values(act),
        )
    ]


def imposed(act: Act) -> list[Tell]:
    """Everybody who acts for the company: what was decided, why, and how to appeal."""
    return [
        Tell(
            to=members_of(act.case.company),
            subject=_("%(number)s: decided: %(decided)s"),
            body=_(
                "%(agency)s has decided about the licence %(licence_number)s (%(licence)s): "
                "%(decided)s. Reasons:\n\n%(decision_reasons)s\n\nHow and until when you can "
                "appeal stands on the page of the decision."
            ),
            values=_values(act),
        )
    ]


def dropped(act: Act) -> list[Tell]:
    """Everybody who acts for the company: nothing is done."""
    return [
        Tell(
            to=members_of(act.case.company),
            subject=_("%(number)s: dropped; nothing is done against your licence"),
            body=_(
                "%(agency)s takes no measure against %(licence_number)s.\n\n%(decision_reasons)s"
            ),
            values=_values(act),
        )
    ]
