"""The addresses by which programs ask about licences: one by GET, up to a thousand by POST.

Public facts only: no sign-in, no cookie, no CSRF token. What it answers, its errors and limits
are described in `api_description`, and for people at /en/api/. The addresses stay as they are.
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from accounts.lists.export import BOM, safe
from audit.leaf import canonical
from documents import limits, signing, statements
from licensing import verifying

MOST = 1_000
MOST_BYTES = 1024 * 1024
GETS_A_MINUTE, POSTS_A_MINUTE = 300, 60
FORMAT = "mizan-licence-answer-1"
HEADINGS = {"licence", "number", "code", "licences"}
COLUMNS = (
    "asked", "found", "number", "state", "in_force", "valid_from", "valid_through", "holder_ar",
    "holder_en", "registration_number", "type", "type_ar", "type_en", "activity_ar",
    "activity_en", "isic", "agency", "agency_ar", "agency_en", "certificate", "as_of",
)  # fmt: skip
PROBLEMS: dict[str, tuple[int, Any]] = {
    "not_json": (400, _("The body is neither JSON nor CSV that can be read.")),
    "no_list": (422, _("“licences” must be a list of numbers or codes, each a text or an object.")),
    "empty": (422, _("No licence is asked about.")),
    "too_many": (413, _("At most 1,000 licences can be asked about at once.")),
    "too_large": (413, _("The body is larger than one megabyte.")),
    "unknown_type": (415, _("The body must be application/json or text/csv.")),
    "not_found": (404, _("There is no such licence.")),
    "method": (405, _("This address does not take this method.")),
    "too_often": (429, _("Too many requests from this address. Wait a minute.")),
    "no_signature": (503, _("The answer cannot be signed now. Ask again later, or without.")),
}


class Problem(Exception):
    """Something that is answered with an error, by its code in PROBLEMS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _address(*methods: str, most: int) -> Callable[..., Any]:
    """Make a function an address of the interface: its methods, its limit, its errors."""
    allowed = ", ".join([*methods, "OPTIONS"])

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if request.method == "OPTIONS":
                answer = HttpResponse(status=204)
                answer["Access-Control-Allow-Methods"] = allowed
                answer["Access-Control-Allow-Headers"] = "If-None-Match"
                answer["Access-Control-Max-Age"] = "86400"
            else:
                answer = _answered(request, kwargs)
            answer["Allow"] = allowed
            if "GET" in methods:
                answer["Access-Control-Allow-Origin"] = "*"
                answer["Access-Control-Expose-Headers"] = "ETag, Retry-After"
            return answer

        def _answered(request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse:
            try:
                if request.method not in methods:
                    raise Problem("method")
                if not limits.within(request, f"api:{view.__name__}", most):
                    raise Problem("too_often")
                return view(request, **kwargs)
            except Problem as problem:
                return _error(problem.code)

        return guarded

    return decorate


def _error(code: str) -> HttpResponse:
    status, words = PROBLEMS[code]
    message = {}
    for language in ("ar", "en"):
        with override(language):
            message[language] = str(words)
    answer = _json({"error": {"code": code, "message": message}}, status)
    if status == 429:
        answer["Retry-After"] = "60"
    return answer


def _json(value: Any, status: int = 200) -> HttpResponse:
    answer = JsonResponse(value, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "no-store" if status != 200 else "no-cache"
    return answer


@_address("GET", "HEAD", most=GETS_A_MINUTE)
def licence(request: HttpRequest, number: str) -> HttpResponse:
    """One licence, by its number or by the code of its certificate; with an ETag."""
    asked = verifying.read(number, request.GET.get("code", ""))
    found = verifying.answers([asked])[0]
    if not found["found"]:
        raise Problem("not_found")
    if request.GET.get("signed"):
        return _json(_signed([found]))
    # What is said of the licence, not when: the same facts have the same tag.
    tag = f'"{hashlib.sha256(canonical(found)).hexdigest()[:32]}"'
    if tag in [one.strip().removeprefix("W/") for one in _tags(request)]:
        answer = HttpResponse(status=304)
    else:
        answer = _json({"as_of": _now(), **found})
    answer["ETag"] = tag
    answer["Cache-Control"] = "no-cache"
    return answer


def _tags(request: HttpRequest) -> list[str]:
    return request.headers.get("If-None-Match", "").split(",")


@_address("POST", most=POSTS_A_MINUTE)
def verify(request: HttpRequest) -> HttpResponse:
    """Many licences at once, as JSON or CSV; on wish signed."""
    asked, is_signed = _asked(request)
    if not asked:
        raise Problem("empty")
    if len(asked) > MOST:
        raise Problem("too_many")
    found = verifying.answers(asked)
    if is_signed:
        return _json(_signed(found))
    if "text/csv" in request.headers.get("Accept", "") or request.GET.get("format") == "csv":
        return _csv(found)
    return _json({"as_of": _now(), "results": found})


def _asked(request: HttpRequest) -> tuple[list[verifying.Asked], bool]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise Problem("too_large")
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Problem("too_large")
    signed_by_address = bool(request.GET.get("signed"))
    try:
        text = body.decode("utf-8-sig")
        if request.content_type == "application/json":
            said = json.loads(text)
            wish = isinstance(said, dict) and said.get("signed") is True
            return _of_json(said), wish or signed_by_address
        if request.content_type == "text/csv":
            return _of_csv(text), signed_by_address
    except (ValueError, RecursionError, csv.Error) as error:
        raise Problem("not_json") from error
    raise Problem("unknown_type")


def _of_json(said: Any) -> list[verifying.Asked]:
    rows = said.get("licences") if isinstance(said, dict) else None
    if not isinstance(rows, list):
        raise Problem("no_list")
    if len(rows) > MOST:
        raise Problem("too_many")
    return [_one(row) for row in rows]


def _one(row: Any) -> verifying.Asked:
    json.dumps(row, ensure_ascii=False).encode()  # ValueError for halves of characters
    if isinstance(row, str):
        return verifying.read(row)
    if isinstance(row, dict):
        number, code = row.get("number", ""), row.get("code", "")
        if isinstance(number, str) and isinstance(code, str) and (number or code):
            return verifying.read(number, code) if number else verifying.read(code)
    raise Problem("no_list")


def _of_csv(text: str) -> list[verifying.Asked]:
    found = []
    for line, cells in enumerate(csv.reader(io.StringIO(text))):
        if not cells or not cells[0].strip():
            continue
        if line == 0 and cells[0].strip().lower() in HEADINGS:
            continue
        found.append(verifying.read(cells[0], cells[1] if len(cells) > 1 else ""))
        if len(found) > MOST:
            raise Problem("too_many")
    return found


def _now() -> str:
    return timezone.localtime().isoformat(timespec="seconds")


def _signed(found: list[dict[str, Any]]) -> dict[str, Any]:
    """The answer as a statement with the house's signature, to be kept as a proof."""
    statement = canonical({"format": FORMAT, "as_of": _now(), "results": found}).decode()
    try:
        protected, signature = statements.sign(statement)
    except (signing.NoKey, signing.BadKey) as error:
        raise Problem("no_signature") from error
    return {"statement": json.loads(statement), "protected": protected, "signature": signature}


def _csv(found: list[dict[str, Any]]) -> HttpResponse:
    lines, now = io.StringIO(), _now()
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    for one in found:
        writer.writerow([safe(_cell(one, name, now)) for name in COLUMNS])
    answer = HttpResponse(BOM + lines.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="licences.csv"'
    answer["Cache-Control"] = "no-cache"
    return answer


def _cell(one: dict[str, Any], name: str, now: str) -> str:
    if name == "as_of":
        return now
    value: Any = one.get(name)
    if name in ("registration_number", "isic"):
        value = one.get("holder" if name != "isic" else "activity", {}).get(name)
    elif name in ("type", "agency"):
        value = one.get(name, {}).get("code")
    elif name == "certificate":
        value = one.get(name, {}).get("status")
    elif name.endswith(("_ar", "_en")):
        thing, _line, language = name.rpartition("_")
        value = one.get(thing, {}).get(language)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
