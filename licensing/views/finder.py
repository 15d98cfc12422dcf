"""The finder: a few plain questions, then the licences a business needs. Public, and stores nothing.

Every answer stands in the address, so that the result can be shared and gone back from. Each
question is a form that is got, not posted; it works without a script.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.tidy import TidyForm
from licensing import fees, figures, finding
from licensing.finding import Needed, Wish
from licensing.places import Place
from licensing.views.catalogue import answer_in_words, term_in_words, usual_in_words
from vendors.models import Category, Scheme
from vendors.sizes import Size

STEPS = ("activity", "place", "size", "goods", "result")
ASKED = ("activity", "place", "size", "goods")
LONGEST = 200
TITLES = {
    "activity": gettext_lazy("What will the business do?"),
    "place": gettext_lazy("Where will it work?"),
    "size": gettext_lazy("How large is it?"),
    "goods": gettext_lazy("What will it sell?"),
    "result": gettext_lazy("The licences you need"),
}
SIZES = (
    ("", gettext_lazy("I do not know yet")),
    (Size.MICRO, gettext_lazy("Micro: fewer than 10 people")),
    (Size.SMALL, gettext_lazy("Small: 10 to 49 people")),
    (Size.MEDIUM, gettext_lazy("Medium-sized: 50 to 249 people")),
    (Size.LARGE, gettext_lazy("Large: 250 people or more")),
)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Ask the next question, or say which licences are needed."""
    step = request.GET.get("step", "")
    if step not in STEPS:
        step = STEPS[0]
    wish = wish_of(request.GET)
    context: dict[str, Any] = {
        "step": step,
        "title": TITLES[step],
        "number": STEPS.index(step) + 1,
        "total": len(ASKED),
        "kept": _kept(request.GET, step),
        "back_url": _url(request.GET, STEPS[STEPS.index(step) - 1]) if step != STEPS[0] else "",
        "next": STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)],
        "crumbs": [
            {"label": _("Licences"), "url": reverse("licences")},
            {"label": _("Which licence do I need?")},
        ],
    }
    if step == "result":
        return render(
            request, "licensing/finder_result.html", {**context, **_result(request, wish)}
        )
    if step == "activity":
        return render(
            request, "licensing/finder_activity.html", {**context, **_asking(request, wish)}
        )
    return render(request, "licensing/finder.html", {**context, "form": _form(step, wish)})


def wish_of(given: QueryDict) -> Wish:
    """What the address says. Unknown values are left out."""
    codes = [code for code in given.getlist("activity")[:LONGEST] if code.isalnum()]
    found = Category.objects.filter(scheme=Scheme.ISIC, code__in=codes) if codes else ()
    places = [place for place in given.getlist("place") if place in Place.values]
    size = given.get("size", "")
    return Wish(
        activities=tuple(sorted(found, key=lambda one: one.number)),
        places=tuple(dict.fromkeys(places)),
        size=size if size in Size.values else "",
        goods=given.get("goods", "").replace("\x00", "")[:LONGEST],
    )


def _kept(given: QueryDict, step: str) -> list[tuple[str, str]]:
    """The answers to the other questions, carried along."""
    return [(name, value) for name in ASKED if name != step for value in given.getlist(name)]


def _url(given: QueryDict, step: str) -> str:
    query = QueryDict(mutable=True)
    for name in ASKED:
        query.setlist(name, given.getlist(name))
    query["step"] = step
    return f"{reverse('find_licences')}?{query.urlencode()}"


# --- the questions ---------------------------------------------------------------------


class _Places(TidyForm):
    place = forms.MultipleChoiceField(
        label=gettext_lazy("Places"),
        help_text=gettext_lazy("Choose all that fit."),
        choices=Place.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class _Sizes(TidyForm):
    size = forms.ChoiceField(
        label=gettext_lazy("People who work in it"),
        choices=SIZES,
        required=False,
        widget=forms.RadioSelect,
    )


class _Goods(TidyForm):
    goods = forms.CharField(
        label=gettext_lazy("Goods or services"),
        help_text=gettext_lazy(
            "A few words, in Arabic or English, for example: bread, sweets. You can leave it empty."
        ),
        max_length=LONGEST,
        required=False,
    )


def _form(step: str, wish: Wish) -> TidyForm:
    kinds = {"place": _Places, "size": _Sizes, "goods": _Goods}
    initial = {"place": list(wish.places), "size": wish.size, "goods": wish.goods}
    return kinds[step](initial=initial)


def _asking(request: HttpRequest, wish: Wish) -> dict[str, Any]:
    """Activities found by words, those chosen before, or all sections to choose from."""
    words = request.GET.get("words", "").replace("\x00", "")[:LONGEST]
    found = finding.activities_for(words)
    chosen = {one.code for one in wish.activities}
    rows = [*wish.activities, *(one for one in found if one.code not in chosen)]
    if not words.strip():
        sections = Category.objects.filter(scheme=Scheme.ISIC, parent__isnull=True)
        rows += [one for one in sections.order_by("number") if one.code not in chosen]
    return {"words": words, "rows": rows, "chosen": chosen, "found": len(found)}


# --- the answer ------------------------------------------------------------------------


def _result(request: HttpRequest, wish: Wish) -> dict[str, Any]:
    found = finding.needed(wish)
    documents = finding.documents_of(found)
    usual = figures.usual_days() if found else {}
    return {
        "is_empty": wish.is_empty,
        "answers": _answers(request.GET, wish),
        "entries": [_entry(one, usual.get(one.version.licence_type_id)) for one in found],
        "documents": documents,
        "shared": sum(len(row["serves"]) > 1 for row in documents),
        "least": finding.least_total(found),
        "restart_url": reverse("find_licences"),
    }


def _answers(given: QueryDict, wish: Wish) -> list[dict[str, Any]]:
    places = dict(Place.choices)
    values = {
        "activity": "\n".join(one.label for one in wish.activities),
        "place": "\n".join(str(places[place]) for place in wish.places),
        "size": str(dict(SIZES).get(wish.size, "")) if wish.size else "",
        "goods": wish.goods,
    }
    return [
        {
            "label": TITLES[name],
            "value": values[name],
            "url": _url(given, name),
            "link_text": _("Change"),
        }
        for name in ASKED
    ]


def _entry(one: Needed, usual: int | None) -> dict[str, Any]:
    version, kind = one.version, one.version.licence_type
    time = [{"label": _("Usual time"), "value": usual_in_words(usual)}] if usual is not None else []
    return {
        "slug": kind.slug,
        "name": version.name,
        "url": kind.get_absolute_url(),
        "description": version.description,
        "reasons": one.reasons,
        "unsuited": one.unsuited,
        "rows": [
            {"label": _("Fee"), "value": fees.in_words(version)},
            {"label": _("Time to an answer"), "value": answer_in_words(version)},
            *time,
            {"label": _("Valid for"), "value": term_in_words(version.term_months)},
            {"label": _("Agency"), "value": kind.agency.name},
        ],
    }
