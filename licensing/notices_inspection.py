"""Whom the actions on inspections and findings tell, and what. A visit that is meant to
surprise is told to nobody of the company before it is over.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from licensing.people import applicants, officers
from vendors.standing import members_of
from workflow import wording
from workflow.actions import Act
from workflow.notices import Tell


def _tell(act: Act, to: Iterable[Any], subject: Any, body: Any, **more: Any) -> Tell:
    case = act.case
    values = {
        "number": case.reference,
        "company": lambda: case.company.name,
        "agency": lambda: case.agency.name,
        "title": lambda: case.title,
        **more,
    }
    return Tell(to=to, subject=subject, body=body, values=values)


def _of_company(case: Any) -> list[Any]:
    """Those of the company who are told of a visit."""
    return applicants(case) if case.is_announced else []


def _inspectors(act: Act) -> list[Any]:
    """The inspector, unless they have just done it themselves."""
    person = act.case.inspector
    return [person] if person is not None and person != act.by else []


def begun(act: Act) -> list[Tell]:
    """The applicants, that a time is to be chosen."""
    return [
        _tell(
            act,
            _of_company(act.case),
            _("%(number)s: choose a time for the inspection"),
            _(
                "%(agency)s inspects “%(title)s” at %(company)s. Choose a time that suits you; you "
                "can move it until a day before."
            ),
        )
    ]


def scheduled(act: Act) -> list[Tell]:
    """Both sides, of the time."""
    case = act.case
    when = {"when": lambda: wording.moment(case.starts_at, "long"), "place": case.place}
    tells = [
        _tell(
            act,
            _of_company(case),
            _("%(number)s: the inspection is on %(when)s"),
            _("%(agency)s comes on %(when)s.\n\nWhere: %(place)s"),
            **when,
        )
    ]
    to = _inspectors(act) or [
        person for person in officers(case, Role.LICENSING_OFFICER) if case.inspector_id is None
    ]
    tells.append(
        _tell(
            act,
            [person for person in to if person != act.by],
            _("%(number)s: visit on %(when)s"),
            _("%(company)s, “%(title)s”: %(when)s.\n\nWhere: %(place)s"),
            **when,
        )
    )
    return tells


def assigned(act: Act) -> list[Tell]:
    """The inspector."""
    return [
        _tell(
            act,
            _inspectors(act),
            _("%(number)s: you are to inspect %(company)s"),
            _("“%(title)s”. Where: %(place)s"),
            place=act.case.place,
        )
    ]


def missed(act: Act) -> list[Tell]:
    """The company, that a new time is to be chosen; the officers, that it was missed."""
    reasons = {"reasons": act.data["remarks"]}
    return [
        _tell(
            act,
            _of_company(act.case),
            _("%(number)s: the inspection did not take place; choose another time"),
            "%(reasons)s",
            **reasons,
        ),
        _tell(
            act,
            [p for p in officers(act.case, Role.LICENSING_OFFICER) if p != act.by],
            _("%(number)s: the visit to %(company)s was missed"),
            "%(reasons)s",
            **reasons,
        ),
    ]


def cancelled(act: Act) -> list[Tell]:
    """The company, and the inspector who would have gone."""
    case = act.case
    to = [*_of_company(case), *_inspectors(act)]
    return [
        _tell(
            act,
            to,
            _("%(number)s: the inspection is called off"),
            "%(reasons)s",
            reasons=case.remarks,
        )
    ]


def moved(act: Act) -> list[Tell]:
    """The applicants, that another agency comes, and a time is to be chosen."""
    return begun(act)


def concluded(act: Act) -> list[Tell]:
    """Everybody who acts for the company, and the officers of both agencies."""
    case = act.case
    said = {"result": lambda: case.get_result_display(), "summary": case.summary}
    deciding = holders_beyond(case)
    return [
        _tell(
            act,
            members_of(case.company),
            _("%(number)s: result of the inspection: %(result)s"),
            _(
                "%(agency)s has inspected “%(title)s”. What was found, and by when it is to be put "
                "right, stands on the inspection's page, with the signed report.\n\n%(summary)s"
            ),
            **said,
        ),
        _tell(
            act,
            [*officers(case, Role.LICENSING_OFFICER), *deciding],
            _("%(number)s: %(company)s was inspected: %(result)s"),
            "%(summary)s",
            **said,
        ),
    ]


def holders_beyond(case: Any) -> list[Any]:
    """The licensing officers of the agency that decides, where it is another one."""
    subject = case.subject
    if subject is None or subject.agency_id == case.agency_id:
        return []
    return officers(subject, Role.LICENSING_OFFICER)


# --- findings --------------------------------------------------------------------------


def reported(act: Act) -> list[Tell]:
    """The officers, that the company says it is put right."""
    return [
        _tell(
            act,
            officers(act.case, Role.LICENSING_OFFICER),
            _("%(number)s: %(company)s reports that a finding is put right"),
            "%(title)s\n\n%(report)s",
            report=act.data["report"],
        )
    ]


def settled(act: Act) -> list[Tell]:
    """The applicants."""
    return [
        _tell(
            act,
            applicants(act.case),
            _("%(number)s: the finding is settled"),
            _("%(agency)s accepts that this is put right: %(title)s"),
        )
    ]


def not_accepted(act: Act) -> list[Tell]:
    """The applicants, with what is missing and by when."""
    return [
        _tell(
            act,
            applicants(act.case),
            _("%(number)s: not put right yet"),
            _("%(title)s\n\n%(remarks)s\n\nTo be put right by %(day)s."),
            remarks=act.data["remarks"],
            day=lambda: wording.date_both(act.case.put_right_by),
        )
    ]


def looked_at_again(act: Act) -> list[Tell]:
    """The applicants, that somebody comes again."""
    return [
        _tell(
            act,
            applicants(act.case),
            _("%(number)s: an inspector looks at it again"),
            _("%(title)s\n\nChoose a time for the follow-up visit on its page."),
        )
    ]


def dropped(act: Act) -> list[Tell]:
    """The applicants, with the reasons."""
    return [
        _tell(
            act,
            applicants(act.case),
            _("%(number)s: the finding is dropped"),
            "%(title)s\n\n%(reasons)s",
            reasons=act.data["remarks"],
        )
    ]


# --- reminders -------------------------------------------------------------------------


def visit_is_near(case: Any) -> Tell:
    """The applicants, the day before."""
    return _reminder(
        case,
        _of_company(case),
        _("%(number)s: the inspection is on %(when)s"),
        _("%(agency)s comes on %(when)s.\n\nWhere: %(place)s"),
        when=lambda: wording.moment(case.starts_at, "long"),
        place=case.place,
    )


def visit_on_a_day_off(case: Any) -> Tell:
    """Both sides, that the day of a visit has become a day off."""
    inspector = [case.inspector] if case.inspector is not None else []
    return _reminder(
        case,
        [*_of_company(case), *inspector, *officers(case, Role.LICENSING_OFFICER)],
        _("%(number)s: the day of the inspection is a day off now"),
        _("The visit on %(when)s cannot take place. Choose another time."),
        when=lambda: wording.moment(case.starts_at, "long"),
    )


def finding_ends_soon(finding: Any) -> Tell:
    """The applicants, that its day comes."""
    return _reminder(
        finding,
        applicants(finding),
        _("%(number)s: to be put right by %(day)s"),
        _("%(title)s\n\nReport on its page what was done, with photos."),
        day=lambda: wording.date_both(finding.put_right_by),
    )


def finding_is_overdue(finding: Any) -> Tell:
    """Both sides, that its day has passed."""
    return _reminder(
        finding,
        [*applicants(finding), *officers(finding, Role.LICENSING_OFFICER)],
        _("%(number)s: a finding was not put right in time"),
        _("%(company)s: %(title)s. The day was %(day)s."),
        day=lambda: wording.date_both(finding.put_right_by),
    )


def _reminder(case: Any, to: Iterable[Any], subject: Any, body: Any, **more: Any) -> Tell:
    act: Any = Act(case=case, action=None, by=None, now=case.created_at)
    return _tell(act, to, subject, body, **more)
