"""What a tender's page says of the orders under its framework: for everybody, and how to begin one."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from procurement.checks_call_off import AWARDED
from vendors.standing import companies_of
from workflow import wording


def table(tender: Any, user: Any, side: str) -> list[dict[str, Any]]:
    """The orders: those issued for everybody, all of them for the agency."""
    if not tender.method_rules.is_framework or tender.state not in AWARDED:
        return []
    orders = tender.call_offs.select_related("company").order_by("pk")
    if side != "agency":
        orders = orders.issued()
    own = companies_of(user)
    rows = []
    for order in orders:
        order.tender = tender
        reads = side == "agency" or order.company_id in own
        link = format_html('<a href="{}">{}</a>', order.get_absolute_url(), order.reference)
        rows.append(
            [
                link if reads else order.reference,
                order.company.name,
                wording.amount(order.total, tender.currency),
                wording.date(timezone.localdate(order.issued_at)) if order.issued_at else "—",
                order.label_for("agency" if side == "agency" else "public"),
            ]
        )
    columns = [
        {"label": _("Order")},
        {"label": _("Supplier")},
        {"label": _("Amount (%(currency)s)") % {"currency": tender.currency}, "numeric": True},
        {"label": _("Issued")},
        {"label": _("State")},
    ]
    empty = _("Nothing was ordered yet.")
    return [{"title": _("Call-offs"), "columns": columns, "rows": rows, "empty": empty}]


def beginning(tender: Any, user: Any) -> list[dict[str, Any]]:
    """The way to a new order, for officers, while the framework stands."""
    if not tender.method_rules.is_framework or tender.state not in AWARDED:
        return []
    if not user.has_perm("procurement.prepare_call_off", tender):
        return []
    return [
        {
            "name": "new_call_off",
            "label": _("Call off"),
            "style": "primary",
            "help": "",
            "url": reverse("new_call_off", args=[tender.reference]),
        }
    ]
