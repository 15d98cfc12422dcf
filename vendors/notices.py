"""Whom an action on a company tells, and what. Reasons are always part of the message."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.standing import holders
from vendors.models.member import CompanyRole
from vendors.remarks import in_words
from vendors.standing import members_of
from vendors.terms import last_day
from workflow import wording
from workflow.actions import Act
from workflow.notices import Tell


def _values(act: Act) -> dict[str, Any]:
    company = act.case
    return {
        "number": company.reference,
        "name": lambda: company.name,
        "agency": lambda: company.agency.name,
        "remarks": lambda: in_words(company.remark_parts, company.remarks, company.field_remarks),
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


def edited(act: Act) -> list[Tell]:
    """The registrars, when a company that is registered already changes its details."""
    if act.case.state != act.case.State.REGISTERED:
        return []
    return [
        Tell(
            to=holders(Role.REGISTRAR, act.case.agency),
            subject=_("%(number)s: details changed"),
            body=_("%(name)s has changed its details. What it says now stands on its page."),
            values=_values(act),
        )
    ]


def declared(act: Act) -> list[Tell]:
    """The registrars, when a company that is registered already declares something else."""
    if act.case.state != act.case.State.REGISTERED:
        return []
    return [
        Tell(
            to=holders(Role.REGISTRAR, act.case.agency),
            subject=_("%(number)s: owners, size or bank account changed"),
            body=_("%(name)s has declared its owners, size and bank account anew."),
            values=_values(act),
        )
    ]


def debarred(act: Act) -> list[Tell]:
    """The company's members, with the reasons."""
    return _to_members(
        act,
        _("%(number)s: the company is debarred"),
        _(
            "%(agency)s has debarred %(name)s. It can neither bid nor apply until the debarment "
            "ends, and the public register says so. The reasons:\n\n%(remarks)s"
        ),
    )


def debarment_lifted(act: Act) -> list[Tell]:
    """The company's members that it may bid and apply again."""
    return _to_members(
        act,
        _("%(number)s: the debarment was lifted"),
        _("%(agency)s has lifted the debarment of %(name)s. Reason:\n\n%(remarks)s"),
    )


def sanction_ended(act: Act) -> list[Tell]:
    """The company's members that its time is over."""
    return _to_members(
        act,
        _("%(number)s: the company is on the register again"),
        _("The time is over for which %(name)s was kept off the register."),
    )


def _until(act: Act) -> dict[str, Any]:
    last = last_day(act.case.registered_until)
    return {**_values(act), "last": lambda: wording.date_both(last)}


def lapsed(act: Act) -> list[Tell]:
    """The company's members: what to do to be registered again."""
    return _to_members(
        act,
        _("%(number)s: the registration has lapsed"),
        _(
            "The year for which %(name)s was registered is over, and it was not renewed. Open the "
            "company's page and renew it: everything that was filled in is still there."
        ),
    )


def renewal_asked(act: Act) -> list[Tell]:
    """The registrars that a renewal waits for them."""
    return [
        Tell(
            to=holders(Role.REGISTRAR, act.case.agency),
            subject=_("%(number)s: a company asks for its renewal"),
            body=_("%(name)s asks for another year. What it says now stands on its page."),
            values=_values(act),
        )
    ]


def renewed(act: Act) -> list[Tell]:
    """The company's members until when it is registered now."""
    return [
        Tell(
            to=members_of(act.case),
            subject=_("%(number)s: the registration was renewed"),
            body=_("%(name)s is registered through %(last)s."),
            values=_until(act),
        )
    ]


def renewal_declined(act: Act) -> list[Tell]:
    """The company's members, with the reasons."""
    return _to_members(
        act,
        _("%(number)s: the renewal was declined"),
        _(
            "%(agency)s has not renewed the registration of %(name)s yet, for these reasons:"
            "\n\n%(remarks)s"
        ),
    )
