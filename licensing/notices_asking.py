"""Whom requests for information tell, and what."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from licensing.people import applicants, officers
from workflow import wording
from workflow.actions import Act
from workflow.notices import Tell


def values(request: Any) -> dict[str, Any]:
    """What the texts may name."""
    return {
        "number": request.application.reference,
        "company": lambda: request.company.name,
        "agency": lambda: request.agency.name,
        "licence": lambda: request.application.version.name,
        "question": request.question,
        "wanted": "\n".join(f"– {line}" for line in request.wanted),
        "day": lambda: wording.date_both(request.answer_by),
    }


def _tell(request: Any, to: Iterable[Any], subject: Any, body: Any) -> list[Tell]:
    return [Tell(to=to, subject=subject, body=body, values=values(request))]


def _askers(request: Any) -> list[Any]:
    """The one who asked; the agency's officers where that was nobody."""
    if request.created_by is not None:
        return [request.created_by]
    return officers(request, Role.LICENSING_OFFICER)


def asked(act: Act) -> list[Tell]:
    """The applicants, with the question and the day."""
    return _tell(
        act.case,
        applicants(act.case),
        _("%(number)s: please answer by %(day)s"),
        _(
            "%(agency)s asks about the application for “%(licence)s”:\n\n%(question)s\n%(wanted)s"
            "\n\nThe time of the agency stands still until you have answered. If nobody answers "
            "by %(day)s, the application lapses."
        ),
    )


def answered(act: Act) -> list[Tell]:
    """Whoever asked."""
    return _tell(
        act.case,
        _askers(act.case),
        _("%(number)s: the applicant has answered"),
        _("%(company)s has answered your question:\n\n%(question)s"),
    )


def extended(act: Act) -> list[Tell]:
    """The applicants, with the new day."""
    return _tell(
        act.case,
        applicants(act.case),
        _("%(number)s: you have more time to answer"),
        _("%(agency)s has given you time until %(day)s to answer:\n\n%(question)s"),
    )


def taken_back(act: Act) -> list[Tell]:
    """The applicants, that no answer is needed."""
    return _tell(
        act.case,
        applicants(act.case),
        _("%(number)s: a question was taken back"),
        _("%(agency)s needs no answer any more to:\n\n%(question)s"),
    )
