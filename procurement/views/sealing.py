"""How bids of a tender are sealed, for everybody: on the tender's page, and as the sealing
sheet that the page and the command line seal by.
"""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from procurement import committee, sealscripts
from procurement.models import Tender


def sealing_sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """The sealing sheet ("mizan-sealing-sheet-1") of a published tender, as JSON."""
    found = Tender.objects.published().filter(opening_threshold__isnull=False)
    tender = found.filter(reference=reference).first()
    if tender is None:
        raise Http404(_("There is no such page."))
    text = json.dumps(committee.sheet_of(tender).fields, ensure_ascii=False, indent=1)
    answer = HttpResponse(text + "\n", content_type="application/json; charset=utf-8")
    name = f"sealing-sheet-{tender.reference}.json"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def panels(tender: Tender, side: str) -> list[tuple[str, dict[str, Any]]]:
    """Who opens the bids and with which keys; before publication only for the agency."""
    if committee.is_fixed(tender) and tender.is_public:
        return [("procurement/panels/sealing.html", _settled(tender))]
    if side == "agency" and not tender.is_public:
        return [("procurement/panels/committee.html", _appointed(tender))]
    return []


def _settled(tender: Tender) -> dict[str, Any]:
    members = list(tender.committee.select_related("person", "key"))
    return {
        "members": members,
        "threshold": tender.opening_threshold,
        "count": len(members),
        "scripts": sealscripts.scripts(),
        "digest": sealscripts.digest(),
        "tender": tender,
    }


def _appointed(tender: Tender) -> dict[str, Any]:
    members = list(tender.committee.select_related("person"))
    keys = committee.usable_keys(member.person for member in members)
    return {
        "members": [{"member": m, "key": keys.get(m.person_id)} for m in members],
        "threshold": tender.method_rules.opening_threshold,
        "size": tender.method_rules.committee_size,
    }
