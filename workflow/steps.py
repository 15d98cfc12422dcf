"""The steps of a form that asks one thing at a time: its sections, and how far each has come.

A form declares `pace = "steps"` and names its sections with `workflow.forms.section`; every
formset is a step of its own, after them. Here is also what a browser would send of a form if
nothing were changed: the ground over which a draft is laid.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils.translation import gettext as _

NOT_STARTED, DONE, ATTENTION = "not_started", "done", "attention"
OVERVIEW, CHECK, ALL = "", "check", "all"


@dataclass(frozen=True)
class Step:
    """One section of a form, or one of its formsets."""

    name: str
    title: Any
    hint: Any
    fields: tuple[str, ...]
    formset: str = ""
    when: Callable[[Mapping[str, Any]], bool] | None = None

    def owns(self, form: Any, sent: str) -> bool:
        """Whether a value sent under this name belongs to the step."""
        owner = owner_of(form, sent)
        return owner is not None and owner in (self.formset, *self.fields)


def steps_of(form: Any) -> list[Step]:
    """Every step the form may have, in order; what no section names comes last."""
    visible = [field.name for field in form.visible_fields()]
    found = []
    rows = dict(form.formsets)
    for number, entry in enumerate(getattr(form, "fieldsets", None) or [], 1):
        if entry.get("formset"):
            found.append(_of_rows(entry["formset"], rows.pop(entry["formset"]), entry))
            continue
        names = tuple(name for name in entry["fields"] if name in visible)
        visible = [name for name in visible if name not in names]
        if names:
            name = entry.get("name") or str(number)
            hint, when = entry.get("hint", ""), entry.get("when")
            found.append(Step(name, entry["title"], hint, names, when=when))
    if visible:
        found.append(Step("more", _("Further details"), "", tuple(visible)))
    return found + [_of_rows(name, formset, {}) for name, formset in rows.items()]


def _of_rows(name: str, formset: Any, entry: Mapping[str, Any]) -> Step:
    """Repeating rows as a step; a section of the form may say when they are asked."""
    title = entry.get("title") or getattr(formset, "title", "") or _("Rows")
    hint = getattr(formset, "hint", "")
    return Step(name, title, hint, (), formset=name, when=entry.get("when"))


def asked_in(form: Any, step: Step, *, on_page: bool = False) -> list[str]:
    """The fields of a step that are asked, after the answers given so far.

    A form may say in `idle` which of its fields do not apply, and on which others that depends:
    {name: {names}}. On the page (`on_page`) a field stays while what it depends on stands on the
    same page and can still be answered otherwise.
    """
    idle: Mapping[str, set[str]] = getattr(form, "idle", {})
    return [
        name
        for name in step.fields
        if name not in idle or (on_page and idle[name] & set(step.fields))
    ]


def owner_of(form: Any, sent: str) -> str | None:
    """The field (or formset) to which a name in a sent form belongs.

    Widgets of several inputs add `_0`, `_day`, `_kept` to their field's name: the longest
    field's name that fits is the owner.
    """
    for name in form.formsets:
        if sent.startswith(f"{name}-"):
            return str(name)
    fitting = [name for name in form.fields if sent == name or sent.startswith(f"{name}_")]
    return max(fitting, key=len) if fitting else None


def no_rows(form: Any, step: Step, data: QueryDict) -> None:
    """Put that there are no rows at all in the place of a formset's rows."""
    management = form.formsets[step.formset].management_form
    for name, value in _pairs(management):
        is_count = name.endswith(("-TOTAL_FORMS", "-INITIAL_FORMS"))
        data.setlist(name, ["0" if is_count else value])


def is_secret(form: Any, sent: str) -> bool:
    """Whether the value belongs to a field for passwords."""
    field = form.fields.get(owner_of(form, sent))
    return getattr(getattr(field, "widget", None), "input_type", "") == "password"


# --- what a browser would send -----------------------------------------------------------


def as_sent(form: Any) -> QueryDict:
    """What a browser would send of this form if the person changed nothing."""
    data = QueryDict(mutable=True)
    for name, value in _pairs(form):
        data.appendlist(name, value)
    for formset in form.formsets.values():
        for part in (formset.management_form, *formset.forms):
            for name, value in _pairs(part):
                data.appendlist(name, value)
    return data


def _pairs(form: Any) -> Iterator[tuple[str, str]]:
    for bound in form:
        widget = bound.field.widget
        attrs = bound.build_widget_attrs({}, widget)
        context = widget.get_context(bound.html_name, bound.value(), attrs)
        if "parts" in context:  # a day, sent as its numbers
            yield from ((part["name"], part["value"]) for part in context["parts"])
        else:
            yield from _of_widget(context["widget"])
        for token in context.get("tokens", ()):
            yield context["kept_name"], token
        for token in context.get("removed", ()):
            yield context["remove_name"], token


def _of_widget(shown: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The pairs of one widget, from the context its template is given."""
    if "subwidgets" in shown:
        for part in shown["subwidgets"]:
            yield from _of_widget(part)
    elif "optgroups" in shown:
        for _title, options, _index in shown["optgroups"]:
            for option in options:
                if option["selected"]:
                    yield shown["name"], str(option["value"])
    elif shown.get("type") in ("checkbox", "radio"):
        if shown["attrs"].get("checked"):
            yield shown["name"], str(shown["value"] or "on")
    elif shown.get("type") != "file":
        yield shown["name"], "" if shown["value"] is None else str(shown["value"])


def lay_over(form: Any, ground: QueryDict, step: Step | None, values: Any) -> None:
    """Put what was typed in one step (None: in the whole form) over what is there."""
    for name in list(ground):
        if step is None or step.owns(form, name):
            del ground[name]
    for name, typed in values.items():
        belongs = owner_of(form, name) is not None if step is None else step.owns(form, name)
        if belongs:
            ground.setlist(name, typed)


# --- errors, one step at a time ----------------------------------------------------------


def quiet(form: Any, keep: Step | None = None) -> Any:
    """Show a filled-in form without judging it, or with the errors of one step alone."""
    form.is_valid()
    own = {name: e for name, e in form.errors.items() if keep and name in keep.fields}
    form._errors = ErrorDict(own)
    for name, formset in form.formsets.items():
        if keep is None or keep.formset != name:
            formset._non_form_errors = ErrorList()
            for row in formset.forms:
                row._errors = ErrorDict()
    return form


def errors_in(form: Any, step: Step) -> list[str]:
    """What is wrong in this step of a form that was judged whole."""
    found = [str(error) for name in step.fields for error in form.errors.get(name, [])]
    if step.formset:
        formset = form.formsets[step.formset]
        found += [str(error) for error in formset.non_form_errors()]
        found += [str(e) for row in formset.errors for errors in row.values() for e in errors]
    return found


def is_complete(form: Any, step: Step) -> bool:
    """Whether everything that must be there is, though the form may be saved without it."""
    cleaned = getattr(form, "cleaned_data", {})
    if step.formset:
        is_whole = getattr(form.formsets[step.formset], "is_complete", None)
        return is_whole() if is_whole else True
    return all(
        not form.fields[name].required or not _is_empty(cleaned.get(name))
        for name in asked_in(form, step)
    )


def has_something(form: Any, step: Step) -> bool:
    """Whether anything at all is filled in."""
    cleaned = getattr(form, "cleaned_data", {})
    names: Iterable[str] = step.fields
    if step.formset:
        formset = form.formsets[step.formset]
        has_rows = getattr(formset, "has_something", None)
        return bool(has_rows()) if has_rows else any(row.initial for row in formset.initial_forms)
    return any(not _is_empty(cleaned.get(name)) for name in names)


def _is_empty(value: Any) -> bool:
    return value is None or (hasattr(value, "__len__") and len(value) == 0)
