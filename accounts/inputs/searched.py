"""A choice from a list of thousands: the server is asked for what fits the words typed.

Without JavaScript it is a text input: the code or the name is typed, and the server finds it
or says which ones it found.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text import fold, latin_digits, tidy

MOST = 20
NAMED = 5
_CODE_AT_END = re.compile(r"\(([^()]+)\)\s*\Z")


@dataclass(frozen=True)
class Option:
    """One choice: `value` is its code, which people may type and which is stored."""

    value: str
    name: str

    @property
    def label(self) -> str:
        """The name with its code, which tells it from others of the same name."""
        return f"{self.name} ({self.value})"


Find = Callable[[str], Sequence[Option]]


def options_found(request: HttpRequest, find: Find) -> JsonResponse:
    """Answer a searching input: [{"value", "label"}] for the words in `q`, 20 at most.

    The view that calls this says who may search.
    """
    words = _plain(request.GET.get("q", ""))[:200]
    found = list(find(words))[:MOST] if words else []
    return JsonResponse([{"value": o.value, "label": o.label} for o in found], safe=False)


def _plain(text: str) -> str:
    return " ".join(latin_digits(tidy(text)).split())


class SearchedInput(forms.TextInput):
    """A text input that offers what the server finds at `source`."""

    template_name = "forms/inputs/searched.html"
    source: Any = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "source": str(self.source)}


class SearchedChoice(forms.CharField):
    """One of very many options. Gives the option's value, or an empty text.

    `find` takes words (a code, a name, or part of one) and returns the options that fit, best
    first; `source` is the address, lazily reversed, of a view that calls `options_found`.
    """

    widget = SearchedInput
    default_error_messages = {
        "unknown": gettext_lazy("Nothing is called “%(typed)s”. Write another word or the code."),
    }

    def __init__(self, *, find: Find, source: Any, **options: Any) -> None:
        super().__init__(max_length=300, **options)
        self.find = find
        self.widget.source = source

    def prepare_value(self, value: Any) -> Any:
        """A stored code is shown with its name."""
        exact = [o for o in self.find(value) if o.value == value] if value else []
        return exact[0].label if exact else value

    def clean(self, value: Any) -> str:
        typed = _plain(super().clean(value) or "")
        return self._meant(typed) if typed else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), self.prepare_value(data))

    def _meant(self, typed: str) -> str:
        code = _CODE_AT_END.search(typed)
        if code:
            exact = [o for o in self.find(code[1]) if o.value == code[1]]
            if exact:
                return exact[0].value
        found = list(self.find(typed))
        same = [o for o in found if fold(typed) in (fold(o.value), fold(o.name), fold(o.label))]
        if len(same) == 1 or (len(found) == 1 and not same):
            return (same or found)[0].value
        if not found:
            raise ValidationError(self.error_messages["unknown"], "unknown", {"typed": typed})
        raise ValidationError(self._several(typed, same or found), "several")

    def _several(self, typed: str, found: Sequence[Option]) -> str:
        names = " · ".join(option.label for option in found[:NAMED])
        if len(found) > NAMED:
            text = _("“%(typed)s” fits many, among them: %(names)s. Write the code of the one.")
        else:
            text = _("“%(typed)s” fits several: %(names)s. Write the code of the one you mean.")
        return text % {"typed": typed, "names": names}
