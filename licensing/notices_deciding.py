"""Whom an application's way through the office tells: its checks, its clock and its end."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from licensing.notices_review import tell
from licensing.people import applicants, officers
from vendors.standing import members_of
from workflow import wording
from workflow.actions import Act
from workflow.notices import Tell


def desk(case: Any, role: str = Role.LICENSING_OFFICER) -> list[Any]:
    """The case officer; while there is none, everybody with the role."""
    return [case.assigned_to] if case.assigned_to is not None else officers(case, role)


def found_complete(act: Act) -> list[Tell]:
    """The applicants, that nothing is missing and when an answer is due."""
    return [
        tell(
            act.case,
            applicants(act.case),
            _("%(number)s: your application is complete"),
            _("Nothing is missing in the application for “%(licence)s”. It is now in review."),
        )
    ]


def came_back(act: Act) -> list[Tell]:
    """The case officer, that the applicant has corrected it."""
    return [
        tell(
            act.case,
            desk(act.case),
            _("%(number)s: the applicant has sent it again"),
            _("%(company)s has corrected its application for “%(licence)s”. The clock runs again."),
        )
    ]


def clock_runs_again(act: Act) -> list[Tell]:
    """Both sides, that everything is answered."""
    case = act.case
    subject = _("%(number)s: everything is answered")
    return [
        tell(
            case,
            applicants(case),
            subject,
            _(
                "Nothing is asked about the application for “%(licence)s” any more. The time of "
                "the agency runs again; you have its answer by the day that the page names."
            ),
        ),
        tell(
            case,
            desk(case),
            subject,
            _("The review of the application for “%(licence)s” goes on."),
        ),
    ]


def reviews_ended(act: Act) -> list[Tell]:
    """The approvers, that a decision waits; the officers, that they can sum up."""
    case = act.case
    return [
        tell(
            case,
            officers(case, Role.LICENSING_APPROVER),
            _("%(number)s: an application waits for a decision"),
            _("The application of %(company)s for “%(licence)s” has been reviewed."),
        ),
        tell(
            case,
            desk(case),
            _("%(number)s: all reviews are done"),
            _("Read them together and say what they come to, if that helps whoever decides."),
        ),
    ]


def lapsed(act: Act) -> list[Tell]:
    """The applicants, and whoever had it."""
    case = act.case
    return [
        tell(
            case,
            applicants(case),
            _("%(number)s: the application has lapsed"),
            _(
                "Nobody answered in time, and the application for “%(licence)s” has ended. "
                "Nothing is owed for it. You can apply again at any time."
            ),
        ),
        tell(
            case,
            desk(case),
            _("%(number)s: the application has lapsed"),
            _("%(company)s did not answer in time."),
        ),
    ]


def approved_by_silence(act: Act) -> list[Tell]:
    """The applicants, and everybody whose time ran out."""
    case = act.case
    return [
        tell(
            case,
            applicants(case),
            _("%(number)s: approved, because the time ran out"),
            _(
                "%(agency)s did not answer in time. For “%(licence)s” silence is consent: the "
                "application is approved."
            ),
        ),
        tell(
            case,
            [*desk(case), *officers(case, Role.LICENSING_APPROVER)],
            _("%(number)s: approved by silence"),
            _("The working days ran out without a decision. The type says: silence is consent."),
        ),
    ]


def refused(act: Act) -> list[Tell]:
    """Everybody who acts for the company, with the reasons and how to appeal."""
    case = act.case
    return [
        tell(
            case,
            members_of(case.company),
            _("%(number)s: the application was refused"),
            _(
                "%(agency)s has refused the application of %(company)s for “%(licence)s”, for "
                "these reasons:\n\n%(reasons)s\n\nYou can appeal until %(appeal_day)s: on the page "
                "of the application, or in writing to %(agency)s. The signed letter appears there."
            ),
            reasons=case.remarks,
            appeal_day=lambda: wording.date_both(case.appeal_until),
        )
    ]
