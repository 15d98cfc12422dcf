"""The opening as everybody can watch it, and the page on which members of the committee open."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.ports import signed_in
from audit.models import database_now
from documents import papers
from procurement import progress, sealwords, shares, stages
from procurement.models import Tender
from workflow.gate import may
from workflow.views.access import visible_case


@never_cache
def watch(request: HttpRequest, reference: str) -> HttpResponse:
    """Who gave shares, then names and prices as they open. Asked again by its own script."""
    related = Tender.objects.published().select_related("agency", "method")
    tender = related.filter(reference=reference, opening_threshold__isnull=False).first()
    if tender is None:
        raise Http404(_("There is no such page."))
    if not progress.has_begun(tender):
        return render(request, "procurement/opening.html", _frame(tender) | _before(tender))
    found, record = progress.of(tender), _record(tender, request)
    # The record is signed a moment after the last bid: until then there is more to come.
    goes_on = found.is_running or (record is None and not found.has_failed)
    context = {"progress": found, "record": record, "goes_on": goes_on}
    if "seen" not in request.GET:
        return render(request, "procurement/opening.html", _frame(tender) | context)
    if request.GET["seen"] == found.seen and goes_on:
        return HttpResponse(status=204)
    return render(request, "procurement/panels/opening_live.html", context)


def _frame(tender: Any) -> dict[str, Any]:
    return {"tender": tender, "crumbs": _crumbs(tender, _("The opening"))}


def _before(tender: Any) -> dict[str, Any]:
    """Before its end, and after a cancellation, nothing is said of bids."""
    return {
        "is_open": tender.takes_bids_at(database_now()),
        "cancelled": tender.state == "cancelled",
    }


def _record(tender: Any, request: HttpRequest) -> dict[str, Any] | None:
    """The signed record of the opening, once it is issued."""
    found = papers.rows(tender, request.user) if tender.opened_at else []
    label = "opening_record"
    kinds = [row for row in found if row["kind"] == label and row["url"]]
    return kinds[0] if kinds else None


def _crumbs(tender: Any, here: str) -> list[dict[str, Any]]:
    return [
        {"label": _("Tenders"), "url": reverse("tenders")},
        {"label": tender.reference, "url": tender.get_absolute_url()},
        {"label": here, "url": ""},
    ]


@signed_in
@never_cache
def open_bids(request: HttpRequest, reference: str) -> HttpResponse:
    """A member gives their shares: with the key that was theirs at publication, retired or not."""
    tender: Any = visible_case(request, Tender, reference, "agency", "method")
    member = shares.place_of(tender, request.user)
    if member is None or not may(request.user, tender, "give_shares"):
        raise Http404(_("There is no such page."))
    can_open = stages.stage_of(tender) is not None
    context = {
        "tender": tender,
        "member": member,
        "facts": _facts(tender, member),
        "progress": progress.of(tender) if progress.has_begun(tender) else None,
        "can_open": can_open,
        "has_given": can_open
        and not stages.waiting_for(tender, member).exists()
        and getattr(member, progress.latest(tender).taken_part) is not None,
        "crumbs": _crumbs(tender, _("Open the bids")),
    }
    return render(request, "procurement/open_bids.html", context)


def _facts(tender: Any, member: Any) -> dict[str, Any]:
    return {
        "place": member.place,
        "public": member.key.public,
        "wrapped": member.key.wrapped,
        "addresses": {
            "envelopes": reverse("envelopes", args=[tender.reference]),
            "shares": reverse("shares", args=[tender.reference]),
        },
        "words": {code: str(text) for code, text in sealwords.REASONS.items()}
        | {
            "unlocking": _("Unlocking your key. This takes some seconds."),
            "given": _("Bids done: %(count)s of %(total)s"),
            "done": _("Your shares are given. The bids open as soon as enough members have."),
            "unable": _("Your share of this bid could not be unwrapped: %(bid)s (%(reason)s)"),
            "broken": _(
                "The site could not be reached. What was given is kept: press the button again "
                "to go on."
            ),
            "none": _("Choose the recovery file."),
            "other": _("The recovery file belongs to another key than the one named here."),
            "unsupported": _(
                "This browser cannot open bids. Use a current version of Firefox, Chrome, Edge "
                "or Safari."
            ),
        },
    }
