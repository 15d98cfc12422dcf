"""Categories in words, their seeding, and their import from a CSV.

The tops of the schemes (`vendors.divisions`, `vendors.isic`) are seeded by a migration; the rest
comes by `bin/manage import_categories`.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TextIO

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.inputs import Option
from vendors.divisions import CPV, UNSPSC
from vendors.isic import ISIC, section_of
from vendors.models.category import Category, Scheme, above, code_of
from workflow import wording
from workflow.text import latin_digits, tidy

BUILT_IN = {Scheme.CPV: CPV, Scheme.UNSPSC: UNSPSC, Scheme.ISIC: ISIC}
BATCH = 1000
LONGEST = 300
# What the columns of a CSV may be called, in whatever capitals.
COLUMNS = {
    "code": ("code", "number", "commodity", "الرمز"),
    "name_ar": ("name_ar", "ar", "arabic", "العربية"),
    "name_en": (
        *("name_en", "en", "english", "commodity title", "title", "description"),
        "الإنجليزية",
    ),
}
_NUMBER = re.compile(r"(\d{8})(?:-\d)?")
# A letter, or two to four digits (a table that lost its leading zeros cannot be told apart).
_ACTIVITY = re.compile(r"([A-U]|\d{2,4})")


def shortened(categories: Iterable[Any], limit: int) -> str:
    """Return the names of at most `limit` categories as a list, and how many more there are."""
    names = [category.name for category in categories]
    shown = wording.listing(names[:limit]) if names else ""
    more = len(names) - limit
    return _("%(some)s and %(count)s more") % {"some": shown, "count": more} if more > 0 else shown


def find(words: str) -> list[Option]:
    """The categories that fit the words typed, for an input that searches; 20 at most."""
    return _options(Category.objects.matching(words))


def find_activities(words: str) -> list[Option]:
    """The activities (ISIC) that fit the words typed; 20 at most."""
    return _options(Category.objects.matching(words).filter(scheme=Scheme.ISIC))


def _options(found: Any) -> list[Option]:
    return [Option(str(one.pk), one.label, shown=one.label) for one in found[:20]]


def seed(category: Any) -> None:
    """Write the tops of the schemes into the model given; names there are renewed."""
    rows = [
        category(
            scheme=scheme.value,
            number=number,
            code=code_of(scheme, number),
            name=arabic,
            name_ar=arabic,
            name_en=english,
        )
        for scheme, divisions in BUILT_IN.items()
        for number, arabic, english in divisions
    ]
    _write(category, rows)


def _write(category: Any, rows: list[Any]) -> None:
    category.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["scheme", "number", "name", "name_ar", "name_en"],
    )


@dataclass
class Imported:
    """What an import did: how many rows were new, how many were there, and what was wrong."""

    added: int = 0
    renewed: int = 0
    without_arabic: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)


class Unreadable(ValueError):
    """The file is no table of categories; its text says why."""


@transaction.atomic
def import_csv(scheme: str, lines: TextIO) -> Imported:
    """Read a CSV (code, name_ar, name_en; comma, semicolon or tab) into a scheme's tree.

    All good rows are written, also when others are bad; run again it changes nothing. Nothing
    is ever removed: companies and tenders may stand in a category. A row without an Arabic name
    keeps the one that is there, or else shows its English one. Raises Unreadable.
    """
    done = Imported()
    there = {one.number: one for one in Category.objects.filter(scheme=scheme)}
    rows: dict[str, Category] = {}
    for line, values in _read(lines):
        number = _number(scheme, values["code"])
        problem = _problem(scheme, number, values, rows)
        if problem:
            done.bad.append((line, problem))
            continue
        known = there.get(number)
        row = _row(scheme, number, values, known)
        rows[number] = row
        done.without_arabic += not row.name_ar  # type: ignore[attr-defined]
        done.renewed += known is not None
        done.added += known is None
    _write(Category, list(rows.values()))
    plant(scheme)
    return done


def _read(lines: TextIO) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with the number of its line, its values tidied, by our names of the columns."""
    first = lines.readline()
    if not first.strip():
        raise Unreadable(_("The file is empty."))
    mark = max(",;\t", key=first.count)
    heads = [
        head.strip().strip("\ufeff").lower() for head in next(csv.reader([first], delimiter=mark))
    ]
    places = {}
    for name, spellings in COLUMNS.items():
        found = [i for i, head in enumerate(heads) if head in spellings]
        if found:
            places[name] = found[0]
    if "code" not in places or not places.keys() & {"name_ar", "name_en"}:
        raise Unreadable(_("The first line must name the columns: code, name_ar, name_en."))
    reader = csv.reader(lines, delimiter=mark)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            values = {
                name: " ".join(tidy(cells[at]).split()) if at < len(cells) else ""
                for name, at in places.items()
            }
            values["code"] = latin_digits(values["code"])
            yield reader.line_num + 1, {"name_ar": "", "name_en": "", **values}


def _number(scheme: str, code: str) -> str:
    """The number that a code of the scheme stands for, or "" if it is none."""
    pattern = _ACTIVITY if scheme == Scheme.ISIC else _NUMBER
    found = pattern.fullmatch(code.upper())
    number = found[1] if found else ""
    if scheme == Scheme.ISIC and number.isdigit() and not section_of(number):
        return ""
    return "" if number.startswith("00") else number


def _problem(scheme: str, number: str, values: dict[str, str], rows: dict[str, Category]) -> str:
    """What is wrong with a row, or nothing."""
    if not number and scheme == Scheme.ISIC:
        text = _("“%(code)s” is no code of ISIC: a letter from A to U, or two to four digits.")
        return text % {"code": values["code"][:40]}
    if not number:
        return _("“%(code)s” is no code of eight digits.") % {"code": values["code"][:40]}
    if number in rows:
        return _("The code %(code)s stands in the file twice.") % {"code": number}
    if not values["name_ar"] and not values["name_en"]:
        return _("The code %(code)s has no name.") % {"code": number}
    if max(len(values["name_ar"]), len(values["name_en"])) > LONGEST:
        return _("The name of %(code)s is too long.") % {"code": number}
    return ""


def _row(scheme: str, number: str, values: dict[str, str], known: Category | None) -> Category:
    kept = {name: getattr(known, name) or "" if known else "" for name in ("name_ar", "name_en")}
    names = {name: values[name] or kept[name] or None for name in kept}
    first = names["name_ar"] or names["name_en"]
    return Category(
        scheme=scheme, number=number, code=code_of(scheme, number), **{"name": first, **names}
    )


def plant(scheme: str, category: Any = Category) -> None:
    """Hang every category of a scheme below the nearest one that stands above it."""
    everything = list(category.objects.filter(scheme=scheme).only("pk", "number", "parent_id"))
    places = {one.number: one.pk for one in everything}
    moved = []
    for one in everything:
        nearest = next((places[n] for n in above(scheme, one.number) if n in places), None)
        if one.parent_id != nearest:
            one.parent_id = nearest
            moved.append(one)
    category.objects.bulk_update(moved, ["parent"], batch_size=BATCH)
