"""The same thing in Arabic and in English, for papers that carry both.

Rooms' papers.py use it: `row(_("Tax number"), company.tax_number)` is one line of a
certificate, its label in each outer column and its value in the middle.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation

from workflow import wording

LANGUAGES = ("ar", "en")


def both(text: Any) -> tuple[str, str]:
    """Return a lazily translated text, or what a function says, in (Arabic, English)."""
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(str(text() if callable(text) else text))
    return found[0], found[1]


def names(thing: Any) -> tuple[str, str]:
    """Return (name_ar, name_en) of an agency, company or category; one stands for a missing one."""
    arabic = str(getattr(thing, "name_ar", "") or "")
    english = str(getattr(thing, "name_en", "") or "")
    return arabic or english or str(thing), english or arabic or str(thing)


def day(value: date | datetime) -> tuple[str, str]:
    """Return a day in both calendars, in (Arabic, English)."""
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return both(lambda: wording.date_both(local))


def row(label: Any, value: Any) -> dict[str, str]:
    """Return one line of a certificate. `value`: text, a day, a pair (ar, en), a lazy text, or
    a function called in each language. A value that reads the same in both is printed once; a
    line without a value is not printed.
    """
    label_ar, label_en = both(label)
    value_ar, value_en = _in_both(value)
    return {
        "label_ar": label_ar,
        "label_en": label_en,
        "value_ar": value_ar,
        "value_en": "" if value_en == value_ar else value_en,
    }


def _in_both(value: Any) -> tuple[str, str]:
    if value is None:
        return "", ""
    if isinstance(value, tuple):
        return str(value[0]), str(value[1])
    if isinstance(value, date):
        return day(value)
    text: Callable[[], str] | Any = value
    return both(text)
