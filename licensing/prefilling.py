"""What an application begins with: from the company's file, and from its earlier applications.

A question says where its answer comes from (`x-prefill`: "company.city", or "earlier" for the
same question of an earlier application; "" for nowhere). One that says nothing takes the answer
to a question of the same name and kind. Nothing is taken that the question would not accept, and
everything can be changed.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from jsonschema import Draft202012Validator

from licensing import questions
from licensing.questions import Schema

COMPANY, EARLIER = "company", "earlier"
# Fields of the company's file that a question may be filled in from.
FIELDS: dict[str, Any] = {
    "name_ar": _("Legal name in Arabic"),
    "name_en": _("Legal name in English"),
    "registration_number": _("Registration number"),
    "tax_number": _("Tax number"),
    "address": _("Address"),
    "city": _("City"),
    "contact_name": _("Contact person"),
    "email": _("E-mail address"),
    "phone": _("Telephone"),
    "employees": _("Employees"),
}
LOOKED_BACK = 20  # earlier applications that are looked through, the newest first


def sources() -> list[tuple[str, Any]]:
    """Where an answer can come from, for the officer who chooses."""
    return [
        ("", _("Nowhere: it is asked anew")),
        (EARLIER, _("The same question of an earlier application")),
        *((f"{COMPANY}.{name}", _of_company(label)) for name, label in FIELDS.items()),
    ]


def _of_company(label: Any) -> Any:
    return _("The company's file: %(what)s") % {"what": label}


def prefilled(application: Any) -> dict[str, Any]:
    """Return the answers that an application not filled in yet begins with, by question."""
    schema = application.version.questions
    earlier: list[Any] | None = None
    found = {}
    for name in questions.names(schema):
        asked = schema["properties"][name]
        source = asked.get("x-prefill", EARLIER)
        if source == EARLIER:
            if earlier is None:
                earlier = _earlier(application)
            value = _answered(earlier, name, asked)
        else:
            value = _of_file(application.company, source, asked)
        if value is not None and _is_welcome(asked, value):
            found[name] = value
    return found


def _earlier(application: Any) -> list[Any]:
    company = application.company
    if company is None or company.pk is None:
        return []
    sent = company.applications.exclude(pk=application.pk).filter(submitted_at__isnull=False)
    return list(sent.select_related("version").order_by("-submitted_at")[:LOOKED_BACK])


def _answered(earlier: list[Any], name: str, asked: Schema) -> Any:
    for application in earlier:
        before = application.version.questions.get("properties", {}).get(name)
        value = application.answers.get(name)
        if before is not None and value is not None and _same_kind(before, asked):
            return value
    return None


def _same_kind(before: Schema, asked: Schema) -> bool:
    return questions.kind_of(before) == questions.kind_of(asked)


def _of_file(company: Any, source: str, asked: Schema) -> Any:
    origin, _dot, name = source.partition(".")
    if origin != COMPANY or name not in FIELDS:
        return None
    value = getattr(company, name, None)
    if value in (None, ""):
        return None
    return value if asked.get("type") in ("integer", "number") else str(value)


def _is_welcome(asked: Schema, value: Any) -> bool:
    return Draft202012Validator(asked).is_valid(value)
