"""Which licences a business needs: its wishes, matched with what officers set for each type.

Called by the public finder (licensing/views/finder.py). Nothing of it is stored. A type is
needed when its place and size fit and either its activities or the words for its goods do; a
type for every activity goes by the place alone. What a needed licence rests on is needed too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.text import fold, latin_digits
from documents.bilingual import names
from licensing import eligibility, fees
from licensing.models import LicenceTypeVersion
from licensing.places import Place
from vendors.models import Category, Scheme
from vendors.models.category import above
from workflow import wording

SHORTEST = 3
MOST_FOUND = 30
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Wish:
    """What somebody answered: activities, places, a size, and words for what they sell."""

    activities: tuple[Category, ...] = ()
    places: tuple[str, ...] = ()
    size: str = ""
    goods: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered that leads to a licence."""
        return not (self.activities or self.places or self.words)

    @property
    def words(self) -> list[str]:
        """What is sold, word by word, as it is compared."""
        return words_of(self.goods)


@dataclass
class Needed:
    """A licence that is needed, and why, in sentences."""

    version: LicenceTypeVersion
    reasons: list[str] = field(default_factory=list)
    # It is for companies of other sizes than this one.
    unsuited: str = ""


def words_of(text: str) -> list[str]:
    """Return the words of a text in one spelling, without the Arabic article."""
    found = _WORDS.findall(fold(latin_digits(text)))
    plain = [
        word[2:] if word.startswith("ال") and len(word) > SHORTEST + 1 else word for word in found
    ]
    return [word for word in plain if len(word) >= SHORTEST]


def versions_in_force() -> list[LicenceTypeVersion]:
    """Every version under which one can apply, with all that the finder reads. Three queries."""
    query = LicenceTypeVersion.objects.in_force().select_related("licence_type__agency")
    return list(query.prefetch_related("activities", "depends_on").order_by("licence_type__slug"))


def needed(wish: Wish) -> list[Needed]:
    """Return the licences needed, those that others rest on first."""
    if wish.is_empty:
        return []
    offered = versions_in_force()
    found = {}
    for version in offered:
        reasons = _reasons(version, wish)
        if reasons:
            found[version.licence_type_id] = Needed(version, reasons, _unsuited(version, wish))
    _with_foundations(found, {version.licence_type_id: version for version in offered})
    return _in_order(found)


# --- why -------------------------------------------------------------------------------


def _reasons(version: LicenceTypeVersion, wish: Wish) -> list[str]:
    facts = version.finder or {}
    places, sizes = facts.get("places") or [], facts.get("sizes") or []
    shared = [place for place in wish.places if place in places]
    if places and wish.places and not shared:
        return []
    if sizes and wish.size and wish.size not in sizes and not _unsuited(version, wish):
        return []
    activities = list(version.activities.all())
    exact, broad = _matching(activities, wish.activities)
    sold = _sold(facts.get("goods") or {}, wish.words)
    # A section such as “retail trade” holds much: what is sold tells which of it is meant.
    if not exact and not sold and (not broad or wish.words):
        exact = []
        if activities or not shared or not places:
            return []
    reasons = [_("Your activity: %(name)s.") % {"name": one.label} for one in exact or broad]
    if sold:
        reasons.append(_("What you sell: %(words)s.") % {"words": wording.listing(sold)})
    if shared:
        labels = dict(Place.choices)
        names = wording.listing([str(labels[place]) for place in shared if place in labels])
        reasons.append(_("Where you work: %(places)s.") % {"places": names})
    return reasons


def _matching(
    own: Iterable[Category], wished: Iterable[Category]
) -> tuple[list[Category], list[Category]]:
    """The wished activities that the type is for, and those of which it is for a part."""
    exact, broad = [], []
    for one in wished:
        tops = {one.number, *above(Scheme.ISIC, one.number)}
        if any(other.number in tops for other in own):
            exact.append(one)
        elif any(one.number in above(Scheme.ISIC, other.number) for other in own):
            broad.append(one)
    return exact, broad


def _sold(goods: dict[str, list[str]], words: list[str]) -> list[str]:
    """The words typed that fit what the type is for."""
    keys = [key for some in goods.values() for word in some for key in words_of(word)]
    return [word for word in words if any(_alike(word, key) for key in keys)]


def _alike(one: str, other: str) -> bool:
    """Whether two words begin alike: bread and breads, حلوى and حلويات."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short) or (len(short) > SHORTEST and long.startswith(short[:-1]))


def _unsuited(version: LicenceTypeVersion, wish: Wish) -> str:
    sizes = eligibility.wanted(version, "sizes")
    if not sizes or not wish.size or wish.size in sizes:
        return ""
    text = _("This licence is for companies of other sizes: %(sizes)s.")
    return text % {"sizes": eligibility.sizes_in_words(sizes)}


def _with_foundations(found: dict[int, Needed], offered: dict[int, LicenceTypeVersion]) -> None:
    """Add what must be held with what was found, and with that, and so on."""
    waiting = list(found.values())
    while waiting:
        one = waiting.pop()
        for kind in one.version.depends_on.all():
            version = offered.get(kind.pk)
            if version is None:
                continue
            if kind.pk not in found:
                found[kind.pk] = Needed(version)
                waiting.append(found[kind.pk])
            text = _("“%(licence)s” is granted only with it.") % {"licence": one.version.name}
            if text not in found[kind.pk].reasons:
                found[kind.pk].reasons.append(text)


def _in_order(found: dict[int, Needed]) -> list[Needed]:
    """What others rest on comes before them; else by name."""
    rest = sorted(found.values(), key=lambda one: one.version.name)
    ordered: list[Needed] = []
    done: set[int] = set()
    while rest:
        ready = [
            one
            for one in rest
            if all(k.pk in done or k.pk not in found for k in one.version.depends_on.all())
        ]
        one = (ready or rest)[0]
        rest.remove(one)
        ordered.append(one)
        done.add(one.version.licence_type_id)
    return ordered


# --- activities by words ---------------------------------------------------------------


def activities_for(words: str) -> list[Category]:
    """Return the activities that fit the words: by their number and names, then those of the
    licences whose names or goods fit."""
    all_ = Category.objects.filter(scheme=Scheme.ISIC)
    if not words.strip():
        return []
    found = {one.pk: one for one in all_.matching(words)[:MOST_FOUND]}
    typed = words_of(words)
    also: dict[int, Category] = {}
    for version in versions_in_force() if typed else ():
        if all(_alike_any(word, version) for word in typed):
            also |= {one.pk: one for one in version.activities.all()}
    further = sorted(also.values(), key=lambda one: one.number)
    return [*found.values(), *(one for one in further if one.pk not in found)][:MOST_FOUND]


def _alike_any(word: str, version: LicenceTypeVersion) -> bool:
    goods = (version.finder or {}).get("goods") or {}
    said = names(version)
    keys = words_of(" ".join([*said, *(one for some in goods.values() for one in some)]))
    return any(_alike(word, key) for key in keys)


# --- all of them together --------------------------------------------------------------


def documents_of(found: Iterable[Needed]) -> list[dict[str, Any]]:
    """Return the documents of all, each once, with the licences that it serves."""
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for one in found:
        for document in one.version.document_list:
            row = merged.setdefault(
                (document.key, document.label),
                {"label": document.label, "help": document.help, "required": False, "serves": []},
            )
            row["required"] = row["required"] or document.required
            row["serves"].append(one.version.name)
    return sorted(merged.values(), key=lambda row: (not row["required"], -len(row["serves"])))


def least_total(found: Iterable[Needed]) -> list[str]:
    """Return what all cost together at least, in each currency there is."""
    sums: dict[str, Any] = {}
    for one in found:
        amount, _exact = fees.lowest(one.version)
        sums[one.version.currency] = sums.get(one.version.currency, 0) + amount
    return [wording.money(amount, currency) for currency, amount in sums.items() if amount]
