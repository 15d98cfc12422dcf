"""The programming interface as a whole: its description for programs and its page for people.

A room writes its addresses and their description itself; here they are only put together.
"""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from licensing import api, api_description
from licensing.models import Licence

VERSION = "1.0.0"


def document() -> dict[str, Any]:
    """The interface described in OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": str(settings.SITE_NAME),
            "version": VERSION,
            "description": "Public facts, without a key. Addresses and fields stay as they are; "
            "new fields may be added. Every error is JSON with a code and a sentence in Arabic "
            "and in English.",
        },
        "servers": [{"url": settings.SITE_URL}],
        "paths": {**api_description.paths()},
        "components": {"schemas": {**api_description.schemas()}},
    }


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description, for programs."""
    answer = JsonResponse(document(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The page for people: what can be asked, with examples, limits and errors."""
    shown = Licence.objects.in_register().order_by("pk").first()
    number = shown.reference if shown else "L-2026-000001"
    question = {"licences": [number, {"number": number, "code": "7KQ4-M2XD-9TPA"}]}
    context = {
        "number": number,
        "site_url": settings.SITE_URL,
        "question": json.dumps(question),
        "states": {
            "title": _("States"),
            "columns": [_("In the answer"), _("Meaning")],
            "rows": [[state.value, str(state.label)] for state in Licence.State],
        },
        "errors": {
            "title": _("Errors"),
            "columns": [{"label": _("Status"), "numeric": True}, _("Code"), _("Meaning")],
            "rows": [[str(status), code, str(words)] for code, (status, words) in
                     api.PROBLEMS.items()],
        },
        "most": f"{api.MOST:,}",
        "gets": f"{api.GETS_A_MINUTE:,}",
        "posts": f"{api.POSTS_A_MINUTE:,}",
        "crumbs": [{"label": _("For programs")}],
    }  # fmt: skip
    return render(request, "portal/api.html", context)
