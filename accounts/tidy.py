"""The form that every other form of ours is: what was typed is tidied before a field sees it."""

import re
from typing import Any

from django import forms
from django.http import QueryDict

from accounts.text import plain_number, tidy

NUMERIC = (forms.IntegerField, forms.DecimalField, forms.DateField, forms.DateTimeField)


class TidyForm(forms.Form):
    """A form whose text has no invisible characters and whose numbers may be Arabic-Indic."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _take_any_digits(field)
        if self.is_bound:
            self.data = self._tidied(self.data)

    def _tidied(self, data: Any) -> Any:
        tidied = QueryDict(mutable=True)
        lists = data.lists() if hasattr(data, "lists") else ((k, [v]) for k, v in data.items())
        names = [self.add_prefix(name) for name, f in self.fields.items() if isinstance(f, NUMERIC)]
        # A field of several inputs (a date and an hour) numbers them: due_0, due_1.
        numeric = re.compile("|".join(rf"{re.escape(name)}(?:_\d)?" for name in names) or r"(?!)")
        for name, values in lists:
            clean = [tidy(v) if isinstance(v, str) else v for v in values]
            if numeric.fullmatch(name):
                clean = [plain_number(v) if isinstance(v, str) else v for v in clean]
            tidied.setlist(name, clean)
        return tidied


def _take_any_digits(field: forms.Field) -> None:
    """Ask for a number in a plain input: browsers let no Arabic-Indic digit into their own."""
    if type(field.widget) is not forms.NumberInput:
        return
    keyboard = "numeric" if type(field) is forms.IntegerField else "decimal"
    attrs = {k: v for k, v in field.widget.attrs.items() if k not in ("min", "max", "step")}
    field.widget = forms.TextInput(attrs={"inputmode": keyboard, "dir": "ltr", **attrs})
