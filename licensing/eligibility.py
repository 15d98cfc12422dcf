"""Who may apply for a licence: a version's `may_apply` read, judged and put in words.

`{"sizes": ["micro", …], "cities": ["Amman", …], "categories": ["45000000", "I41", …],
"nationalities": ["JO", …]}`; what is missing or empty asks for nothing. Called by
licensing/checks_eligibility.py, by the catalogue and by the finder.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from accounts.text import fold
from vendors.countries import name_of
from vendors.models import Category
from vendors.sizes import Size
from workflow import wording


def wanted(version: Any, what: str) -> list[str]:
    """Return what a version wants of one kind; an empty list: anything."""
    return [str(one) for one in (version.may_apply or {}).get(what) or []]


def sizes_in_words(sizes: Iterable[str]) -> str:
    """Sizes of companies as alternatives."""
    labels = dict(Size.choices)
    return wording.either([str(labels[size]) for size in sizes if size in labels])


def _categories(codes: list[str]) -> list[Category]:
    return list(Category.objects.filter(code__in=codes).order_by("code"))


def in_words(version: Any) -> list[str]:
    """What the office checks by itself, a sentence each."""
    found = []
    sizes, cities = wanted(version, "sizes"), wanted(version, "cities")
    codes, nations = wanted(version, "categories"), wanted(version, "nationalities")
    if sizes:
        found.append(_("Size of the company: %(sizes)s.") % {"sizes": sizes_in_words(sizes)})
    if cities:
        found.append(_("The company's city: %(cities)s.") % {"cities": wording.either(cities)})
    if codes:
        names = [one.name for one in _categories(codes)]
        text = _("Registered for: %(categories)s, or for a part of it.")
        found.append(text % {"categories": wording.either(names)})
    if nations:
        names = [name_of(code) for code in nations]
        found.append(_("An owner's nationality: %(countries)s.") % {"countries": _either(names)})
    needed = [kind.current for kind in version.depends_on.prefetch_related("versions")]
    names = [one.name for one in needed if one is not None]
    if names:
        found.append(_("The company holds: %(licences)s.") % {"licences": wording.listing(names)})
    return found


def _either(names: list[str]) -> str:
    return wording.either(names)


def problem(version: Any, company: Any) -> str:
    """Return why this company may not apply, in whole sentences, or nothing."""
    return " ".join(text for text in (say(version, company) for say in _RULES) if text)


def _size(version: Any, company: Any) -> str:
    sizes = wanted(version, "sizes")
    if not sizes or company.size in sizes:
        return ""
    values = {"company": company.name, "sizes": sizes_in_words(sizes)}
    if not company.size:
        text = _(
            "This licence is for companies of certain sizes (%(sizes)s), and the size of "
            "%(company)s is not known yet: declare employees and turnover on its page."
        )
        return text % values
    text = _("This licence is for companies of certain sizes (%(sizes)s); %(company)s is %(size)s.")
    return text % {**values, "size": company.get_size_display()}


def _city(version: Any, company: Any) -> str:
    cities = wanted(version, "cities")
    if not cities or fold(company.city or "").strip() in {fold(city).strip() for city in cities}:
        return ""
    text = _("This licence is for companies in %(cities)s; %(company)s is in %(city)s.")
    values = {"cities": wording.either(cities), "company": company.name}
    return text % {**values, "city": company.city or _("a city that is not known")}


def _category(version: Any, company: Any) -> str:
    codes = wanted(version, "categories")
    if not codes:
        return ""
    asked = _categories(codes)
    fitting = Category.objects.around(asked)
    if not asked or company.categories.filter(pk__in=fitting.values("pk")).exists():
        return ""
    text = _("%(company)s is not registered for %(categories)s. Add it on the company's page.")
    names = wording.either([one.name for one in asked])
    return text % {"company": company.name, "categories": names}


def _nationality(version: Any, company: Any) -> str:
    nations = wanted(version, "nationalities")
    if not nations or company.beneficial_owners.filter(nationality__in=nations).exists():
        return ""
    text = _("This licence needs an owner with the nationality of %(countries)s.")
    return text % {"countries": wording.either([name_of(code) for code in nations])}


_RULES = (_size, _city, _category, _nationality)
