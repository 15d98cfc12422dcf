"""What stood before and what stands after, in both languages: for addenda.

A picture is a flat dict from a place ("items:17:quantity": the group, the row's own key, the
field) to its words: {"part", "label": [ar, en], "value": [ar, en]}. A row that only moves to
another number has not changed. Two pictures give the list of changes that an addendum keeps, so that
it reads the same for ever, whatever becomes of the rows.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.attach import attachments_of
from documents.bilingual import both
from procurement import units
from procurement.words import quantity_in_words
from workflow import wording

Picture = dict[str, dict[str, Any]]
Pair = tuple[str, str]
Told = tuple[str, str, Pair, Pair]  # the field, its part of the tender, its label, its words
# Fields of the tender that an addendum may change.
CHANGED = (
    "title_ar",
    "title_en",
    "description_ar",
    "description_en",
    "contract_terms_ar",
    "contract_terms_en",
)
_TEXTS: dict[str, tuple[str, Any]] = {
    "title": ("basics", _("Title")),
    "description": ("asked", _("Description")),
    "contract_terms": ("terms", _("Contract terms")),
}
_KINDS = {"pass_fail": _("Pass or fail"), "scored": _("Scored")}
_ENVELOPES = {"technical": _("Technical envelope"), "financial": _("Financial envelope")}


def picture(tender: Any) -> Picture:
    """The tender as it stands in the database."""
    data: dict[str, Any] = {name: getattr(tender, name) for name in CHANGED}
    data["items"] = _items(tender)
    data["criteria"] = [_row(row) for row in tender.criteria.all()]
    data["papers"] = [_row(row) for row in tender.required_documents.all()]
    data["documents"] = _names(attachments_of(tender, "tender_document"))
    return _picture(tender, data)


def picture_of(tender: Any, data: dict[str, Any]) -> Picture:
    """The tender as it would stand if these values of a form were written."""
    present = picture(tender)
    given = {name: data.get(name, getattr(tender, name)) or "" for name in CHANGED}
    given |= {name: data[name] for name in ("items", "criteria", "papers") if name in data}
    if "documents" in data:
        given["documents"] = _file_names(data["documents"])
    there = _picture(tender, given)
    places = {_group(key) for key in given}
    return {k: v for k, v in present.items() if k.split(":")[0] not in places} | there


def difference(before: Picture, after: Picture) -> list[dict[str, Any]]:
    """What differs, in the order of the tender; what is not there has no words."""
    found = []
    for place in [*before, *(p for p in after if p not in before)]:
        old, new = before.get(place), after.get(place)
        was = old["value"] if old else ["", ""]
        now = new["value"] if new else ["", ""]
        if was != now:
            words = new or old or {}
            found.append(
                {"part": words["part"], "label": words["label"], "before": was, "after": now}
            )
    return found


def _group(key: str) -> str:
    for ending in ("_ar", "_en"):
        key = key.removesuffix(ending)
    return key


def _items(tender: Any) -> list[dict[str, Any]]:
    rows = tender.items.select_related("lot")
    return [{**_row(row), "lot": row.lot.number if row.lot else 1} for row in rows]


def _row(row: Any) -> dict[str, Any]:
    names = [field.name for field in row._meta.fields if not field.is_relation]
    return {"key": row.pk, **{name: getattr(row, name) for name in names}}


def _picture(tender: Any, data: dict[str, Any]) -> Picture:
    found: Picture = {}
    unsaid = _unsaid(tender)
    for name, (part, words) in _TEXTS.items():
        if f"{name}_ar" in data or f"{name}_en" in data:
            value = (data.get(f"{name}_ar") or "", data.get(f"{name}_en") or "")
            found[name] = _place(part, both(words), value)
    for group, tell in (("items", _item), ("criteria", _criterion), ("papers", _paper)):
        for number, row in enumerate(data.get(group, []), start=1):
            identity = row.get("key") or f"new-{number}"
            for field, part, label, value in tell(number, row):
                if field not in unsaid:
                    found[f"{group}:{identity}:{field}"] = _place(part, label, value)
    if "documents" in data:
        names = "\n".join(data["documents"])
        found["documents"] = _place("attachments", both(_("Tender documents")), (names, names))
    return found


def _unsaid(tender: Any) -> set[str]:
    """Where there is one lot, or one envelope, it goes without saying."""
    found = set() if tender.lots.count() > 1 else {"lot"}
    return found if tender.method_rules.two_envelopes else {*found, "envelope"}


def _place(part: str, label: Pair, value: Pair) -> dict[str, Any]:
    return {"part": part, "label": list(label), "value": [str(value[0]), str(value[1])]}


def _item(number: int, row: dict[str, Any]) -> list[Told]:
    def told(field: str, words: Any, value: Pair) -> Told:
        label = both(lambda: _("Item %(number)s: %(what)s") % {"number": number, "what": words})
        return field, "items", label, value

    amount = quantity_in_words(row["quantity"]) if row.get("quantity") is not None else ""
    day = row.get("delivery_on")
    place = row.get("delivery_place") or ""
    code = row.get("category_code") or ""
    lot = str(row.get("lot") or 1)
    unit_ar, unit_en = units.both(row.get("unit") or "")
    return [
        told("what", _("what"), (row["description_ar"] or "", row["description_en"] or "")),
        told("lot", _("lot"), (lot, lot)),
        told("quantity", _("quantity"), (f"{amount} {unit_ar}", f"{amount} {unit_en}")),
        told("category", _("category code"), (code, code)),
        told("place", _("place of delivery"), (place, place)),
        told("day", _("delivered by"), both(lambda: wording.date(day)) if day else ("", "")),
    ]


def _criterion(number: int, row: dict[str, Any]) -> list[Told]:
    def told(field: str, words: Any, value: Pair) -> Told:
        label = both(
            lambda: _("Criterion %(number)s: %(what)s") % {"number": number, "what": words}
        )
        return field, "criteria", label, value

    weight = wording.number(row["weight"]) if row.get("weight") is not None else ""
    least = wording.number(row["threshold"]) if row.get("threshold") is not None else ""
    return [
        told("what", _("what"), (row["title_ar"] or "", row["title_en"] or "")),
        told("kind", _("kind"), both(_KINDS[row["kind"]])),
        told("weight", _("weight"), (weight, weight)),
        told("threshold", _("threshold"), (least, least)),
    ]


def _paper(number: int, row: dict[str, Any]) -> list[Told]:
    def told(field: str, words: Any, value: Pair) -> Told:
        label = both(lambda: _("Document %(number)s: %(what)s") % {"number": number, "what": words})
        return field, "documents", label, value

    needed = _("yes") if row.get("is_required") else _("no")
    return [
        told("what", _("what"), (row["title_ar"] or "", row["title_en"] or "")),
        told("required", _("required"), both(needed)),
        told("envelope", _("envelope"), both(_ENVELOPES[row.get("envelope") or "technical"])),
    ]


def _names(attachments: Any) -> list[str]:
    return sorted(f"{a.name} ({a.file.sha256[:12]})" for a in attachments)


def _file_names(files: Any) -> list[str]:
    return sorted(f"{_name_of(f)} ({f.sha256[:12]})" for f in files)


def _name_of(file: Any) -> str:
    return str(getattr(file, "given_name", "") or "")
