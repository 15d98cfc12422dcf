"""One search over everything the reader may see: numbers, codes of papers, words."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.text import latin_digits, tidy
from documents import codes, verification
from portal.finding import groups_for
from workflow.case import case_kinds

REFERENCE = re.compile(r"[A-Z]{1,3}-\d{4}-\d{1,10}")


def search(request: HttpRequest) -> HttpResponse:
    """Lead straight to a number or a paper's code; else show what contains the words."""
    typed = tidy(request.GET.get("q", ""))[:200]
    target = _case_address(request, typed) or _paper_address(typed)
    if target:
        return redirect(target)
    context = {
        "q": typed,
        "groups": groups_for(typed) if typed else [],
        "empty": {
            "icon": "search",
            "text": _(
                "Try fewer or other words, in Arabic or English. A number or a code must be whole."
            ),
            "url": reverse("tenders"),
            "link_text": _("See all tenders"),
        },
        "crumbs": [{"label": _("Search")}],
    }
    return render(request, "portal/search.html", context)


def _case_address(request: HttpRequest, typed: str) -> str:
    """The page of the case with this number, if the reader may see it."""
    number = latin_digits(typed).upper().replace(" ", "")
    if not REFERENCE.fullmatch(number):
        return ""
    prefix = number.partition("-")[0]
    model = next((kind for kind in case_kinds().values() if kind.prefix == prefix), None)
    case = (
        model.objects.visible_to(request.user).filter(reference=number).first() if model else None
    )
    return str(case.get_absolute_url()) if case is not None else ""


def _paper_address(typed: str) -> str:
    code = codes.normal(typed)
    if not code or verification.find(code) is None:
        return ""
    return reverse("verify_code", args=[codes.grouped(code)])
