"""Pieces that several forms of this room are made of."""

from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from procurement.sections import open_remarks


def long_text(label: Any, *, rows: int = 5, required: bool = True, help_text: Any = "") -> Any:
    """A field for some paragraphs."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=4000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def repeat_remarks(form: Any, action: str, formsets: dict[str, str]) -> None:
    """Show an approver's remarks where the officer corrects: above the section they are on.

    `formsets` maps sections to the formsets in which they are filled in.
    """
    said: dict[str, list[str]] = {}
    for remark in open_remarks(form.case, action):
        said.setdefault(remark.section, []).append(remark.text)
    if not said:
        return
    places = {entry["name"] for entry in form.fieldsets or []} if _named(form) else set()
    for section, name in formsets.items():
        formset = form.formsets[name]
        if section in said and section not in places:
            formset.hint = _hint(said.pop(section), formset.hint)
    entries = []
    for number, entry in enumerate(getattr(form, "fieldsets", []) or []):
        texts = said.pop(entry["name"], [])
        if number == 0:
            texts = [*said.pop("", []), *texts]
        entries.append({**entry, "hint": _hint(texts, entry.get("hint", ""))} if texts else entry)
    left = [text for texts in said.values() for text in texts]
    if left and form.formsets:
        first = next(iter(form.formsets.values()))
        first.hint = _hint(left, getattr(first, "hint", ""))
    if entries:
        form.fieldsets = entries


def _named(form: Any) -> bool:
    return bool(getattr(form, "fieldsets", None))


def _hint(texts: list[str], usual: Any) -> Any:
    if not texts:
        return usual
    words = format_html_join(
        mark_safe("<br>"),
        "<strong>{}</strong> <bdi>{}</bdi>",
        ((_("Remark of the approver:"), text) for text in texts),
    )
    return format_html_join(mark_safe("<br>"), "{}", ((part,) for part in (words, usual) if part))
