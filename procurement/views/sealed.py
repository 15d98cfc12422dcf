"""What the scripts of sealed bids ask of the site: chunks in, envelopes out to the committee,
shares in. All of it JSON or ciphertext; errors are sentences for people.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import exact
from accounts.exact import SealError, strict_json
from accounts.ports import signed_in
from procurement import sealed_bids, sealed_drafts, stages, whole
from procurement import shares as giving
from procurement.envelope import MOST_HEADER
from procurement.models import Bid, Tender
from procurement.sealwords import reason
from workflow.blockers import NotAllowed, Refused, WrongState
from workflow.gate import may, perform
from workflow.views.access import visible_case

PAGE = 50
MOST_SHARES = 1 << 20
MOST_DRAFT = sealed_drafts.MOST_BYTES + 1000


def answered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Say what was refused, and why, as JSON."""

    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotAllowed:
            raise Http404(_("There is no such page.")) from None
        except SealError as error:
            return _refusal([reason(error)])
        except WrongState as error:
            return _refusal([str(error)])
        except Refused as error:
            return _refusal([str(blocker.text) for blocker in error.blockers])

    return guarded


def _refusal(texts: list[str]) -> JsonResponse:
    return JsonResponse({"errors": texts}, status=422)


def _bid(request: HttpRequest, reference: str) -> Any:
    """A bid that the person may hand in. Whether it exists nobody else learns."""
    bid = visible_case(request, Bid, reference, "tender__agency", "tender__method", "lot")
    if not may(request.user, bid, "submit"):
        raise Http404(_("There is no such page."))
    return bid


def _part(request: HttpRequest, reference: str, token: UUID) -> Any:
    part = _bid(request, reference).sealed_parts.filter(token=token).first()
    if part is None:
        raise Http404(_("There is no such page."))
    return part


# --- the bidder ---------------------------------------------------------------------------


@require_http_methods(["POST"])
@answered
def begin_part(request: HttpRequest, reference: str) -> HttpResponse:
    """Make place for a part; its token names it from then on."""
    part = sealed_bids.begin_part(_bid(request, reference))
    return JsonResponse({"token": str(part.token)})


@require_http_methods(["GET", "DELETE"])
@answered
def part(request: HttpRequest, reference: str, token: UUID) -> HttpResponse:
    """Which chunks are there, for an upload that was cut off; or let go of one not handed in."""
    found = _part(request, reference, token)
    if request.method == "DELETE":
        sealed_bids.drop_parts(found.bid.sealed_parts.filter(pk=found.pk))
        return HttpResponse(status=204)
    return JsonResponse({"have": sealed_bids.chunks_there(found)})


@require_http_methods(["PUT"])
@answered
def chunk(request: HttpRequest, reference: str, token: UUID, counter: int) -> HttpResponse:
    """Keep one chunk of ciphertext."""
    sealed_bids.put_chunk(
        _part(request, reference, token), counter, request.read(sealed_bids.MOST_CHUNK + 1)
    )
    return HttpResponse(status=204)


@require_http_methods(["POST"])
@answered
def hand_in(request: HttpRequest, reference: str) -> HttpResponse:
    """Submit or replace: {"envelopes": [{"header": {…}, "parts": [tokens by number]}, …]}."""
    bid = _bid(request, reference)
    sent = strict_json(request.body, 2 * MOST_HEADER + 20_000)
    try:
        envelopes = [
            (json.dumps(one["header"]).encode(), [UUID(token) for token in one["parts"]])
            for one in sent["envelopes"]
        ]
    except (TypeError, KeyError, ValueError, AttributeError):
        raise SealError("form", "no envelopes") from None
    bid = sealed_bids.hand_in(bid, envelopes, by=request.user)
    return JsonResponse({"digest": bid.digest, "url": bid.get_absolute_url()})


@require_http_methods(["GET", "PUT"])
@answered
def draft(request: HttpRequest, reference: str) -> HttpResponse:
    """The draft that colleagues share, encrypted: {"draft": {…}, "version": the one replaced}."""
    bid = _bid(request, reference)
    if request.method == "GET":
        return JsonResponse(_draft_of(bid))
    sent = exact.fields(
        strict_json(request.read(MOST_DRAFT + 1), MOST_DRAFT), {"draft", "version"}, "a draft"
    )
    after = exact.number(sent["version"], 0, 1_000_000_000, "the version")
    try:
        saved = sealed_drafts.save(bid, sent["draft"], after=after, by=request.user)
    except sealed_drafts.Newer:
        return JsonResponse({"errors": [_("A newer draft was saved meanwhile.")]}, status=409)
    return JsonResponse({"version": saved.version, "saved_at": saved.saved_at.isoformat()})


def _draft_of(bid: Any) -> dict[str, Any]:
    there = sealed_drafts.current(bid)
    return {
        "draft": json.loads(there.body) if there else None,
        "version": there.version if there else 0,
        "saved_by": there.saved_by.name if there else "",
        "saved_at": there.saved_at.isoformat() if there else "",
        "people": [
            {"name": reader.person.name, "key": reader.key.public}
            for reader in sealed_drafts.readers(bid.company)
        ],
    }


@require_http_methods(["POST"])
@answered
def hand_in_whole(request: HttpRequest, reference: str) -> HttpResponse:
    """Submit or replace a small bid in one request, as multipart/form-data.

    The field `headers` is a JSON list with the header of each envelope; the ciphertext of part p
    of envelope e (both from 0) is the file `part-e-p`.
    """
    bid = _bid(request, reference)
    headers = strict_json(request.POST.get("headers", "").encode(), 2 * MOST_HEADER + 20_000)
    if not isinstance(headers, list) or not 1 <= len(headers) <= 2:
        raise SealError("form", "no envelopes")
    envelopes = [
        (json.dumps(header).encode(), _files(request, number))
        for number, header in enumerate(headers)
    ]
    bid = whole.hand_in(bid, envelopes, by=request.user)
    return JsonResponse({"digest": bid.digest, "url": bid.get_absolute_url()})


def _files(request: HttpRequest, envelope: int) -> list[bytes]:
    found: list[bytes] = []
    left = whole.MOST_BYTES
    while file := request.FILES.getlist(f"part-{envelope}-{len(found)}"):
        found.append(file[0].read(left + 1))
        left = max(0, left - len(found[-1]))
    return found


# --- the committee ------------------------------------------------------------------------


def _opening(request: HttpRequest, reference: str) -> tuple[Any, Any]:
    """The tender and the person's place on its committee."""
    tender = visible_case(request, Tender, reference, "agency", "method")
    member = giving.place_of(tender, request.user)
    if member is None or not may(request.user, tender, "give_shares"):
        raise Http404(_("There is no such page."))
    return tender, member


@require_http_methods(["GET"])
@answered
def envelopes(request: HttpRequest, reference: str) -> HttpResponse:
    """Headers of envelopes that wait for this member's share, once bidding is over.

    A page of them: those whose shares are given are not listed again, so that whoever is broken
    off goes on where they were.
    """
    tender, member = _opening(request, reference)
    waiting = stages.waiting_for(tender, member)
    rows = [
        {"id": e.pk, "digest": e.digest, "header": json.loads(e.header)} for e in waiting[:PAGE]
    ]
    return JsonResponse({"envelopes": rows, "place": member.place, "left": waiting.count()})


@require_http_methods(["POST"])
@answered
def shares(request: HttpRequest, reference: str) -> HttpResponse:
    """Take shares: {"shares": {envelope's id: share in base64url}, "unable": [ids]}.

    `unable` names those whose share the member's key cannot unwrap.
    """
    tender, member = _opening(request, reference)
    sent = strict_json(request.body, MOST_SHARES)
    given = sent.get("shares") if isinstance(sent, dict) else None
    unable = sent.get("unable", []) if isinstance(sent, dict) else None
    is_list = isinstance(unable, list) and all(type(pk) is int and 0 < pk < 2**53 for pk in unable)
    if not isinstance(given, dict) or not is_list:
        raise SealError("form", "no shares")
    perform(tender, "give_shares", by=request.user, shares=given, unable=unable)
    return JsonResponse({"left": stages.waiting_for(tender, member).count()})
