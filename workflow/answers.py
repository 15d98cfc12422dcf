"""What somebody has answered in a form, in words, for the page on which it is checked."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from workflow import wording
from workflow.steps import Step, asked_in, errors_in


def rows(form: Any, step: Step) -> list[dict[str, Any]]:
    """Each question of a step with its answer and what is wrong with it."""
    if step.formset:
        return _of_formset(form.formsets[step.formset])
    return [
        {
            "label": form[name].label,
            "value": in_words(form, name),
            "errors": form.errors.get(name, []),
            "target": form[name].auto_id,
        }
        for name in asked_in(form, step)
    ]


def errors(form: Any, step: Step) -> list[dict[str, Any]]:
    """What is wrong in a step, with the field that each error concerns."""
    if step.formset:
        return [
            {"label": step.title, "text": text, "target": f"rows-{step.formset}"}
            for text in errors_in(form, step)
        ]
    return [
        {"label": row["label"], "text": error, "target": row["target"]}
        for row in rows(form, step)
        for error in row["errors"]
    ]


def in_words(form: Any, name: str) -> str:
    """One answer as people read it; what was refused is shown as it was typed."""
    field = form.fields[name]
    kept = getattr(field.widget, "kept", None)
    if kept is not None:
        return "\n".join(str(entry["name"]) for entry in kept)
    if name not in getattr(form, "cleaned_data", {}):
        raw = form[name].value()
        return wording.listing(raw) if isinstance(raw, list) else str(raw or "")
    return _shown(field, form.cleaned_data[name])


def _shown(field: Any, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return "\n".join(field.label_from_instance(one) for one in value)
    if isinstance(field, forms.ModelChoiceField):
        return str(field.label_from_instance(value))
    if isinstance(field, forms.ChoiceField):
        return _chosen(field, value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.DateTimeField):
        return str(wording.moment(value))
    if isinstance(field, forms.DateField):
        return str(wording.date_both(value))
    return str(value)


def _chosen(field: Any, value: Any) -> str:
    """The words of what was chosen; a choice may stand for another value (yes for True)."""
    words = {}
    coerce = getattr(field, "coerce", None)
    for key, label in field.choices:
        words[str(coerce(key)) if coerce else str(key)] = str(label)
    values = value if isinstance(value, list | tuple) else [value]
    return "\n".join(words.get(str(one), str(one)) for one in values)


def _of_formset(formset: Any) -> list[dict[str, Any]]:
    found = []
    for number, row in enumerate(formset.forms, 1):
        if not row.has_changed() and not row.initial:
            continue
        shown = [field.name for field in row.visible_fields() if field.name != "DELETE"]
        texts = [in_words(row, name) for name in shown]
        found.append({"label": str(number), "value": " · ".join(t for t in texts if t)})
    return found
