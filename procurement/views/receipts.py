"""Receipts of a bid, for its bidder alone: the panel on the bid's page, and the signed JSON."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.ports import signed_in
from documents import signing
from procurement import receipts
from procurement.models import Bid
from workflow.gate import may
from workflow.views.access import visible_case


def panels(bid: Any, user: Any) -> list[tuple[str, dict[str, Any]]]:
    """Every receipt of the bid, newest first, as a PDF and as JSON."""
    if not may(user, bid, "submit"):
        return []
    rows = [_row(bid, receipt) for receipt in bid.receipts.select_related("paper").order_by("-pk")]
    return [("procurement/panels/receipts.html", {"receipts": rows})] if rows else []


def _row(bid: Any, receipt: Any) -> dict[str, Any]:
    paper = receipt.paper
    return {
        "label": receipt.get_act_display(),
        "version": receipt.version,
        "at": receipt.at,
        "pdf": reverse("paper", args=[paper.printed_code]) if paper.file_id else "",
        "json": reverse("bid_receipt", args=[bid.reference, receipt.pk]),
    }


@signed_in
@never_cache
def bid_receipt(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The receipt as signed JSON. Without a key nothing is given out unsigned."""
    bid = visible_case(request, Bid, reference)
    receipt = bid.receipts.filter(pk=pk).first() if may(request.user, bid, "submit") else None
    if receipt is None:
        raise Http404(_("There is no such page."))
    try:
        found = receipts.signed(receipt)
    except (signing.NoKey, signing.BadKey):
        text = _("The receipt cannot be signed now. Please try again later.")
        return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    text = json.dumps(found, ensure_ascii=False, indent=1)
    answer = HttpResponse(text + "\n", content_type="application/json; charset=utf-8")
    name = f"receipt-{bid.reference}-{receipt.pk}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
