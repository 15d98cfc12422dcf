"""What waits for me, and what I was told."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from workflow.actions import Action, actions_of
from workflow.case import Case, case_kinds
from workflow.gate import may
from workflow.models import Notice
from workflow.text import latin_digits, tidy
from workflow.views.kept import SignedRequest, signed_in

PAGE = 50
LOOK_AT = 200


@signed_in
def inbox(request: SignedRequest) -> HttpResponse:
    """The cases that wait for this person, those whose clock runs out first on top."""
    kinds: list[dict[str, Any]] = [
        {"kind": kind, "label": model._meta.verbose_name_plural, "rows": rows}
        for kind, model in case_kinds().items()
        if (rows := waiting_rows(model, request.user))
    ]
    everything = [row for k in kinds for row in k["rows"]]
    wanted, typed = request.GET.get("kind", ""), tidy(request.GET.get("q", ""))[:100]
    rows = [row for row in everything if wanted in ("", row["case"].kind) and _fits(row, typed)]
    rows.sort(key=lambda row: (row["case"].due_on is None, row["case"].due_on, row["case"].pk))
    shown = _shown(request)
    context = {
        "kinds": kinds,
        "wanted": wanted,
        "q": typed,
        "rows": rows[:shown],
        "more": shown + PAGE if len(rows) > shown else None,
        "total": len(everything),
        "stats": _figures(everything),
        "empty": _nothing(bool(everything)),
    }
    return render(request, "workflow/inbox.html", context)


def _figures(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    late = sum(row["case"].is_late for row in rows)
    today = sum(row["case"].due_on == timezone.localdate() for row in rows)
    return [
        {"label": _("wait for your step"), "value": len(rows)},
        {"label": _("are due today"), "value": today, "tone": "warn" if today else ""},
        {"label": _("are late"), "value": late, "tone": "stop" if late else ""},
    ]


def _fits(row: dict[str, Any], typed: str) -> bool:
    """Whether every word stands in the case's number, name or company."""
    case = row["case"]
    text = f"{case.reference} {case.title} {row['company']}".casefold()
    return all(word in text for word in latin_digits(typed).casefold().split())


def _nothing(filtered: bool) -> dict[str, Any]:
    if filtered:
        return {
            "icon": "search",
            "text": _("Nothing that waits for you fits."),
            "url": reverse("inbox"),
            "link_text": _("Show everything"),
        }
    text = _("Nothing waits for you now. When it does, you are told, and it stands here.")
    return {"icon": "circle-check", "text": text}


def _shown(request: HttpRequest) -> int:
    """How many rows the reader has asked for; the list is sorted over all kinds together."""
    asked = request.GET.get("show", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else PAGE


def waiting_rows(model: type[Case], user: Any) -> list[dict[str, Any]]:
    """Return the cases of one kind that wait for `user`, with the actions awaited.

    Segregation of duties is asked case by case: what somebody else must do is not shown.
    """
    rows = []
    for case in model.objects.waiting_for(user).with_parties().soonest_first()[:LOOK_AT]:
        awaited = awaited_actions(case, user)
        if awaited:
            rows.append(
                {
                    "case": case,
                    "company": _besides_title(case),
                    "actions": [
                        {"label": a.label, "url": case.action_url(a.name)} for a in awaited
                    ],
                    "label": case.label_for(case.side_of(user)),
                }
            )
    return rows


def _besides_title(case: Case) -> str:
    """The company concerned, unless the title is its name."""
    company = str(case.case_company or "")
    return "" if company == str(case.title) else company


def awaited_actions(case: Case, user: Any) -> list[Action]:
    """Return the actions on this case that wait for this very person."""
    return [
        a
        for a in actions_of(case).values()
        if a.waits and a.role and case.state in a.source and may(user, case, a.name)
    ]


@signed_in
@require_POST
def open_notice(request: SignedRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go where it leads, in the reader's present language."""
    notice = get_object_or_404(Notice, pk=pk, to=request.user)
    Notice.objects.filter(pk=pk, read_at__isnull=True).update(read_at=timezone.now())
    if not notice.url:
        return redirect("notices")
    return HttpResponseRedirect(f"/{(get_language() or 'en')[:2]}{notice.url}")


@signed_in
@require_POST
def read_all(request: SignedRequest) -> HttpResponse:
    """Mark every notice as read."""
    Notice.objects.filter(to=request.user, read_at__isnull=True).update(read_at=timezone.now())
    return redirect("notices")
