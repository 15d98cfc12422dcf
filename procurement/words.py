"""Quantities and lots as words, for pages, forms and papers of this room."""

from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from workflow import wording


def quantity_in_words(value: Decimal | None) -> str:
    """A quantity with all the decimals it has and no needless zeros: 1,250.5."""
    if value is None:
        return ""
    return format_decimal(value, format="#,##0.######", locale=wording.locale())


def lot_in_words(lot: Any) -> str:
    """Lot 2: Chairs."""
    if lot is None:
        return ""
    title = lot.title
    if not title:
        return _("Lot %(number)s") % {"number": lot.number}
    return _("Lot %(number)s: %(title)s") % {"number": lot.number, "title": title}
