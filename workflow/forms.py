"""Forms through which actions are taken.

`TidyForm` cleans what was typed before any field sees it; `ActionForm` knows its case and may
carry formsets (repeating rows). Rooms subclass these; the generic action view drives them.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from accounts.tidy import TidyForm

__all__ = ["ActionForm", "TidyForm", "section"]


def section(
    name: str,
    title: Any,
    fields: Iterable[str],
    *,
    hint: Any = "",
    when: Callable[[Mapping[str, Any]], bool] | None = None,
    formset: str = "",
) -> dict[str, Any]:
    """One section of a form's `fieldsets`; in a form with `pace = "steps"` a step by itself.

    `name` stands in its address. `when` is asked with the answers given so far whether the
    step applies: if not, it is not shown and its fields bring nothing. `formset` names the
    repeating rows that are this step, which otherwise come after all sections.
    """
    return {
        "name": name,
        "title": title,
        "fields": list(fields),
        "hint": hint,
        "when": when,
        "formset": formset,
    }


class ActionForm(TidyForm):
    """The form of an action. Fields named like attributes of the case start with its values.

    `formset_classes` maps a name to a formset class; its rows' cleaned data come out of
    `values()` under that name, as a list.

    drafts   where what is typed is kept until it is sent: "server" (given back on any machine),
             "browser" (in the tab alone: everything that must not reach the server before it
             is sent, as a bid) or "none"
    pace     "whole" shows all of it at once; "steps" asks one section at a time, for people
             who do this once (see `section`)
    """

    formset_classes: ClassVar[dict[str, Any]] = {}
    drafts: ClassVar[str] = "server"
    pace: ClassVar[str] = "whole"

    def __init__(self, *args: Any, case: Any, by: Any, **kwargs: Any) -> None:
        self.case, self.by = case, by
        super().__init__(*args, **kwargs)
        for name in self.fields:
            if name not in self.initial and hasattr(case, name):
                value = getattr(case, name)
                if not callable(value):
                    self.initial[name] = value
        self.formsets = {
            name: self._formset(name, cls) for name, cls in self.formset_classes.items()
        }

    def _formset(self, name: str, cls: Any) -> Any:
        data = self.data if self.is_bound else None
        files = self.files if self.is_bound else None
        return cls(
            data, files, prefix=name, initial=self.initial_rows(name), **self.formset_options(name)
        )

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        """The rows that a formset starts with; a room's form says which."""
        return []

    def formset_options(self, name: str) -> dict[str, Any]:
        """Further arguments for a formset, e.g. form_kwargs."""
        return {}

    def is_valid(self) -> bool:
        valid = super().is_valid()
        # Every formset is validated, so that all errors show at once.
        results = [formset.is_valid() for formset in self.formsets.values()]
        return valid and all(results)

    def values(self) -> dict[str, Any]:
        """What goes through the gate, after is_valid()."""
        rows = {name: _rows(formset) for name, formset in self.formsets.items()}
        return {**self.cleaned_data, **rows}


def _rows(formset: Any) -> list[dict[str, Any]]:
    kept = [form for form in formset.forms if not formset._should_delete_form(form)]
    return [form.cleaned_data for form in kept if form.has_changed() or form.initial]
