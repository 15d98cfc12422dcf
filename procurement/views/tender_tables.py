"""The tables of a tender's page: what is asked for, what was offered, what came of it.

Bids are read here only from the opening on.
"""

from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from procurement.words import lot_in_words, quantity_in_words
from workflow import wording

OPENED = ("opened", "awarded", "contracted", "unsuccessful", "cancelled")


def tables(tender: Any, side: str) -> list[dict[str, Any]]:
    """Every table of the page, for the side that reads it."""
    lots = list(tender.lots.all())
    several = len(lots) > 1
    found = [*_awards(tender, several=several), *_contracts(tender)]
    if tender.opened_at and tender.state in OPENED:
        found.append(_bids(tender, side, several=several))
    return [*found, *_items(tender, lots, several=several)]


def _items(tender: Any, lots: list[Any], *, several: bool) -> list[dict[str, Any]]:
    items = list(tender.items.all())
    if not items:
        return []
    groups: dict[Any, list[Any]] = {lot.pk: [] for lot in lots} if several else {}
    for item in items:
        groups.setdefault(item.lot_id if several else None, []).append(item)
    by_id = {lot.pk: lot for lot in lots}
    delivered = any(i.delivery_place or i.delivery_on for i in items)
    return [
        {
            "title": lot_in_words(by_id.get(key)) or _("Items"),
            "columns": [
                {"label": _("No."), "numeric": True},
                {"label": _("Item")},
                {"label": _("Quantity"), "numeric": True},
                {"label": _("Unit")},
                *([{"label": _("Delivery")}] if delivered else []),
            ],
            "rows": [
                [
                    i.number,
                    i.description,
                    quantity_in_words(i.quantity),
                    i.unit_label,
                    *([_delivery(i)] if delivered else []),
                ]
                for i in rows
            ],
            "empty": _("This lot lists no items."),
        }
        for key, rows in groups.items()
    ]


def _delivery(item: Any) -> str:
    day = wording.date(item.delivery_on) if item.delivery_on else ""
    return " · ".join(part for part in (item.delivery_place, day) if part)


def _bids(tender: Any, side: str, *, several: bool) -> dict[str, Any]:
    bids = tender.bids.opened().select_related("company", "lot")
    rows = []
    for bid in bids.order_by("lot__number", "total", "submitted_at", "pk"):
        row = [bid.company.name, wording.amount(bid.total, tender.currency)]
        if several:
            row.insert(1, bid.lot.number)
        if side == "agency":
            bid.tender = tender
            link = format_html('<a href="{}">{}</a>', bid.get_absolute_url(), bid.reference)
            row += [bid.label_for("agency"), link]
        elif tender.state not in ("opened", "cancelled"):
            row.append(bid.label_for("public"))
        rows.append(row)
    columns: list[dict[str, Any]] = [
        {"label": _("Bidder")},
        {"label": _("Price (%(currency)s)") % {"currency": tender.currency}, "numeric": True},
    ]
    if several:
        columns.insert(1, {"label": _("Lot"), "numeric": True})
    if side == "agency":
        columns += [{"label": _("State")}, {"label": _("Bid")}]
    elif tender.state not in ("opened", "cancelled"):
        columns.append({"label": _("Outcome")})
    return {
        "title": _("Bids opened"),
        "columns": columns,
        "rows": rows,
        "empty": _("No bids were received."),
    }


def _awards(tender: Any, *, several: bool) -> list[dict[str, Any]]:
    awards = list(tender.awards.select_related("lot", "bid__company").order_by("pk"))
    if not awards:
        return []
    columns = [
        {"label": _("Supplier")},
        {"label": _("Amount"), "numeric": True},
        {"label": _("Status")},
        {"label": _("Decided")},
    ]
    ranked = any(award.rank > 1 for award in awards)
    if ranked:
        columns.insert(0, {"label": _("Rank"), "numeric": True})
    if several:
        columns.insert(0, {"label": _("Lot")})
    rows = []
    for award in awards:
        name = award.bid.company.name if award.bid else award.supplier_name
        row = [
            name or _("Not stated"),
            _money(award.amount, award.currency),
            award.get_status_display() or "—",
            wording.date(timezone.localdate(award.decided_at)) if award.decided_at else "—",
        ]
        if ranked:
            row.insert(0, str(award.rank))
        if several:
            row.insert(0, str(award.lot.number) if award.lot else "—")
        rows.append(row)
    return [{"title": _("Award"), "columns": columns, "rows": rows}]


def _contracts(tender: Any) -> list[dict[str, Any]]:
    contracts = list(tender.contracts.order_by("pk"))
    if not contracts:
        return []
    rows = [
        [
            contract.number or contract.imported_id or "—",
            contract.title,
            _money(contract.value, contract.currency),
            _period(contract),
            contract.get_status_display() or "—",
        ]
        for contract in contracts
    ]
    columns = [
        {"label": _("Contract")},
        {"label": _("Title")},
        {"label": _("Value"), "numeric": True},
        {"label": _("Period")},
        {"label": _("Status")},
    ]
    return [{"title": _("Contracts"), "columns": columns, "rows": rows}]


def _money(value: Any, currency: str) -> str:
    if value is None:
        return "—"
    return wording.money(value, currency) if currency else wording.number(value)


def _period(contract: Any) -> str:
    if contract.starts_on and contract.ends_on:
        return _("%(start)s to %(end)s") % {
            "start": wording.date(contract.starts_on),
            "end": wording.date(contract.ends_on),
        }
    return wording.date(contract.starts_on) if contract.starts_on else "—"
