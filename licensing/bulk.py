"""Many applications at once: only of types that are granted at once, where nobody judges.

What is done to each goes through the gate by itself; one that cannot be moved stops no other.
Everything else is decided one application at a time, and the page says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role
from accounts.standing import standing_of
from documents import papers
from documents.models import Paper
from licensing.certificates import CERTIFICATE
from licensing.models import Application, Invoice
from workflow.blockers import Refused
from workflow.gate import perform

MOST = 200
State = Application.State


class NotInstantError(Exception):
    """Something was chosen that is not of an instant type, or not the person's to move."""


@dataclass(frozen=True)
class BulkAct:
    """One act on many: its words, and what it does to one. It returns why not, or ""."""

    label: Any
    help: Any
    take: Callable[[Any, Any], str]


def may_see(user: Any) -> bool:
    """Whether the person is a licensing officer anywhere."""
    return standing_of(user).has_role(Role.LICENSING_OFFICER)


def cases(user: Any) -> QuerySet[Application]:
    """The instant applications of the person's agencies that stand still."""
    failed = Paper.objects.filter(
        kind=CERTIFICATE,
        case_kind="licence",
        case_id=OuterRef("licence_id"),
        status__in=(Paper.Status.FAILED, Paper.Status.PENDING),
    )
    still = Q(state__in=(State.SUBMITTED, State.APPROVED, State.AWAITING_PAYMENT))
    theirs = standing_of(user).agencies_q((Role.LICENSING_OFFICER,))
    query = Application.objects.filter(theirs, version__is_instant=True)
    query = query.annotate(no_paper=Exists(failed)).filter(still | Q(no_paper=True))
    found: QuerySet[Application] = query.select_related("company", "version", "licence")
    return found.order_by("pk")


def rows(user: Any) -> list[dict[str, Any]]:
    """What stands still, and why."""
    paid = set(
        Invoice.objects.filter(application__in=cases(user), state=Invoice.State.PAID).values_list(
            "application_id", flat=True
        )
    )
    return [{"case": case, "why": _why(case, case.pk in paid)} for case in cases(user)[:MOST]]


def _why(case: Any, is_paid: bool) -> str:
    if case.no_paper:
        return _("Its certificate was not made yet")
    if case.state == State.AWAITING_PAYMENT and not is_paid:
        return _("The fee has not been paid")
    return _("Not finished yet")


def carry_out(act: BulkAct, references: Sequence[str], user: Any) -> tuple[int, list[Any]]:
    """Take the act on each; return how many it moved, and (number, why not) of the others.

    Raises NotInstantError, before anything is done, if one of them may not be taken this way.
    """
    found = {case.reference: case for case in cases(user).filter(reference__in=references)}
    others = set(references) - set(found)
    theirs = Application.objects.visible_to(user).filter(reference__in=others)
    instant = theirs.filter(version__is_instant=True).values_list("reference", flat=True)
    if others - set(instant):
        raise NotInstantError
    done, left = 0, [(reference, _("Nothing is left to do.")) for reference in sorted(others)]
    for case in found.values():
        why = _taken(act, case, user)
        done += not why
        if why:
            left.append((case.reference, why))
    return done, left


def _taken(act: BulkAct, case: Any, user: Any) -> str:
    try:
        return act.take(case, user)
    except Refused as refused:
        return str(refused.blockers[0].text)


def _finish(case: Any, user: Any) -> str:
    """Go on where it stands: by rule, the licence, the certificate."""
    if case.no_paper:
        for paper in Paper.objects.of(case.licence).filter(kind=CERTIFICATE):
            papers.retry(paper, by=user)
        waits = Paper.objects.of(case.licence).filter(status=Paper.Status.FAILED).exists()
        return _("The certificate could not be made again.") if waits else ""
    perform(case, "approve_by_rule" if case.state == State.SUBMITTED else "issue", by=None)
    return ""


def _remind(case: Any, user: Any) -> str:
    perform(case, "remind_of_fee", by=user)
    return ""


ACTS: dict[str, BulkAct] = {
    "finish": BulkAct(
        gettext_lazy("Finish them"),
        gettext_lazy("Issues what is paid for, and makes certificates that were not made."),
        _finish,
    ),
    "remind": BulkAct(
        gettext_lazy("Remind of the fee"),
        gettext_lazy("Writes to the applicants who have not paid."),
        _remind,
    ),
}
