"""The public list of tenders: everything that was ever published, by closing date."""

from typing import Any

from django import forms
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Agency, Role
from accounts.standing import standing_of
from accounts.tidy import TidyForm
from procurement.models import Method, Tender
from vendors.models import Category
from workflow import wording
from workflow.paging import page_by_key

OPEN, EVALUATION, AWARDED, ENDED, ALL, UNPUBLISHED = (
    "open",
    "evaluation",
    "awarded",
    "ended",
    "all",
    "unpublished",
)
STATES: dict[str, tuple[str, ...]] = {
    OPEN: ("published",),
    EVALUATION: ("closed", "opened"),
    AWARDED: ("awarded", "contracted"),
    ENDED: ("unsuccessful", "cancelled"),
    UNPUBLISHED: ("draft", "in_review", "approved"),
}
LABELS = [
    (OPEN, gettext_lazy("Open for bids")),
    (EVALUATION, gettext_lazy("Being evaluated")),
    (AWARDED, gettext_lazy("Awarded")),
    (ENDED, gettext_lazy("Unsuccessful or cancelled")),
    (ALL, gettext_lazy("All")),
]


class TenderFilter(TidyForm):
    """How readers narrow the list."""

    q = forms.CharField(
        label=gettext_lazy("Words, number or agency"), max_length=200, required=False
    )
    show = forms.ChoiceField(label=gettext_lazy("State"), choices=LABELS, required=False)
    agency = forms.ModelChoiceField(
        label=gettext_lazy("Agency"),
        queryset=Agency.objects.active(),
        required=False,
        empty_label=gettext_lazy("Any agency"),
    )
    category: Any = forms.ModelChoiceField(
        label=gettext_lazy("Category"),
        queryset=Category.objects.all(),
        required=False,
        empty_label=gettext_lazy("Any category"),
    )
    method: Any = forms.ModelChoiceField(
        label=gettext_lazy("Procurement method"),
        queryset=Method.objects.all(),
        required=False,
        empty_label=gettext_lazy("Any method"),
    )

    def __init__(self, data: Any, *, officer: bool) -> None:
        super().__init__({"show": OPEN, **{k: data[k] for k in data}})
        if officer:
            self.fields["show"].choices = [  # type: ignore[attr-defined]
                *LABELS,
                (UNPUBLISHED, _("Not published yet (your agencies)")),
            ]


def tenders(request: HttpRequest) -> HttpResponse:
    """List tenders: those open for bids by what closes first, all others newest first."""
    is_officer = bool(standing_of(request.user).posts)
    form = TenderFilter(request.GET, officer=is_officer)
    chosen = form.cleaned_data if form.is_valid() else {}
    show = chosen.get("show") or OPEN
    query = _narrowed(chosen, show, request.user)
    query = query.annotate(sort=Coalesce("closes_at", "published_at", "created_at"))
    query = query.select_related("agency")
    page = page_by_key(request, query, sort="sort", descending=show != OPEN)
    side = "agency" if show == UNPUBLISHED else "public"
    context = {
        "title": _("Tenders"),
        "lead": _("What public bodies want to buy, and what came of it."),
        "filters": form,
        "columns": [_("Tender"), _("Number"), _("Agency"), _("Bids close")],
        "rows": [_row(tender, side) for tender in page.pop("found")],
        "empty": {"text": _("No tender was found."), "icon": "search"},
        **page,
    }
    if standing_of(request.user).has_role(Role.PROCUREMENT_OFFICER):
        context |= {"new_url": reverse("new_tender"), "new_label": _("New tender")}
    return render(request, "lists/page.html", context)


def _narrowed(chosen: dict[str, Any], show: str, user: Any) -> Any:
    query = Tender.objects.visible_to(user) if show == UNPUBLISHED else Tender.objects.published()
    if show != ALL:
        query = query.filter(state__in=STATES[show])
    for name, lookup in (("agency", "agency"), ("category", "categories"), ("method", "method")):
        if chosen.get(name):
            query = query.filter(**{lookup: chosen[name]})
    for word in (chosen.get("q") or "").split()[:8]:
        query = query.filter(
            Q(title_ar__icontains=word)
            | Q(title_en__icontains=word)
            | Q(reference__iexact=word)
            | Q(ocid__iexact=word)
            | Q(agency__name_ar__icontains=word)
            | Q(agency__name_en__icontains=word)
        )
    return query


def _row(tender: Tender, side: str) -> dict[str, Any]:
    closes = wording.moment(tender.closes_at, "short") if tender.closes_at else "—"
    return {
        "cells": [tender.title, tender.reference, tender.agency.name, closes],
        "url": tender.get_absolute_url(),
        "tag": {"label": tender.label_for(side), "tone": tender.tone},
    }
