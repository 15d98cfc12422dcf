"""Orders under a framework: what is left of it, writing an order, until when it lasts.

Called by the bodies of the actions of a call-off, by the page that begins one and by the
demonstration. Quantities are written under a lock on the lot, so that two orders at the same
moment never take more than there is.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import Paper
from documents.papers import revoke
from procurement import papers_call_off, ranking
from procurement.drafting import note_preparer
from procurement.words import quantity_in_words
from workflow.actions import Act
from workflow.blockers import Blocker, Refused

# States in which what was ordered is free again.
GIVEN_BACK = ("declined", "cancelled")
FIELDS = ("supplier_reason", "delivery_place", "delivery_on")


def write(call_off: Any, data: dict[str, Any], *, by: Any) -> None:
    """Put the values of the form on the saved draft.

    `quantities` maps the key of an item to how much is ordered. Raises Refused if more is
    ordered than is left; the caller's transaction is then undone.
    """
    for name in FIELDS:
        if name in data:
            setattr(call_off, name, data[name])
    if "quantities" in data:
        _write_lines(call_off, data["quantities"])
    note_preparer(call_off, by)


def _write_lines(call_off: Any, quantities: dict[int, Decimal]) -> None:
    lot = hold_lot(call_off.award)
    found = exceeded(call_off, quantities)
    if found:
        raise Refused(found)
    prices = unit_prices(call_off.award)
    call_off.lines.all().delete()
    lines = [
        call_off.lines.create(item=item, quantity=quantities[item.pk], unit_price=prices[item.pk])
        for item in lot.items.all()
        if quantities.get(item.pk) and item.pk in prices
    ]
    call_off.total = ranking.total_price(
        ((line.quantity, line.unit_price) for line in lines), call_off.tender.currency
    )


def hold_lot(award: Any) -> Any:
    """Lock the lot until the end of the transaction: whoever writes an order for it waits here."""
    lots = type(award.lot)._base_manager
    return lots.select_for_update(no_key=True).get(pk=award.lot_id)


def exceeded(call_off: Any, quantities: dict[int, Decimal]) -> list[Blocker]:
    """Why these quantities are too much: one reason an item, none if they are not."""
    free = left(call_off.award.lot, but=call_off)
    return [
        Blocker(
            _("Of “%(item)s” %(left)s %(unit)s are left in the framework.")
            % {
                "item": item.description,
                "left": quantity_in_words(max(free[item.pk], Decimal(0))),
                "unit": item.unit_label,
            },
            field=f"quantity_{item.pk}",
        )
        for item in call_off.award.lot.items.all()
        if (quantities.get(item.pk) or 0) > free[item.pk]
    ]


def left(lot: Any, *, but: Any = None) -> dict[int, Decimal]:
    """How much of each item (by key) no order has taken yet; `but` is an order not counted."""
    orders = lot.tender.call_offs.counting()
    if but is not None and but.pk is not None:
        orders = orders.exclude(pk=but.pk)
    taken = dict(
        lot.items.filter(call_off_lines__call_off__in=orders)
        .annotate(taken=Sum("call_off_lines__quantity"))
        .values_list("pk", "taken")
    )
    return {
        item.pk: (item.quantity or Decimal(0)) - (taken.get(item.pk) or Decimal(0))
        for item in lot.items.all()
    }


def unit_prices(award: Any) -> dict[int, Decimal]:
    """The prices that the framework fixed with this supplier, by the key of the item."""
    return dict(award.bid.prices.values_list("item_id", "unit_price"))


def quantities_of(call_off: Any) -> dict[int, Decimal]:
    """What it orders now, by the key of the item."""
    return dict(call_off.lines.values_list("item_id", "quantity"))


def suppliers(tender: Any) -> Any:
    """The awards in force that orders can be made under, by lot and rank."""
    found = tender.awards.filter(status="active", bid__isnull=False)
    return found.select_related("lot", "bid__company").order_by("lot__number", "rank", "pk")


def lasts_until(tender: Any) -> date | None:
    """The first day on which nothing can be ordered any more; None if it does not say."""
    if tender.awarded_at is None or not tender.contract_months:
        return None
    return months_after(timezone.localdate(tender.awarded_at), tender.contract_months)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; where there is none, the first of the next month."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return date(day.year + years, month + 1, day.day)
    except ValueError:
        return months_after(day.replace(day=1), months + 1)


def end(call_off: Any, act: Act) -> None:
    """Keep why it ended, and declare its order void if there is one."""
    call_off.outcome_reason = act.data["reason"]
    act.public["note"] = call_off.outcome_reason
    for paper in Paper.objects.of(call_off).filter(kind=papers_call_off.ORDER):
        revoke(paper, call_off.outcome_reason, by=act.by)
