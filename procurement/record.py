"""What the opening record says: every bid by lot with its result, who took part and when.

A paper in both languages, written when an opening ends; after the prices of a tender with two
envelopes are opened it is written again with them.
"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from documents.bilingual import both, names, row
from procurement import progress
from procurement.models.sealed import GivenShare
from workflow import wording

HEADS: dict[str, Any] = {
    "bidder": gettext_lazy("Bidder"),
    "received": gettext_lazy("Received on"),
    "price": gettext_lazy("Price"),
    "lot": gettext_lazy("Lot"),
    "none": gettext_lazy("No bids were received."),
    "committee": gettext_lazy("The opening committee"),
    "member": gettext_lazy("Member"),
    "key": gettext_lazy("Fingerprint of the key"),
    "gave": gettext_lazy("Gave shares on"),
    "gave_prices": gettext_lazy("Gave shares of the prices on"),
    "absent": gettext_lazy("did not take part"),
    "shut": gettext_lazy("Could not be opened:"),
    "late": gettext_lazy("Came after the deadline, and were not taken"),
    "came": gettext_lazy("Came on"),
    "replacement": gettext_lazy(
        "A replacement of a bid that was in time; the bid in time is listed above."
    ),
    "standing": gettext_lazy("The company's registration, when the bid was opened:"),
    "unable": gettext_lazy("Shares that could not be unwrapped"),
    "clock": gettext_lazy(
        "Times are those of the database's clock, in the time zone of this site. SHA-256 is the "
        "fingerprint that the bidder's receipt states."
    ),
}
NO_PRICE: dict[str, Any] = {
    "later": pgettext_lazy("price", "not opened yet"),
    "never": pgettext_lazy("price", "stays shut: not admitted"),
}


def context(case: Any, paper: Any) -> dict[str, Any]:
    """What the template is given."""
    by_lot: dict[int, list[dict[str, Any]]] = {}
    for bid in _known(case):
        by_lot.setdefault(bid.lot_id, []).append(_line(bid, case))
    lots = [{"lot": lot, "bids": by_lot.get(lot.pk, [])} for lot in case.lots.all()]
    return {
        "tender": case,
        "lots": lots,
        "several": len(lots) > 1,
        "heads": {name: both(text) for name, text in HEADS.items()},
        "lines": _facts(case),
        "members": _members(case),
        "two": case.prices_opened_at is not None,
        "late": _late(case),
        "unable": _unable(case),
    }


def facts(case: Any) -> list[dict[str, Any]]:
    """What /verify says of an opening record, in the active language."""
    shut = _known(case).filter(state="unopenable").count()
    return [
        {"label": _("Tender"), "value": f"{case.reference} · {case.title}"},
        {"label": _("Agency"), "value": case.agency.name},
        {"label": _("Bids opened"), "value": str(case.bids_opened)},
        {"label": _("Bids that could not be opened"), "value": str(shut)},
    ]


def _known(case: Any) -> Any:
    known = case.bids.filter(state__in=case.bids.model.KNOWN)
    related = known.select_related("company", "lot").prefetch_related("envelopes")
    return related.order_by("lot__number", "total", "submitted_at", "pk")


def _facts(case: Any) -> list[dict[str, str]]:
    title = (case.title_ar or case.title_en, case.title_en or case.title_ar)
    shut = _known(case).filter(state="unopenable").count()
    size = case.committee.count()
    prices = case.prices_opened_at
    return [
        row(gettext_lazy("Tender"), case.reference),
        row(gettext_lazy("Subject"), title),
        row(gettext_lazy("Bids closed"), lambda: wording.moment(case.closes_at)),
        row(gettext_lazy("Bids opened"), lambda: wording.moment(case.opened_at)),
        row(gettext_lazy("Prices opened"), (lambda: wording.moment(prices)) if prices else None),
        row(
            gettext_lazy("Members needed to open"),
            lambda: (
                _("%(threshold)s of %(size)s") % {"threshold": case.opening_threshold, "size": size}
            ),
        ),
        row(gettext_lazy("Number of bids"), str(_known(case).count())),
        row(gettext_lazy("Bids that could not be opened"), str(shut) if shut else None),
    ]


def _members(case: Any) -> list[dict[str, Any]]:
    """Everybody on the committee, with the key that bids were sealed to, and when they came."""
    return [
        {
            "place": m.place,
            "name": m.person.name,
            "key": m.key.fingerprint,
            "gave": _stamp(m.took_part_at),
            "gave_prices": _stamp(m.opened_prices_at),
        }
        for m in case.committee.select_related("person", "key")
    ]


def _line(bid: Any, tender: Any) -> dict[str, Any]:
    arabic, english = names(bid.company)
    return {
        "name_ar": arabic,
        "name_en": english if english != arabic else "",
        "received": _stamp(bid.submitted_at),
        "price": _price(bid, tender),
        "reason": both(lambda: progress.reason_of(bid)) if bid.state == "unopenable" else None,
        "standing": both(bid.company.get_state_display)
        if bid.company.state != "registered"
        else None,
        "digest": bid.digest,
        "reference": bid.reference,
        "version": bid.version,
    }


def _price(bid: Any, tender: Any) -> tuple[str, str]:
    if bid.total is not None:
        shown = f"{wording.amount(bid.total, tender.currency)} {tender.currency}"
        return shown, ""
    if bid.state == "unopenable":
        return "—", ""
    return both(NO_PRICE["never" if bid.state == "rejected" else "later"])


def _late(case: Any) -> list[dict[str, Any]]:
    """Who handed in too late, and by how much; nothing of what was sent is kept."""
    bids = case.bids.filter(late_at__isnull=False).select_related("company", "lot")
    found = []
    for bid in bids.order_by("late_at", "pk"):
        arabic, english = names(bid.company)
        found.append(
            {
                "name_ar": arabic,
                "name_en": english if english != arabic else "",
                "lot": bid.lot.number,
                "reference": bid.reference,
                "came": _stamp(bid.late_at),
                "is_replacement": bid.submitted_at is not None,
            }
        )
    return found


def _unable(case: Any) -> list[str]:
    """Members who could not unwrap a share, and of which bid."""
    claims = GivenShare.objects.filter(envelope__bid__tender=case, share="")
    related = claims.select_related("member__person", "envelope__bid__company")
    return [
        f"{c.member.person.name} · {c.envelope.bid.reference} · {_stamp(c.given_at)}"
        for c in related.order_by("given_at", "pk")
    ]


def _stamp(at: Any) -> str:
    """A moment with its microseconds: deadlines are held to them."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S.%f") if at else ""
