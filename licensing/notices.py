"""Whom an action of this room tells, and what. Reasons are always part of the message."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from licensing import remarks, renewing
from licensing.models.application_states import Aim
from licensing.people import applicants, officers
from vendors.standing import members_of
from workflow import wording
from workflow.actions import Act
from workflow.notices import Tell


def _values(act: Act, licence: Any) -> dict[str, Any]:
    """What the texts of every notice may name; what has a language is asked for in each."""
    case = act.case
    return {
        "number": case.reference,
        "company": lambda: case.company.name,
        "agency": lambda: case.agency.name,
        "licence": lambda: licence.name,
    }


def _tell(act: Act, to: Iterable[Any], subject: Any, body: Any, **more: Any) -> Tell:
    values = {**_values(act, act.case.version), **more}
    return Tell(to=to, subject=subject, body=body, values=values)


# --- applications ----------------------------------------------------------------------


def submitted(act: Act) -> list[Tell]:
    """A reviewed type's applicants, that it arrived; its officers, that it waits."""
    case = act.case
    if renewing.goes_by_rule(case):
        return []
    return [
        _tell(
            act,
            applicants(case),
            _("%(number)s: your application was received"),
            _("%(agency)s has received the application for “%(licence)s” and answers by %(day)s."),
            day=lambda: wording.date_both(case.due_on) if case.due_on else "",
        ),
        _tell(
            act,
            officers(case, Role.LICENSING_OFFICER),
            _("%(number)s: an application waits for review"),
            _("%(company)s applies for “%(licence)s”."),
        ),
    ]


def withdrawn(act: Act) -> list[Tell]:
    """The applicants; and the officers, if they had it."""
    case = act.case
    tells = [
        _tell(
            act,
            applicants(case),
            _("%(number)s: the application was withdrawn"),
            _(
                "The application for “%(licence)s” was withdrawn. Nothing is owed for it; what was "
                "paid is given back."
            ),
        )
    ]
    if case.submitted_at is not None and not renewing.goes_by_rule(case):
        tells.append(
            _tell(
                act,
                officers(case, Role.LICENSING_OFFICER),
                _("%(number)s: the applicant has withdrawn"),
                _("%(company)s has withdrawn its application for “%(licence)s”."),
            )
        )
    return tells


def returned(act: Act) -> list[Tell]:
    """The applicants, with the remarks."""
    return [
        _tell(
            act,
            applicants(act.case),
            _("%(number)s: please correct the application"),
            _(
                "%(agency)s has returned the application for “%(licence)s”. Correct what is named "
                "here and send it again by %(day)s; everything you had filled in was kept. If it "
                "is not sent again by then, it lapses.\n\n%(remarks)s"
            ),
            remarks=lambda: remarks.in_words(act.case),
            day=lambda: wording.date_both(act.case.answer_by),
        )
    ]


def recommended(act: Act) -> list[Tell]:
    """The approvers, that a decision waits; not who has just recommended."""
    approvers = officers(act.case, Role.LICENSING_APPROVER)
    return [
        _tell(
            act,
            [person for person in approvers if person.pk != act.by.pk],
            _("%(number)s: an application waits for a decision"),
            _("The application of %(company)s for “%(licence)s” has been reviewed."),
        )
    ]


def sent_back(act: Act) -> list[Tell]:
    """The reviewer, with what to look at again."""
    reviewer = act.case.recommended_by
    return [
        _tell(
            act,
            [reviewer] if reviewer is not None else [],
            _("%(number)s: please look at the application again"),
            "%(remarks)s",
            remarks=act.data["remarks"],
        )
    ]


def fee_due(act: Act) -> list[Tell]:
    """The applicants, that it was approved and what is to be paid."""
    invoice = act.case.invoices.get(state="issued")
    return [
        _tell(
            act,
            applicants(act.case),
            _("%(number)s: approved; please pay the fee"),
            _(
                "The application for “%(licence)s” is approved. The fee is %(amount)s. The licence "
                "is issued as soon as it is paid."
            ),
            amount=lambda: wording.money(invoice.exact, invoice.currency),
        )
    ]


def issued(act: Act) -> list[Tell]:
    """Everybody who acts for its holder, with the licence's number and last day; after a
    transfer the holder before as well. A surrender is told of by the licence itself.
    """
    case, licence = act.case, act.case.licence
    if case.aim == Aim.SURRENDER:
        return []
    people = {person.pk: person for person in members_of(licence.company)}
    people |= {person.pk: person for person in members_of(case.company)}
    is_new = case.aim == Aim.NEW
    return [
        _tell(
            act,
            people.values(),
            _("%(number)s: the licence is issued") if is_new else _("%(number)s: granted: %(aim)s"),
            _(
                "The licence “%(licence)s” has the number %(licence_number)s and is valid through "
                "%(last_day)s. The signed certificate appears on the licence's page."
            ),
            licence_number=licence.reference,
            aim=lambda: case.get_aim_display(),
            last_day=lambda: wording.date_both(licence.period.last_day),
        )
    ]


# --- invoices --------------------------------------------------------------------------


def _of_invoice(act: Act, to: Iterable[Any], subject: Any, body: Any) -> list[Tell]:
    invoice = act.case
    values = {
        **_values(act, invoice.application.version),
        "amount": lambda: wording.money(invoice.exact, invoice.currency),
    }
    return [Tell(to=to, subject=subject, body=body, values=values)]


def paid(act: Act) -> list[Tell]:
    """The applicants, that the money arrived."""
    return _of_invoice(
        act,
        applicants(act.case),
        _("%(number)s: payment received"),
        _(
            "%(agency)s has received %(amount)s for “%(licence)s”. The receipt appears with the "
            "invoice."
        ),
    )


# --- licences --------------------------------------------------------------------------


def _of_licence(act: Act, subject: Any, body: Any, reasons: str = "") -> list[Tell]:
    values = {**_values(act, act.case.type_version), "reasons": reasons}
    return [Tell(to=members_of(act.case.company), subject=subject, body=body, values=values)]


def reinstated(act: Act) -> list[Tell]:
    """The company, that it may go on."""
    return _of_licence(
        act,
        _("%(number)s: the licence is in force again"),
        _(
            "%(agency)s has lifted the suspension of the licence “%(licence)s” of %(company)s."
            "\n\n%(reasons)s"
        ),
        act.data["reasons"],
    )
