"""Whom requests for access and credentials tell, and what."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from vendors.models.member import CompanyRole
from vendors.standing import BIDDERS, members_of
from vendors.terms import last_day
from workflow import wording
from workflow.actions import Act
from workflow.notices import Tell

OWNERS = (CompanyRole.OWNER,)


def _asked(act: Act) -> dict[str, Any]:
    company = act.case.company
    return {
        "number": act.case.reference,
        "name": lambda: company.name,
        "person": act.case.created_by.name if act.case.created_by else "",
        "remarks": act.data.get("remarks", ""),
    }


def access_asked(act: Act) -> list[Tell]:
    """The company's owners, who decide."""
    return [
        Tell(
            to=members_of(act.case.company, OWNERS),
            subject=_("%(number)s: %(person)s asks to act for %(name)s"),
            body=_("Read the request, then accept or decline it. Nobody else is asked."),
            values=_asked(act),
        )
    ]


def access_accepted(act: Act) -> list[Tell]:
    """Whoever asked."""
    return [
        Tell(
            to=[act.case.created_by],
            subject=_("%(number)s: you now act for %(name)s"),
            body=_("The owners of %(name)s have accepted your request."),
            values=_asked(act),
            url="/companies/mine/",
        )
    ]


def access_declined(act: Act) -> list[Tell]:
    """Whoever asked, with the reason."""
    return [
        Tell(
            to=[act.case.created_by],
            subject=_("%(number)s: your request was declined"),
            body=_("The owners of %(name)s have declined your request. Reason:\n\n%(remarks)s"),
            values=_asked(act),
        )
    ]


def _of_credential(case: Any) -> dict[str, Any]:
    return {
        "number": case.reference,
        "credential": lambda: case.title,
        "name": lambda: case.company.name,
        "remarks": case.remarks,
    }


def credential_refused(act: Act) -> list[Tell]:
    """Those who keep the company's credentials, with the reasons."""
    return [
        Tell(
            to=members_of(act.case.company, BIDDERS),
            subject=_("%(number)s: a credential was not accepted"),
            body=_("%(credential)s (%(name)s) was not accepted, for these reasons:\n\n%(remarks)s"),
            values=_of_credential(act.case),
        )
    ]


def credential_lapsed(act: Act) -> list[Tell]:
    """Those who keep the company's credentials."""
    return [
        Tell(
            to=members_of(act.case.company, BIDDERS),
            subject=_("%(number)s: a credential has lapsed"),
            body=_(
                "%(credential)s (%(name)s) holds no longer. Give the new one to go on using it."
            ),
            values=_of_credential(act.case),
        )
    ]


def credential_ends_soon(case: Any, until: Any) -> Tell:
    """Those who keep the company's credentials: its last day is near."""
    last = last_day(until)
    return Tell(
        to=members_of(case.company, BIDDERS),
        subject=_("%(number)s: a credential ends soon"),
        body=_("%(credential)s (%(name)s) holds through %(last)s. Give the new one before then."),
        values={**_of_credential(case), "last": lambda: wording.date_both(last)},
    )


def registration_ends_soon(case: Any, until: Any) -> Tell:
    """The company's owners: the year is nearly over."""
    last = last_day(until)
    return Tell(
        to=members_of(case, OWNERS),
        subject=_("%(number)s: the registration ends soon"),
        body=_(
            "%(name)s is registered through %(last)s. Renew it on the company's page before then, "
            "and there is no gap."
        ),
        values={
            "number": case.reference,
            "name": lambda: case.name,
            "last": lambda: wording.date_both(last),
        },
    )
