"""Whom it tells when a licence ends, is suspended, revoked or given up, and what depends on it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from licensing import depending
from licensing.people import applicants
from vendors.standing import members_of
from workflow import wording
from workflow.actions import Act
from workflow.notices import Tell


def _values(act: Act) -> dict[str, Any]:
    case = act.case
    until = case.suspended_until
    return {
        "number": case.reference,
        "company": lambda: case.company.name,
        "agency": lambda: case.agency.name,
        "licence": lambda: case.type_version.name,
        "reasons": act.data.get("reasons", ""),
        "until": lambda: wording.date_both(until) if until else "",
    }


def _tell(act: Act, subject: Any, body: Any) -> list[Tell]:
    told = Tell(to=members_of(act.case.company), subject=subject, body=body, values=_values(act))
    return [told]


def dependents_warned(act: Act) -> list[Tell]:
    """The holder's applicants, of each licence that needs this one to hold."""
    return [
        Tell(
            to=applicants(act.case),
            subject=_("%(number)s: it needs %(needed)s, which is not in force"),
            body=_(
                "Your licence %(number)s (%(dependent)s) needs the licence %(needed)s "
                "(%(licence)s), which is no longer in force. See to it, or %(number)s cannot be "
                "renewed or changed."
            ),
            values={
                **_values(act),
                "needed": act.case.reference,
                "number": other.reference,
                "dependent": lambda other=other: other.type_version.name,
            },
            url=f"/register/{other.reference}/",
        )
        for other in depending.dependents(act.case)
    ]


def expired(act: Act) -> list[Tell]:
    """The company, that its licence is over. What needs it was named in the reminders before:
    the clock takes many licences at once, and asks for each no more than it must.
    """
    return _tell(
        act,
        _("%(number)s: the licence has expired"),
        _("The licence “%(licence)s” of %(company)s is no longer valid."),
    )


def surrendered(act: Act) -> list[Tell]:
    """The company, that it has given its licence up."""
    warned = dependents_warned(act)
    return warned + _tell(
        act,
        _("%(number)s: the licence was given up"),
        _("The licence “%(licence)s” of %(company)s has ended at your wish. Its papers are void."),
    )


def suspended(act: Act) -> list[Tell]:
    """The company, with the reasons."""
    ends = act.case.suspended_until is not None
    warned = dependents_warned(act)
    return warned + _tell(
        act,
        _("%(number)s: the licence is suspended"),
        _(
            "%(agency)s has suspended the licence “%(licence)s” of %(company)s until %(until)s, "
            "for these reasons:\n\n%(reasons)s"
        )
        if ends
        else _(
            "%(agency)s has suspended the licence “%(licence)s” of %(company)s, for these reasons:"
            "\n\n%(reasons)s"
        ),
    )


def suspension_ended(act: Act) -> list[Tell]:
    """The company, that it may go on."""
    return [
        Tell(
            to=members_of(act.case.company),
            subject=_("%(number)s: the suspension has ended"),
            body=_("The licence “%(licence)s” of %(company)s is in force again."),
            values=_values(act),
        )
    ]


def revoked(act: Act) -> list[Tell]:
    """The company, with the reasons."""
    warned = dependents_warned(act)
    return warned + _tell(
        act,
        _("%(number)s: the licence is revoked"),
        _(
            "%(agency)s has revoked the licence “%(licence)s” of %(company)s, for these reasons:"
            "\n\n%(reasons)s"
        ),
    )
