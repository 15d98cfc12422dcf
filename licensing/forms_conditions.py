"""The field in which an officer says after which answers something is asked."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing import questions
from licensing.questions import Condition, Schema
from licensing.questions_words import ONE, SEVERAL, YES_NO, choices


def answers_to_wait_for(schema: Schema, *, but: str = "") -> list[tuple[str, str]]:
    """Every answer that something can wait for: a choice of each question that has choices."""
    found = []
    for name in questions.names(schema):
        asked = schema["properties"][name]
        if name == but:
            continue
        for value, words in _answers(asked):
            text = _("%(question)s %(answer)s") % {
                "question": questions.label(schema, name), "answer": words,
            }  # fmt: skip
            found.append((json.dumps([name, value]), text))
    return found


def _answers(asked: Schema) -> list[tuple[Any, Any]]:
    kind = questions.kind_of(asked)
    if kind == YES_NO:
        return [(True, _("Yes")), (False, _("No"))]
    return list(choices(asked)) if kind in (ONE, SEVERAL) else []


class ConditionField(forms.MultipleChoiceField):
    """Gives {question: [answers]}. Several answers of one question: any of them."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Ask only after these answers"))
        options.setdefault(
            "help_text",
            gettext_lazy(
                "None ticked: always asked. Several of one question: after any of them; of "
                "several questions: after all of them."
            ),
        )
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **options)

    def clean(self, value: Any) -> Condition:
        found: Condition = {}
        for picked in super().clean(value):
            name, answer = json.loads(picked)
            found.setdefault(name, []).append(answer)
        return found


def as_picked(when: Condition) -> list[str]:
    """A condition as its field begins with it."""
    return [json.dumps([name, value]) for name, wanted in when.items() for value in wanted]
