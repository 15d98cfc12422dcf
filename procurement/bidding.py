"""What a bidder hands in: writing it down, and the fingerprint that the receipt states.

Called by the bidder's actions and page. Until the opening this is the only reader of prices.
"""

import hashlib
import json
from decimal import Decimal
from typing import Any

from audit.leaf import canonical, moment
from documents.attach import attachments_of, replace
from procurement import papers
from workflow.actions import Act

ATTACHMENT = "bid_attachment"


def write(bid: Any, act: Act) -> None:
    """Put prices and files of the form on the bid; rows without a price are left out.

    What the form does not speak of stays as it is.
    """
    rows = act.data.get("prices")
    if rows is not None:
        items = {item.pk: item for item in bid.lot.items.all()}
        bid.prices.all().delete()
        bid.prices.model.objects.bulk_create(
            bid.prices.model(bid=bid, item=items[row["item"]], unit_price=row["unit_price"])
            for row in rows
            if row.get("unit_price") is not None and row["item"] in items
        )
    if "attachments" in act.data:
        replace(bid, ATTACHMENT, act.data["attachments"], by=act.by)


def receive(bid: Any, act: Act) -> None:
    """Take a submission: write it, number it, and note when it came and what it was."""
    write(bid, act)
    bid.submitted_at = act.now
    bid.version += 1
    bid.digest = digest(bid)
    act.public |= {"version": bid.version, "digest": bid.digest}
    papers.ask_for_receipt(bid, by=act.by)


def digest(bid: Any) -> str:
    """Return the SHA-256 (hex) of the canonical JSON (RFC 8785) of what was received.

    The page of the bid shows that JSON, so that a bidder can compute it again.
    """
    return hashlib.sha256(canonical(contents(bid))).hexdigest()


def contents(bid: Any) -> dict[str, Any]:
    """Return what was received as plain data: prices by item number, files by fingerprint.

    Of a sealed bid that is the header of its envelope, which tells nothing of what is in it.
    """
    sealed = bid.envelopes.filter(is_current=True).first()
    if sealed is not None:
        return dict(json.loads(sealed.header))
    prices = bid.prices.select_related("item").order_by("item__number")
    files = attachments_of(bid, ATTACHMENT).values_list("file__sha256", flat=True)
    return {
        "bid": bid.reference,
        "version": bid.version,
        "at": moment(bid.submitted_at),
        "tender": bid.tender.reference,
        "lot": bid.lot.number,
        "currency": bid.tender.currency,
        "prices": [[row.item.number, plain(row.unit_price)] for row in prices],
        "files": sorted(files),
    }


def plain(value: Decimal) -> str:
    """A number as text without needless zeros or an exponent: 12.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
