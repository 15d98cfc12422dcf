"""A choice from a list of thousands: the server is asked for what fits the words typed.

Without JavaScript it is a text input: the code or the name is typed, and the server finds it
or says which ones it found. `SearchedChoices` takes several: check boxes of what is chosen and
of what is usual, and the rest by searching.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator
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
    shown: str = ""  # where the value is a key that says nothing to people

    @property
    def label(self) -> str:
        """The name with its code, which tells it from others of the same name."""
        return self.shown or f"{self.name} ({self.value})"


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


MORE = "_more"
_BETWEEN = re.compile(r"[;؛\n]+")


class SearchedBoxes(forms.CheckboxSelectMultiple):
    """Check boxes of what is usual and what is chosen; the server is asked for all others.

    Without JavaScript the others are typed as text beside them.
    """

    source: Any = ""
    more_value = ""
    named: Callable[[Sequence[str]], list[tuple[Any, str]]]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> "Typed":
        chosen = super().value_from_datadict(data, files, name) or []
        return Typed(chosen, str(data.get(name + MORE) or ""))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """What is usual, with what is chosen besides before it."""
        usual = list(self.choices)
        known = {str(key) for key, _label in usual}
        others = [one for one in value if one not in known]
        kept, self.choices = self.choices, [*(self.named(others) if others else ()), *usual]
        try:
            return super().optgroups(name, value, attrs)
        finally:
            self.choices = kept

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return {**context, "more_name": name + MORE, "more": getattr(value, "words", "")}


class Typed(list[Any]):
    """The values chosen, with the words typed for further ones."""

    def __init__(self, chosen: Sequence[Any], words: str = "") -> None:
        super().__init__(chosen)
        self.words = words


class _Usual(ModelChoiceIterator):
    """Offers the usual rows alone; all of the query can be chosen."""

    def __iter__(self) -> Any:
        field: Any = self.field
        for row in field.usual():
            yield self.choice(row)


class SearchedChoices(forms.ModelMultipleChoiceField):
    """Several rows of very many. Gives a query of the rows chosen.

    `queryset` is what can be chosen, `usual` (a function) what is offered unasked, `label` of a
    row its `label` attribute, if it has one; `find` takes words and returns options whose value
    is the row's key; `source` is the address of a view that calls `options_found` with it.
    """

    widget = SearchedBoxes
    iterator = _Usual
    default_error_messages = {"unknown": SearchedChoice.default_error_messages["unknown"]}

    def __init__(
        self,
        queryset: QuerySet[Any],
        *,
        usual: Callable[[], QuerySet[Any]],
        find: Find,
        source: Any,
        **options: Any,
    ) -> None:
        self.usual, self.find = usual, find
        super().__init__(queryset, **options)
        self._boxes.source = source
        self._boxes.named = self._named

    def __deepcopy__(self, memo: dict[int, Any]) -> "SearchedChoices":
        copied: SearchedChoices = super().__deepcopy__(memo)
        copied._boxes.named = copied._named
        return copied

    @property
    def _boxes(self) -> SearchedBoxes:
        boxes: SearchedBoxes = self.widget  # type: ignore[assignment]
        return boxes

    def _named(self, values: Sequence[str]) -> list[tuple[Any, str]]:
        keys = [value for value in values if str(value).isdecimal() and len(str(value)) < 19]
        rows = self.queryset.filter(pk__in=keys) if self.queryset is not None else ()
        return [(row.pk, self.label_from_instance(row)) for row in rows]

    def label_from_instance(self, obj: Model) -> str:
        return str(getattr(obj, "label", obj))

    def prepare_value(self, value: Any) -> Any:
        prepared = super().prepare_value(list(value) if isinstance(value, Typed) else value)
        return Typed(prepared, value.words) if isinstance(value, Typed) else prepared

    def clean(self, value: Any) -> Any:
        chosen, errors = list(value or []), []
        for words in _BETWEEN.split(getattr(value, "words", "")):
            typed = _plain(words)
            if not typed:
                continue
            try:
                chosen.append(self._meant(typed))
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)
        return super().clean(chosen)

    def _meant(self, typed: str) -> str:
        """The key of the one row that the words mean; a number among them is enough."""
        found, wanted = list(self.find(typed)), fold(typed)
        same = [o for o in found if _is_meant(wanted, fold(o.label))]
        if len(same) == 1 or (len(found) == 1 and not same):
            return (same or found)[0].value
        if not found:
            raise ValidationError(self.error_messages["unknown"], "unknown", {"typed": typed})
        names = " · ".join(option.label for option in (same or found)[:NAMED])
        text = _("“%(typed)s” fits several: %(names)s. Write the code of the one you mean.")
        raise ValidationError(text % {"typed": typed, "names": names}, "several")


def _is_meant(wanted: str, label: str) -> bool:
    """Whether words are a label, its name without the code, or its code alone."""
    return (
        label == wanted or label.startswith(f"{wanted} (") or wanted in re.split(r"[\s()]+", label)
    )
