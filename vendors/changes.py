"""What changed in a registration since it was last sent: for the registrar who reads it again.

Each sending keeps a snapshot in the erasable part of its event (`registering.snapshot`); what
was erased cannot be compared, and then nothing is shown.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import Event
from vendors.countries import name_of
from vendors.models import Category, Company, CompanyAddress
from vendors.registering import snapshot
from vendors.uses import PURPOSES

SENT = ("company.submitted", "company.renewal_submitted", "company.renewal_asked")
LABELS = {
    "name_ar": gettext_lazy("Legal name in Arabic"),
    "name_en": gettext_lazy("Legal name in English"),
    "no_owners": gettext_lazy("Nobody holds 25 percent or more"),
    "owners": gettext_lazy("Beneficial owners"),
    "addresses": gettext_lazy("Further addresses"),
    "categories": gettext_lazy("Categories of business"),
}


def sent_before(company: Company) -> list[dict[str, Any]]:
    """The snapshots of what was sent, newest first."""
    events = Event.objects.filter(
        subject_kind=company.kind, subject_id=str(company.pk), verb__in=SENT
    ).select_related("private_part")
    parts = [getattr(event, "private_part", None) for event in events.order_by("-pk")[:2]]
    return [part.data["registration"] for part in parts if part and "registration" in part.data]


def since_last_sent(company: Company) -> list[dict[str, Any]] | None:
    """What is said now and was not when it was sent the time before; None if that is unknown."""
    sent = sent_before(company)
    if len(sent) < 2:
        return None
    return compared(sent[1], snapshot(company))


def compared(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """Each difference of two snapshots: its label, and both sides as lines for people."""
    found = []
    for name, value in after.items():
        if name == "documents":
            found += _documents(before.get(name, {}), value)
        elif before.get(name) != value:
            found.append(
                {
                    "label": _label(name),
                    "before": _lines(name, before.get(name)),
                    "after": _lines(name, value),
                }
            )
    return found


def _documents(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for purpose, label in PURPOSES.items():
        old, new = before.get(purpose, []), after.get(purpose, [])
        if old != new:
            said = [_("Another file")] if old and new else [_("A file")] if new else []
            rows.append({"label": label, "before": [_("A file")] if old else [], "after": said})
    return rows


def _label(name: str) -> Any:
    if name in LABELS:
        return LABELS[name]
    words = str(Company._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return words[:1].upper() + words[1:]


def _lines(name: str, value: Any) -> list[str]:
    if value is None or value == "" or value == []:
        return []
    if isinstance(value, bool):
        return [_("Yes") if value else _("No")]
    if name == "categories":
        return [one.label for one in Category.objects.filter(code__in=value)]
    if name == "owners":
        return [_with_country(line, 1) for line in value]
    if name == "addresses":
        kinds = {key: str(label) for key, label in CompanyAddress.Kind.choices}
        return [_with_country(_with_kind(line, kinds), -1) for line in value]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _with_country(line: str, place: int) -> str:
    parts = line.split(" · ")
    parts[place] = name_of(parts[place])
    return " · ".join(part for part in parts if part)


def _with_kind(line: str, kinds: dict[str, str]) -> str:
    kind, _mark, rest = line.partition(" · ")
    return f"{kinds.get(kind, kind)} · {rest}"
