"""Whom an action on a company tells, and what. Reasons are always part of the message."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.standing import holders
from vendors.models.member import CompanyRole
from vendors.remarks import in_words
from vendors.standing import members_of
from workflow.actions import Act
from workflow.notices import Tell


def _values(act: Act) -> dict[str, Any]:
    company = act.case
    return {
        "number": company.reference,
        "name": lambda: company.name,
        "agency": lambda: company.agency.name,
        "remarks": lambda: in_words(company.remark_parts, company.remarks),
    }


def submitted(act: Act) -> list[Tell]:
    """The company's owners that it arrived, the registrars that it waits."""
    values = _values(act)
    return [
        Tell(
            to=members_of(act.case, [CompanyRole.OWNER]),
            subject=_("%(number)s: the registration was received"),
            body=_(
                "The registration of %(name)s reached %(agency)s. You will be told as soon as a "
                "registrar has decided."
            ),
            values=values,
        ),
        Tell(
            to=holders(Role.REGISTRAR, act.case.agency),
            subject=_("%(number)s: a company waits for review"),
            body=_("%(name)s has sent its registration."),
            values=values,
        ),
    ]


def _to_members(act: Act, subject: Any, body: Any) -> list[Tell]:
    return [Tell(to=members_of(act.case), subject=subject, body=body, values=_values(act))]


def returned(act: Act) -> list[Tell]:
    """The company's members, with the remarks."""
    return _to_members(
        act,
        _("%(number)s: please correct the registration"),
        _(
            "%(agency)s has returned the registration of %(name)s. Correct what is named here "
            "and send it again; everything you had filled in was kept.\n\n%(remarks)s"
        ),
    )


def approved(act: Act) -> list[Tell]:
    """The company's members that it is registered."""
    return _to_members(
        act,
        _("%(number)s: the company is registered"),
        _(
            "%(agency)s has registered %(name)s. The signed registration certificate appears on "
            "the company's page. You can now bid for tenders and apply for licences."
        ),
    )


def rejected(act: Act) -> list[Tell]:
    """The company's members, with the reasons."""
    return _to_members(
        act,
        _("%(number)s: the registration was rejected"),
        _(
            "%(agency)s has rejected the registration of %(name)s, for these reasons:"
            "\n\n%(remarks)s"
        ),
    )


def suspended(act: Act) -> list[Tell]:
    """The company's members, with the reasons."""
    return _to_members(
        act,
        _("%(number)s: the company is suspended"),
        _(
            "%(agency)s has suspended %(name)s. Until this is lifted it can neither bid nor "
            "apply. The reasons:\n\n%(remarks)s"
        ),
    )


def reinstated(act: Act) -> list[Tell]:
    """The company's members that it may bid and apply again."""
    return _to_members(
        act,
        _("%(number)s: the suspension was lifted"),
        _("%(agency)s has lifted the suspension of %(name)s. Reason:\n\n%(remarks)s"),
    )
