"""Whom the actions of a qualification tell, and what.

Until applications close nobody but the applicant is told anything that shows that one exists.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from procurement import qualify_outcomes
from procurement.telling import others, preparers_of, words_of
from vendors.models import Company
from vendors.standing import BIDDERS, members_of, members_of_all
from vendors.subscriptions import subscribers
from workflow import wording
from workflow.actions import Act
from workflow.notices import Tell

# --- the call ------------------------------------------------------------------------------


def approval_asked(act: Act) -> list[Tell]:
    """Approvers who may approve it."""
    return [
        Tell(
            others(Role.PROCUREMENT_APPROVER, act.case),
            _("Call for qualification %(number)s waits for your approval"),
            _("%(title)s\n\nRead it, then publish it or return it with remarks."),
            words_of(act.case),
        )
    ]


def returned(act: Act) -> list[Tell]:
    """Whoever prepared it."""
    return [
        Tell(
            preparers_of(act.case),
            _("Call for qualification %(number)s was returned with remarks"),
            _("%(title)s\n\nRemarks: %(remarks)s"),
            words_of(act.case, remarks=act.public["note"]),
        )
    ]


def published(act: Act) -> list[Tell]:
    """Whoever prepared it; the companies that deal in its categories, and whoever follows them."""
    call, closes_at = act.case, act.case.closes_at
    values = words_of(
        call, agency=lambda: call.agency.name, closes=lambda: wording.moment(closes_at)
    )
    registered = Company.objects.registered()
    dealing = registered.filter(categories__in=call.categories.all()).distinct()
    people = {p.pk: p for p in members_of_all(dealing, BIDDERS)}
    people |= {p.pk: p for p in subscribers(call.categories.all())}
    return [
        Tell(
            [p for pk, p in people.items() if pk not in call.preparers],
            _("Companies are asked to qualify in your line of business: %(number)s"),
            _("%(title)s\n\n%(agency)s takes applications until %(closes)s."),
            values,
        ),
        Tell(
            preparers_of(call),
            _("Call for qualification %(number)s is published"),
            _("%(title)s\n\nApplications close on %(closes)s."),
            values,
        ),
    ]


def closed(act: Act) -> list[Tell]:
    """Evaluators, where there is something to judge; else whoever decides."""
    call = act.case
    count = call.requests.handed_in().count()
    role = Role.EVALUATOR if count else Role.PROCUREMENT_APPROVER
    return [
        Tell(
            others(role, call),
            _("Applications for qualification %(number)s are closed"),
            _("%(title)s\n\nApplications received: %(count)s."),
            words_of(call, count=count),
        )
    ]


def concluded(act: Act) -> list[Tell]:
    """Whoever prepared it; the applicants are told by their own applications."""
    return [
        Tell(
            preparers_of(act.case),
            _("Call for qualification %(number)s is concluded"),
            _("%(title)s\n\nThe short list stands, and the tender can be started from it."),
            words_of(act.case),
        )
    ]


def unsuccessful(act: Act) -> list[Tell]:
    """Whoever prepared it; the applicants are told by their own applications."""
    return [
        Tell(
            preparers_of(act.case),
            _("Call for qualification %(number)s was unsuccessful"),
            _("%(title)s\n\nReason: %(reason)s"),
            words_of(act.case, reason=act.case.outcome_reason),
        )
    ]


def cancelled(act: Act) -> list[Tell]:
    """Whoever prepared it, and every company with an application, be it a draft."""
    call = act.case
    companies = Company.objects.filter(
        qualificationrequests__in=call.requests.exclude(state="withdrawn")
    ).distinct()
    people = members_of_all(companies, BIDDERS)
    values = words_of(call, reason=call.outcome_reason)
    subject, body = (
        _("Call for qualification %(number)s was cancelled"),
        _("%(title)s\n\nReason: %(reason)s"),
    )
    return [Tell(preparers_of(call), subject, body, values), Tell(people, subject, body, values)]


# --- applications --------------------------------------------------------------------------


def request_received(act: Act) -> list[Tell]:
    """The applicant's own people, and nobody else."""
    request = act.case
    return [
        Tell(
            members_of(request.company, BIDDERS),
            _("Your application %(request)s for qualification %(number)s was received"),
            _(
                "%(title)s\n\nReceived on %(at)s, version %(version)s.\n"
                "Fingerprint (SHA-256): %(digest)s\n\n"
                "Nobody but your company can see it until applications close."
            ),
            words_of(
                request.qualification,
                request=request.reference,
                at=lambda: wording.moment(request.submitted_at),
                version=request.version,
                digest=request.digest,
            ),
        )
    ]


def request_withdrawn(act: Act) -> list[Tell]:
    """The applicant's own people, and nobody else."""
    request = act.case
    return [
        Tell(
            members_of(request.company, BIDDERS),
            _("Your application %(request)s for qualification %(number)s was withdrawn"),
            _("%(title)s\n\nIt will not be judged."),
            words_of(request.qualification, request=request.reference),
        )
    ]


def request_qualified(act: Act) -> list[Tell]:
    """The company, with the reasons."""
    return [_outcome(act.case, _("Your company is short-listed: %(number)s"))]


def request_turned_down(act: Act) -> list[Tell]:
    """The company, with the reasons."""
    return [_outcome(act.case, _("The outcome of qualification %(number)s"))]


def _outcome(request: Any, subject: Any) -> Tell:
    values = words_of(request.qualification, request=request.reference)
    values["reasons"] = lambda: " ".join(qualify_outcomes.sentences(request))
    return Tell(
        members_of(request.company, BIDDERS),
        subject,
        _("%(title)s\n\nYour application %(request)s. %(reasons)s"),
        values,
    )
