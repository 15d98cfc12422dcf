"""The columns of an import. The template, the page that explains them and the reader use these.

A heading may be the column's name, or its title in either language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.text import fold, tidy


@dataclass(frozen=True)
class Column:
    """One column: its name in the file, its title and explanation for people, an example."""

    name: str
    title: Any
    help: Any
    example: str
    needed: bool = False
    most: int = 300


COLUMNS = (
    Column("old_number", _("Number in the old system"),
           _("Tells one licence from another: twice is nothing new."), "RK-2019/0042", True, 60),
    Column("type", _("Licence type"),
           _("The type's short name, as in its address, or its title."), "food-shop", True),
    Column("holder_number", _("Holder's registration number"),
           _("Links the licence to a registered company."), "100417", most=40),
    Column("holder_ar", _("Holder's name in Arabic"),
           _("One of the two names is needed, unless the registry knows the number."),
           "مخابز السنابل"),
    Column("holder_en", _("Holder's name in English"), "", "Sanabel Bakeries"),
    Column("first_day", _("First day of all"),
           _("When it was first granted; later terms are counted from it. Empty: “valid from”."),
           "2019-03-01"),
    Column("valid_from", _("Valid from"), _("First day of the present term."), "2026-03-01", True),
    Column("valid_through", _("Valid through"), _("Last valid day, not the day after."),
           "2027-02-28", True),
    Column("state", _("State"),
           _("active, suspended, expired or revoked. Empty: as its days say."), "active", most=40),
    Column("reasons", _("Reasons"),
           _("Why it was suspended or revoked. They are published."), "", most=2000),
    Column("place", _("Place"), _("The city or area, as the register shows it."), "Amman",
           most=200),
    Column("address", _("Address"), _("Of the place where the activity is carried on."),
           "7 Rainbow Street"),
    Column("activity_ar", _("Activity in Arabic"), _("Empty: that of the type."),
           "بيع الخبز والحلويات"),
    Column("activity_en", _("Activity in English"), _("Empty: that of the type."),
           "Sale of bread and pastry"),
    Column("isic", _("Activity code (ISIC Rev. 4)"), _("Two to four digits."), "4721", most=10),
    Column("conditions_ar", _("Conditions in Arabic"),
           _("Separated by line breaks or “;”. Empty: those of the type."), "", most=4000),
    Column("conditions_en", _("Conditions in English"), "", "", most=4000),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
NEEDED = tuple(column.name for column in COLUMNS if column.needed)


class BadHeader(Exception):
    """The first row does not name the columns; `note` says what is wrong."""

    def __init__(self, code: str, values: dict[str, Any]) -> None:
        super().__init__(code)
        self.note = [code, values]


def known_headings() -> dict[str, str]:
    """Every way in which a heading may be written, and the column it means."""
    found = {fold(name): name for name in BY_NAME}
    for language in ("ar", "en"):
        with override(language):
            found |= {_plain(str(column.title)): column.name for column in COLUMNS}
    return found


def match(header: Sequence[Any]) -> tuple[list[str | None], list[str]]:
    """Return the column each heading means (None: left out), and the headings not known.

    Raises BadHeader if a needed column is missing or one stands there twice.
    """
    known = known_headings()
    names = [known.get(_plain(str(heading or ""))) for heading in header]
    for name in BY_NAME:
        if names.count(name) > 1:
            raise BadHeader("column_twice", {"column": name})
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise BadHeader("no_header", {"columns": ", ".join(missing)})
    unknown = [
        str(heading)[:60]
        for heading, name in zip(header, names, strict=True)
        if name is None and str(heading or "").strip()
    ]
    return names, unknown


def _plain(heading: str) -> str:
    return " ".join(fold(tidy(heading)).replace("*", " ").split())
