"""The page on which an inspector fills in visits on a phone, with or without a connection.

The page is kept by a service worker and what is filled in by the browser (IndexedDB); both are
sent here later, in small pieces, each of which counts once however often it comes.
"""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Role
from accounts.standing import standing_of
from licensing import forms_phone, inspecting
from licensing import photos as pictures
from licensing.forms_phone import Unreadable
from licensing.models import Inspection
from licensing.models.inspection_states import Answer, Result, Severity
from workflow import wording
from workflow.blockers import AlreadyDone, NotAllowed, Refused, WrongState
from workflow.gate import may, perform
from workflow.views.access import visible_case
from workflow.views.kept import signed_in

BEFORE, AHEAD = timedelta(days=3), timedelta(days=8)
MOST_HELD = 50


@signed_in
@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """The page; without scripts a list of visits with the ordinary form of each."""
    _inspector(request)
    context = {
        "visits": _assigned(request.user),
        "answers": Answer.choices,
        "severities": Severity.choices,
        "results": Result.choices,
        "facts": {
            "person": str(request.user.pk),
            "visits": reverse("inspector_visits"),
            "worker": reverse("inspection_worker"),
            "words": words(),
        },
        "crumbs": [
            {"label": _("Inspections"), "url": reverse("inspections")},
            {"label": _("Visits on the phone"), "url": ""},
        ],
    }
    return render(request, "licensing/inspections/phone.html", context)


@signed_in
@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """Everything a phone needs for the visits of the next days, and a fresh token for sending.

    `have` names visits that the phone holds: of those that are no longer to be made it is said
    what became of them.
    """
    _inspector(request)
    found = _assigned(request.user)
    listed = {case.reference for case in found}
    held = [name for name in request.GET.get("have", "").split(",") if name][:MOST_HELD]
    others = Inspection.objects.visible_to(request.user).filter(reference__in=held)
    answer = JsonResponse(
        {
            "at": timezone.now().isoformat(),
            "token": get_token(request),
            "visits": [_facts(case) for case in found],
            "others": {
                case.reference: {"state": case.state, "text": _became(case, request.user)}
                for case in others.select_related("agency", "company")
                if case.reference not in listed
            },
        }
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; it holds nothing of anybody."""
    answer = render(
        request,
        "licensing/inspections/worker.js",
        {"static_url": settings.STATIC_URL},
        content_type="text/javascript; charset=utf-8",
    )
    answer["Cache-Control"] = "no-cache"
    return answer


@signed_in
@require_POST
def notes(request: HttpRequest, reference: str) -> HttpResponse:
    """Receive answers: {"answers": [{"id", "key", "answer", "remark", …}]}."""
    case = _own(request, reference)
    try:
        given = forms_phone.answers(case, _json(request))
        perform(case, "note", by=request.user, answers=given)
    except (Unreadable, Refused) as problem:
        return _refusal(problem)
    return JsonResponse({"received": [str(one["id"]) for one in given]})


@signed_in
@require_http_methods(["PUT"])
def photo(request: HttpRequest, reference: str, client_id: UUID) -> HttpResponse:
    """Receive one photo; its place is removed. `key` and `taken` stand in the address."""
    case = _own(request, reference)
    if case.photos.filter(client_id=client_id).exists():
        return JsonResponse({"received": str(client_id)})
    try:
        said = forms_phone.read(forms_phone.PhotoForm, request.GET.dict())
        file = pictures.keep(request.body, f"{reference}.jpg")
        taken = {"id": client_id, "file": file, "key": said["key"], "taken_at": said["taken"]}
        perform(case, "note", by=request.user, photo=taken)
    except pictures.NotAPhoto:
        return _errors([_("This is no photo that can be read.")], 422)
    except (Unreadable, Refused) as problem:
        return _refusal(problem)
    return JsonResponse({"received": str(client_id)})


@signed_in
@require_POST
def finish(request: HttpRequest, reference: str) -> HttpResponse:
    """Receive the signing off; the same one sent again is answered like the first."""
    case = _own(request, reference)
    try:
        said = forms_phone.end(case, _json(request))
        once, at = said.pop("id"), said.pop("at")
        perform(
            case,
            "conclude",
            by=request.user,
            once=once,
            finished_at=min(at, timezone.now()),
            **said,
        )
    except AlreadyDone:
        pass
    except (Unreadable, Refused) as problem:
        return _refusal(problem)
    return JsonResponse({"received": True, "url": case.get_absolute_url()})


def _inspector(request: HttpRequest) -> None:
    if not standing_of(request.user).has_role(Role.INSPECTOR):
        raise PermissionDenied


def _own(request: HttpRequest, reference: str) -> Inspection:
    """The visit, if it is this person's to make; to others it does not exist here."""
    case = visible_case(request, Inspection, reference)
    if not may(request.user, case, "note"):
        raise Http404(_("There is no such page."))
    return case


def _json(request: HttpRequest) -> Any:
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Unreadable([_("The message could not be read.")]) from error


def _refusal(problem: Unreadable | Refused) -> HttpResponse:
    if isinstance(problem, Unreadable):
        return _errors(problem.sentences, 422)
    status = 409 if isinstance(problem, WrongState) else 422
    if isinstance(problem, NotAllowed):
        status = 404
    return _errors([str(blocker.text) for blocker in problem.blockers], status)


def _errors(sentences: list[str], status: int) -> HttpResponse:
    return JsonResponse({"errors": sentences}, status=status)


def _assigned(user: Any) -> list[Any]:
    """The visits that this inspector makes in these days, in their order."""
    now = timezone.now()
    query = Inspection.objects.visible_to(user).filter(
        inspector=user,
        state=Inspection.State.SCHEDULED,
        starts_at__gte=now - BEFORE,
        starts_at__lte=now + AHEAD,
    )
    related = ("company", "agency", "application__version", "licence__type_version")
    found = query.select_related(*related).order_by("starts_at", "pk")[:MOST_HELD]
    return [case for case in found if may(user, case, "note")]


def _facts(case: Any) -> dict[str, Any]:
    """A visit as the phone keeps it."""
    reference = case.reference
    company = case.company
    return {
        "number": reference,
        "url": case.get_absolute_url(),
        "company": str(company),
        "title": case.title,
        "when": wording.moment(case.starts_at, "short"),
        "day": case.day.isoformat(),
        "place": case.place,
        "phone": company.phone,
        "contact": company.contact_name,
        "about": case.about,
        "points": [
            {"key": row["key"], "label": inspecting.label(row)} for row in inspecting.rows_of(case)
        ],
        "other": inspecting.OTHER,
        "earlier": _earlier(case),
        "answers": {
            key: {**one, "put_right_by": one["put_right_by"] and one["put_right_by"].isoformat()}
            for key, one in inspecting.answers_of(case).items()
        },
        "photos": [str(pk) for pk in case.photos.values_list("client_id", flat=True)],
        "addresses": {
            "notes": reverse("inspection_notes", args=[reference]),
            "photos": reverse("inspection", args=[reference]) + "photos/",
            "finish": reverse("finish_inspection", args=[reference]),
        },
    }


def _earlier(case: Any) -> list[str]:
    """What was found at this company before, in words; what is outstanding first."""
    found = case.company.findings.filter(agency=case.agency_id).order_by("-pk")[:20]
    rows = sorted(found, key=lambda one: one.state not in one.OUTSTANDING)
    return [
        _("%(words)s (%(state)s, by %(day)s)")
        % {
            "words": one.words,
            "state": one.label_for("agency"),
            "day": wording.date(one.put_right_by),
        }
        for one in rows
    ]


def _became(case: Any, user: Any) -> str:
    """What to say of a visit that is held on a phone and no longer to be made."""
    if case.inspector_id != user.pk:
        return _("Somebody else makes this visit now. What you noted stays on this phone.")
    if case.state == Inspection.State.CANCELLED:
        text = _("The office has called this visit off: %(reasons)s")
        return text % {"reasons": case.remarks or case.get_state_display()}
    if case.state == Inspection.State.SCHEDULED:
        return _("This visit is on %(when)s.") % {"when": wording.moment(case.starts_at)}
    text = _("This visit is no longer to be made: its state is “%(state)s”.")
    return text % {"state": case.label_for("agency")}


def words() -> dict[str, str]:
    """What the script says."""
    return {
        "offline": _("No connection. Go on: everything is kept on this phone and sent later."),
        "unsent": _("Only on this phone so far: answers {answers}, photos {photos}."),
        "received": _("Everything has been received ({time})."),
        "sending": _("Being sent…"),
        "signedOut": _("You are signed out. Sign in in another tab: nothing is lost here."),
        "refused": _("The site did not take this."),
        "notKept": _("This browser keeps nothing: leave this page open until it was received."),
        "answerKept": _("On this phone"),
        "answerReceived": _("Received"),
        "photoKept": _("Photo, only on this phone"),
        "photoReceived": _("Photo, received"),
        "noPhoto": _("This is no picture that can be read."),
        "photoLost": _("The browser has lost a photo. Take it again."),
        "missing": _("Still without an answer: {points}"),
        "silent": _("Say what was found: {points}"),
        "noResult": _("Choose the result."),
        "nobody": _("Write whom you met on site."),
        "finished": _("Finished on this phone. It is sent as soon as there is a connection."),
        "done": _("The visit is finished and received."),
        "keptWith": _("What you noted has been received and is kept with the visit."),
        "stays": _("What you noted stays on this phone."),
        "none": _("No visit in the next days."),
        "forget": _(
            "Take everything of these visits off this phone? What was not received is lost."
        ),
        "ready": _("This page can now be opened without a connection."),
        "elsewhere": _("These visits are open in another tab. Go on there."),
    }
