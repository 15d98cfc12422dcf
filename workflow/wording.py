"""Money, dates, sizes and spans of time as words, in the active language.

Called by the template tags, by notices and by papers, so that a date reads the same on the
page, in the message and on the certificate. Digits are Latin in both languages.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, get_currency_precision
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

# Said the same in forms, which the rooms below this one have too.
from accounts.calendars import date as date
from accounts.calendars import hijri as hijri
from accounts.calendars import locale as locale
from accounts.calendars import zone_name as zone_name

# The one table of spans: seconds in each unit, largest first.
UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def _round(value: Decimal, currency: str) -> Decimal:
    step = Decimal(1).scaleb(-get_currency_precision(currency or settings.CURRENCY))
    return value.quantize(step, rounding=ROUND_HALF_UP)


def money(value: Decimal, currency: str = "") -> str:
    """JOD 1,260.000 in English; 1,260.000 دينار أردني in Arabic."""
    code = currency or settings.CURRENCY
    if (get_language() or "en").startswith("en"):
        return f"{code}\u00a0{amount(value, code)}"
    return format_currency(_round(value, code), code, locale=locale(), format_type="name")


def amount(value: Decimal, currency: str = "") -> str:
    """The figure alone, to the currency's own decimals."""
    places = get_currency_precision(currency or settings.CURRENCY)
    pattern = "#,##0." + "0" * places if places else "#,##0"
    return format_decimal(_round(value, currency), format=pattern, locale=locale())


def number(value: Decimal | float) -> str:
    """A figure with thousands marked and no needless decimals."""
    return format_decimal(value, locale=locale())


def file_size(size: int) -> str:
    """Bytes as KB or MB, one decimal from a megabyte on."""
    if size < 1024:
        return ngettext("%(count)s byte", "%(count)s bytes", size) % {"count": size}
    if size < 1024 * 1024:
        return _("%(size)s KB") % {"size": number(round(size / 1024))}
    return _("%(size)s MB") % {"size": number(round(size / 1024 / 1024, 1))}


def date_both(day: dt.date) -> str:
    """Both calendars, the Gregorian first."""
    return " · ".join(part for part in (date(day), hijri(day)) if part)


def moment(value: dt.datetime, style: str = "") -> str:
    """A moment in the agency's zone: 29 November 2026, 14:00 (Amman).

    style "short" leaves out the zone, for dense lists that name it once; "long" adds the
    weekday and the Hijri date, for deadlines.
    """
    local = timezone.localtime(value)
    where = locale()
    clock = format_datetime(local, "HH:mm", locale=where)
    if style == "short":
        pattern = "d MMM y" if local.year != timezone.localtime().year else "d MMM"
        return _("%(date)s, %(time)s") % {
            "date": format_date(local, pattern, locale=where),
            "time": clock,
        }
    pattern = "EEEE d MMMM y" if style == "long" else "d MMMM y"
    words = _("%(date)s, %(time)s (%(zone)s)") % {
        "date": format_date(local, pattern, locale=where),
        "time": clock,
        "zone": zone_name(),
    }
    lunar = hijri(local.date()) if style == "long" else ""
    return f"{words} · {lunar}" if lunar else words


def span(length: dt.timedelta, units: int = 2) -> str:
    """A length of time in its (two) largest units: 6 days and 4 hours."""
    left = max(int(length.total_seconds()), 0)
    parts: list[str] = []
    for seconds, unit in UNITS:
        count, rest = divmod(left, seconds)
        if count and len(parts) < units:
            parts.append(_span_unit(unit, count))
            left = rest
        elif parts:
            break
    return listing(parts) if parts else _span_unit("second", 0)


def _span_unit(unit: str, count: int) -> str:
    words = {
        "day": ngettext("%(count)s day", "%(count)s days", count),
        "hour": ngettext("%(count)s hour", "%(count)s hours", count),
        "minute": ngettext("%(count)s minute", "%(count)s minutes", count),
        "second": ngettext("%(count)s second", "%(count)s seconds", count),
    }
    return words[unit] % {"count": count}


def days(count: int) -> str:
    """A number of days: 3 days."""
    return _span_unit("day", count)


def listing(parts: Sequence[str]) -> str:
    """a, b and c, as the language joins them."""
    return format_list(list(parts), style="standard", locale=locale())


def either(parts: Sequence[str]) -> str:
    """a, b or c, as the language joins them."""
    return format_list(list(parts), style="or", locale=locale())


def month(first: dt.date) -> str:
    """A month under a chart: Nov; with its year in January, when a year begins: Jan 2027."""
    pattern = "MMM y" if first.month == 1 else "MMM"
    return format_date(first, pattern, locale=locale())
