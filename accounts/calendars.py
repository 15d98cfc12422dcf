"""Calendars and zones as they are said here: months, weeks, Umm al-Qura days, the city's time.

Called by the fields for dates and by `workflow.wording`, so that a date reads the same in a
form as on a page. Digits are Latin in both languages.
"""

import datetime as dt
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, get_month_names, get_timezone_location
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from hijridate import Gregorian, Hijri

from accounts.text import fold


def locale() -> Locale:
    """The reader's language as it is spoken in this country (Amman says تشرين الثاني)."""
    language = (get_language() or "en")[:2]
    if language == "en":
        return Locale("en", "GB")
    try:
        return Locale.parse(f"{language}_{settings.COUNTRY}")
    except (UnknownLocaleError, ValueError):
        return Locale(language)


def _language() -> Literal["ar", "en"]:
    return "ar" if (get_language() or "en").startswith("ar") else "en"


def hijri(day: dt.date) -> str:
    """The same day in the Umm al-Qura calendar; empty outside the years its tables cover."""
    try:
        there = Gregorian(day.year, day.month, day.day).to_hijri()
    except (OverflowError, ValueError):
        return ""
    language = _language()
    return f"{there.day} {there.month_name(language)} {there.year}{_era(there)}"


def _era(day: Hijri) -> str:
    language = _language()
    return ("" if language == "ar" else " ") + str(day.notation(language))


def hijri_words() -> list[str]:
    """The twelve Hijri months, then the era as it is written after a year."""
    months = [Hijri(1448, month, 1) for month in range(1, 13)]
    return [str(day.month_name(_language())) for day in months] + [_era(months[0])]


def date(day: dt.date) -> str:
    """22 November 2026."""
    return format_date(day, "d MMMM y", locale=locale())


def months() -> list[str]:
    """The twelve Gregorian months, in order."""
    return list(get_month_names("wide", locale=locale()).values())


@lru_cache(maxsize=8)
def months_by_name(country: str) -> dict[str, int]:
    """Every way to write a month, folded, in both languages: nov, november, تشرين الثاني."""
    found: dict[str, int] = {}
    for name in ("en", "ar", "ar_EG", f"ar_{country}"):
        try:
            spoken = Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
        for width in ("wide", "abbreviated"):
            for number, word in get_month_names(width, locale=spoken).items():
                found.setdefault(fold(word).rstrip("."), number)
    return found


def first_weekday() -> int:
    """The day with which a week begins in this country: 0 is Monday, 6 Sunday."""
    try:
        return int(Locale.parse(f"und_{settings.COUNTRY}").first_week_day)
    except (UnknownLocaleError, ValueError):
        return int(locale().first_week_day)


def zone_name() -> str:
    """The city whose time this is: Amman, عمّان."""
    return get_timezone_location(
        timezone.get_current_timezone_name(), locale=locale(), return_city=True
    )
