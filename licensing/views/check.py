"""The page on which anybody checks a licence by its number and, if they hold its certificate, by
the code printed there: whether it is in force, and whether the certificate still counts.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from documents import limits
from licensing import verifying
from licensing.models import Licence
from workflow import wording
from workflow.forms import TidyForm

CERTIFICATES: dict[str, tuple[str, Any]] = {
    "current": ("ok", gettext_lazy("The certificate with this code is the current one.")),
    "superseded": (
        "warn",
        gettext_lazy("The certificate with this code is genuine, but a newer one took its place."),
    ),
    "revoked": ("stop", gettext_lazy("The certificate with this code was revoked. It is void.")),
    "expired": ("warn", gettext_lazy("The certificate with this code has expired.")),
    "unknown": (
        "stop",
        gettext_lazy("This code is not that of a certificate of this licence. Do not rely on it."),
    ),
}


class CheckForm(TidyForm):
    """A licence number, and perhaps the code of a certificate."""

    number = forms.CharField(
        label=gettext_lazy("Licence number"),
        max_length=60,
        help_text=gettext_lazy("Such as L-2026-000001."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "class": "w-20"}),
        error_messages={"required": gettext_lazy("Type the number of the licence.")},
    )
    code = forms.CharField(
        label=gettext_lazy("Code printed on the certificate"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("If you hold the certificate. Such as 7KQ4-M2XD-9TPA."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "class": "w-20"}),
    )


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a number and a code; say how the licence stands today."""
    if "number" not in request.GET:
        return _page(request, CheckForm(), None)
    if not limits.within(request):
        return limits.too_many(request)
    form = CheckForm(request.GET)
    if not form.is_valid():
        return _page(request, form, None, status=422)
    asked = verifying.read(form.cleaned_data["number"], form.cleaned_data["code"])
    answer = verifying.answers([asked])[0]
    # A slip of the pen is told as one, besides that such a code is no certificate's.
    answer["is_no_code"] = bool(asked.typed and not asked.code)
    return _page(request, form, answer)


def _page(
    request: HttpRequest, form: CheckForm, found: dict[str, Any] | None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "answer": _in_words(found) if found is not None else None,
        "crumbs": [
            {"label": _("Licence register"), "url": reverse("register")},
            {"label": _("Check a licence")},
        ],
    }
    answer = render(request, "licensing/check.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _in_words(found: dict[str, Any]) -> dict[str, Any]:
    if not found["found"]:
        return {"found": False, "asked": found["asked"]}
    licence = Licence.objects.select_related("company", "type_version", "agency").get(
        reference=found["number"]
    )
    rows = [
        (_("Licence number"), licence.reference),
        (_("Licence"), licence.title),
        (_("Holder"), licence.company.name),
        (_("Activity"), found["activity"][wording.locale().language]),
        (_("Valid from"), wording.date_both(licence.valid_from)),
        (_("Valid through"), wording.date_both(licence.period.last_day)),
        (_("Granted by"), licence.agency.name),
    ]
    certificate = found.get("certificate")
    return {
        "found": True,
        "url": licence.get_absolute_url(),
        "in_force": found["in_force"],
        "tone": "ok" if found["in_force"] else "stop",
        "label": licence.label_for("public"),
        "rows": [{"label": label, "value": value} for label, value in rows if value],
        "certificate": CERTIFICATES[certificate["status"]] if certificate else None,
        "is_no_code": found["is_no_code"],
    }
