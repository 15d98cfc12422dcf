"""What could not be read, and why, in words. Made by `fields` and `facts`, kept beside the case."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# The longest piece of the offending value that is repeated in a problem.
SHOWN = 160

REASONS: dict[str, Any] = {
    "not_a_code": _("“%(value)s” is no code of the standard; left empty"),
    "not_text": _("%(value)s is no text; left empty"),
    "too_long": _("the text is longer than there is room for: %(value)s; its beginning is kept"),
    "not_an_object": _("%(value)s is no object; left out"),
    "not_a_list": _("%(value)s is no list; left out"),
    "not_a_number": _("“%(value)s” is no number; left empty"),
    "negative": _("%(value)s is less than nothing; left empty"),
    "too_large": _("%(value)s is too large a number; left empty"),
    "rounded": _("%(value)s has more decimals than are kept; rounded"),
    "no_currency": _("the amount %(value)s has no currency; left empty"),
    "not_a_currency": _("“%(value)s” is no currency of ISO 4217; the amount was left empty"),
    "not_a_date": _("“%(value)s” is no date; left empty"),
    "no_time": _("“%(value)s” says no time or no time zone; left empty"),
    "absurd_date": _("“%(value)s” lies outside the years 1900 to 2199; left empty"),
    "no_release_date": _("“%(value)s” is no date; the release counts as the earliest"),
    "no_such_award": _("“%(value)s” names no award; the contract stands by itself"),
    "no_such_lot": _("“%(value)s” names no lot"),
    "no_buyer": _(
        "nobody is named as buyer or procuring entity; the case has no agency of its own"
    ),
    "nothing_to_import": _("planning only: there is no tender, award or contract to import"),
    "contradiction": _("%(value)s contradict each other; the state is not recorded"),
    "several_tenders": _("several tenders under one ocid: %(value)s; later facts replace earlier"),
    "repeated_id": _("“%(value)s” is the id of more than one of them; all are kept"),
}


@dataclass(frozen=True)
class Problem:
    """One thing that could not be read: where in the release, why, and what stood there."""

    path: str
    reason: str
    value: str = ""

    def as_json(self) -> dict[str, str]:
        """For keeping in the database."""
        return asdict(self)

    def sentence(self) -> str:
        """The reason in the active language."""
        return str(REASONS[self.reason] % {"value": self.value})


def from_json(kept: Any) -> Problem:
    """Return the problem that `as_json` described."""
    return Problem(kept["path"], kept["reason"], kept["value"])


class Notes:
    """Collects the problems of one process, in the order in which they are met."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def note(self, path: str, reason: str, value: object = "") -> None:
        """Note a problem once, however often it is met."""
        self._found[Problem(path, reason, shown(value))] = None


def shown(value: object) -> str:
    """Return `value` as one short printable line."""
    text = value if isinstance(value, str) else _plain(value)
    text = "".join(c if c.isprintable() else " " for c in text[: SHOWN * 2])
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return str(value)
