"""Whom a change of a licence tells: the company that is to take it over, and who waits for it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from licensing.models.application_states import Aim
from licensing.people import applicants
from vendors.models import CompanyRole
from vendors.standing import members_of
from workflow.actions import Act
from workflow.notices import Tell


def _values(case: Any) -> dict[str, Any]:
    return {
        "number": case.reference,
        "licence_number": case.licence.reference,
        "licence": lambda: case.version.name,
        "company": lambda: case.company.name,
        "other": lambda: case.to_company.name if case.to_company else "",
    }


def begun(act: Act) -> list[Tell]:
    """The owners of the company that is to take a licence over."""
    case = act.case
    if case.aim != Aim.TRANSFER or case.to_company is None:
        return []
    return [
        Tell(
            to=members_of(case.to_company, (CompanyRole.OWNER,)),
            subject=_("%(number)s: %(company)s wants to hand a licence over to you"),
            body=_(
                "%(company)s wants to transfer the licence %(licence_number)s (“%(licence)s”) to "
                "%(other)s. Read what it says, then accept or decline it. Without your consent "
                "nothing happens."
            ),
            values=_values(case),
        )
    ]


def transfer_accepted(act: Act) -> list[Tell]:
    """The holder, who can send the transfer now."""
    return [
        Tell(
            to=applicants(act.case),
            subject=_("%(number)s: the transfer was accepted"),
            body=_("%(other)s has accepted the licence %(licence_number)s. Send the transfer now."),
            values=_values(act.case),
        )
    ]


def transfer_declined(act: Act) -> list[Tell]:
    """The holder, for whom everything stays as it was."""
    return [
        Tell(
            to=applicants(act.case),
            subject=_("%(number)s: the transfer was declined"),
            body=_("%(other)s does not take over the licence %(licence_number)s. It stays yours."),
            values=_values(act.case),
        )
    ]


def fell_away(act: Act) -> list[Tell]:
    """The applicants, that there is nothing left to change."""
    return [
        Tell(
            to=applicants(act.case),
            subject=_("%(number)s: the application has ended"),
            body=_(
                "The licence %(licence_number)s, which it was to change, was revoked. Nothing is "
                "owed for it."
            ),
            values=_values(act.case),
        )
    ]
