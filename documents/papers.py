"""The life of a paper: asked for, issued or failed, tried again, replaced, revoked.

Rooms call `request_paper` inside an action; a worker issues it after the commit. Nothing else
changes a paper's status, and every change is in the trail, in the same transaction. Signing
fails closed: what cannot be signed is not stored, the case says so, and it is tried again.
"""

import logging
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Audience, Subject, database_now
from audit.trail import record
from documents import codes, making
from documents.kinds import PaperKind, kind_named, label_of, register
from documents.models import Paper
from workflow.case import case_kinds
from workflow.numbers import next_number, scattered_number
from workflow.queue import after_commit

__all__ = ["PaperKind", "issue", "register", "request_paper", "restore", "retry", "revoke", "rows"]

log = logging.getLogger(__name__)
Status = Paper.Status
WAITING = (Status.PENDING, Status.FAILED)
LONGEST_WAIT = timedelta(hours=6)

REASONS: dict[str, Any] = {
    making.NO_KEY: _("There is no signing key. An administrator has to set one up."),
    making.BAD_KEY: _("The signing key cannot be used: it is damaged, expired or locked."),
    making.NOT_SIGNED: _("The signature could not be made or did not hold when it was checked."),
    making.NOT_WRITTEN: _("The paper could not be written."),
    making.NOT_STORED: _("The paper could not be stored."),
}


def request_paper(
    case: Any,
    kind: str,
    *,
    by: Any,
    language: str | None = None,
    once_per_case: bool = True,
    each: bool = False,
    part: int | None = None,
) -> Paper:
    """Ask for a paper, in the caller's transaction; it is issued after commit. Return it.

    With `once_per_case` a paper of this kind that the case already has (waiting or issued) is
    returned instead. Without it a further one is made, which replaces the present one when it
    is issued; one that still waits is returned, because it will say what is true by then.
    With `each` there is always a further one: a receipt of every act, of which none may be left
    out however quickly they follow one another.
    With `part` the paper is about one part of the case (the third version of a licence): every
    part keeps its own, and takes the place of those of earlier parts, whichever is issued first.
    `language` is that of a letter's reader; by default that of `by`, else Arabic.
    """
    kind_named(kind)
    earlier = Paper.objects.of(case).filter(kind=kind)
    live = [*WAITING, Status.ISSUED] if once_per_case else list(WAITING)
    if part is not None:
        earlier = earlier.filter(part=part)
    found = None if each else earlier.filter(status__in=live).first()
    if found is not None:
        return found
    paper = _with_free_code(
        Paper(
            kind=kind,
            serial=_serial(case),
            case_kind=case.kind,
            case_id=case.pk,
            case_reference=case.reference,
            is_one_of_many=each or part is not None,
            part=part,
            language=language or getattr(by, "language", "") or "ar",
            requested_by=by if by is not None and by.pk else None,
            requested_at=database_now(),
        )
    )
    after_commit("documents.tasks.issue_paper", paper.pk)
    return paper


def _serial(case: Any) -> str:
    """The next serial; for a case that is still a secret (a bid) one out of order, so that the
    gap it would leave tells nobody that something came in.
    """
    if not case.is_secret:
        return next_number("P")
    return scattered_number("P", lambda number: Paper.objects.filter(serial=number).exists())


def _with_free_code(paper: Paper) -> Paper:
    for _attempt in range(5):
        try:
            with transaction.atomic():
                paper.save(force_insert=True)
                return paper
        except IntegrityError:
            if not Paper.objects.filter(code=paper.code).exists():
                raise
            paper.code = codes.new()
    raise RuntimeError("no free code found")


@transaction.atomic
def issue(pk: int) -> Paper:
    """Issue a waiting paper: write, sign, check, store. Return it, issued or failed.

    Called by the worker, by the sweep and by an officer's retry; whoever comes second waits
    for the row and finds it done.
    """
    _one_at_a_time(pk)
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=pk)
    if paper.status not in WAITING:
        return paper
    paper.attempts += 1
    try:
        with transaction.atomic():
            _issue(paper)
    except making.CannotMake as problem:
        log.warning("paper %s: %s (%s)", paper.serial, problem.reason, problem.detail)
        _fail(paper, problem)
    return paper


def _one_at_a_time(pk: int) -> None:
    """Of one case, papers are issued one after the other: two at the same moment would not see
    one another, and both would hold.
    """
    case_kind, case_id = Paper.objects.values_list("case_kind", "case_id").get(pk=pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"papers:{case_kind}:{case_id}"],
        )


def _issue(paper: Paper) -> None:
    kind = kind_named(paper.kind)
    case = case_of(paper)
    made = making.make(kind, case, paper)
    paper.file, paper.sha256, paper.signer = made.file, made.file.sha256, made.signer
    paper.issuer_ar, paper.issuer_en = made.issuer["ar"], made.issuer["en"]
    paper.facts, paper.valid_through = made.facts, made.valid_through
    paper.issued_at = made.at
    paper.status, paper.reason, paper.detail = Status.ISSUED, "", ""
    paper.next_try_at = None
    paper.save()
    if kind.replaces:
        _replace_others(paper, case, made.at)
    _record("paper.issued", paper, case, by=None, sha256=paper.sha256, signer=paper.signer)


def _replace_others(paper: Paper, case: Any, at: Any) -> None:
    """End what it takes the place of. One about an earlier part that comes late (it could not
    be signed in its time) is replaced itself, by the newest.
    """
    others = Paper.objects.of(case).filter(kind=paper.kind).exclude(pk=paper.pk)
    if paper.part is not None:
        newer = others.filter(part__gt=paper.part, issued_at__isnull=False).order_by("-part")
        newest = newer.first()
        if newest is not None:
            paper.status, paper.replaced_by, paper.ended_at = Status.REPLACED, newest, at
            paper.save(update_fields=["status", "replaced_by", "ended_at"])
            return
        others = others.filter(Q(part__isnull=True) | Q(part__lt=paper.part))
    others.filter(status=Status.ISSUED).update(
        status=Status.REPLACED, replaced_by=paper, ended_at=at
    )


def _fail(paper: Paper, problem: making.CannotMake) -> None:
    is_news = (paper.status, paper.reason) != (Status.FAILED, problem.reason)
    wait = min(timedelta(minutes=2 ** min(paper.attempts - 1, 10)), LONGEST_WAIT)
    Paper.objects.filter(pk=paper.pk).update(
        status=Status.FAILED,
        reason=problem.reason,
        detail=problem.detail[:300],
        attempts=paper.attempts,
        next_try_at=timezone.now() + wait,
    )
    paper.refresh_from_db()
    if is_news:
        _record("paper.failed", paper, case_of(paper), by=None, reason=problem.reason)


@transaction.atomic
def retry(paper: Paper, *, by: Any) -> Paper:
    """Try again now, because an officer asked. Permission is the caller's to check."""
    fresh = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if fresh.status not in WAITING:
        return fresh
    _record("paper.retried", fresh, case_of(fresh), by=by)
    return issue(fresh.pk)


@transaction.atomic
def revoke(paper: Paper, why: str, *, by: Any = None) -> Paper:
    """Declare an issued paper void, in the caller's transaction; /verify says so from then on.

    One that still waits is never issued at all. Already ended ones stay as they are.
    """
    fresh = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if fresh.status in (*WAITING, Status.ISSUED):
        fresh.status, fresh.ended_at = Status.REVOKED, database_now()
        fresh.why_revoked = why[:500]
        fresh.save(update_fields=["status", "ended_at", "why_revoked"])
        _record("paper.revoked", fresh, case_of(fresh), by=by, private={"why": why[:500]})
    return fresh


@transaction.atomic
def restore(paper: Paper, *, by: Any = None) -> Paper:
    """Let a revoked paper hold again, because its revocation was overturned.

    One that was revoked before it could be issued waits to be issued again.
    """
    fresh = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if fresh.status == Status.REVOKED:
        fresh.status = Status.PENDING if fresh.issued_at is None else Status.ISSUED
        fresh.ended_at, fresh.why_revoked = None, ""
        fresh.save(update_fields=["status", "ended_at", "why_revoked"])
        _record("paper.restored", fresh, case_of(fresh), by=by)
    return fresh


def waiting(now: Any) -> list[int]:
    """Return the papers that were never queued or are due for another try."""
    due = Paper.objects.filter(status=Status.FAILED, next_try_at__lte=now)
    lost = Paper.objects.filter(
        status=Status.PENDING, requested_at__lte=now - timedelta(seconds=30)
    )
    return sorted(
        {*due.values_list("pk", flat=True)[:100], *lost.values_list("pk", flat=True)[:100]}
    )


def rows(case: Any, user: Any) -> list[dict[str, Any]]:
    """Return what the case page lists of its papers: shape in workflow/views/page.py."""
    may_retry = getattr(user, "is_authenticated", False) and user.has_perm(
        "documents.retry_paper", case
    )
    side = case.side_of(user)
    return [_row(p, may_retry) for p in Paper.objects.of(case) if may_read(p, side)]


def _row(paper: Paper, may_retry: bool) -> dict[str, Any]:
    waits = paper.status in WAITING
    return {
        "kind": paper.kind,
        "label": label_of(paper.kind),
        "url": reverse("paper", args=[paper.printed_code]) if paper.file_id else "",
        "serial": paper.serial,
        "code": paper.printed_code,
        "verify_url": paper.get_absolute_url(),
        "status": paper.status,
        "status_label": paper.get_status_display(),
        "reason": REASONS.get(paper.reason, ""),
        "retry_url": reverse("retry_paper", args=[paper.pk]) if waits and may_retry else "",
        "date": paper.issued_at,
        "ended": paper.ended_at,
    }


def may_read(paper: Paper, side: str) -> bool:
    """Whether a side of the case ("agency", "company", "public") may read the paper."""
    audience = kind_named(paper.kind).audience
    if side == "agency":
        return True
    return audience == Audience.PUBLIC or (side == "company" and audience == Audience.PARTIES)


def case_of(paper: Paper) -> Any:
    """Return the case a paper belongs to; as `paper_part` it carries which part of it."""
    case: Any = case_kinds()[paper.case_kind]._base_manager.get(pk=paper.case_id)
    case.paper_part = paper.part
    return case


def _record(
    verb: str,
    paper: Paper,
    case: Any,
    *,
    by: Any,
    private: dict[str, Any] | None = None,
    **public: Any,
) -> None:
    agency, company = case.case_agency, case.case_company
    side = case.side_of(by) if by is not None else "agency"
    record(
        verb,
        Subject(case.kind, case.pk, case.reference),
        by=by,
        agency=agency.pk if agency is not None and side == "agency" else None,
        company=company.pk if company is not None and side == "company" else None,
        scope=case.trail_scope,
        audience=kind_named(paper.kind).audience,
        public={"paper": paper.serial, "kind": paper.kind, "note": paper.serial, **public},
        private=private,
    )
