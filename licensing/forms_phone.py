"""What the page for phones sends, piece by piece, checked like any form. Sentences are for the
inspector; ids are made by the phone, so that sending twice is nothing.
"""

from datetime import UTC
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts.tidy import TidyForm
from licensing import inspecting
from licensing.models.inspection_states import Answer, Result, Severity

MOST = 300  # answers in one sending


class Unreadable(Exception):
    """What was sent is not what the page sends; carries sentences."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("; ".join(sentences))
        self.sentences = sentences


class _AnswerForm(TidyForm):
    """One answer."""

    id = forms.UUIDField()
    key = forms.CharField(max_length=60)
    answer = forms.ChoiceField(choices=Answer.choices)
    remark = forms.CharField(max_length=2000, required=False)
    severity = forms.ChoiceField(choices=Severity.choices, required=False)
    put_right_by = forms.DateField(required=False)
    at = forms.DateTimeField()


class _EndForm(TidyForm):
    """The signing off."""

    id = forms.UUIDField()
    result = forms.ChoiceField(choices=Result.choices)
    summary = forms.CharField(max_length=4000, required=False)
    met = forms.CharField(max_length=200)
    at = forms.DateTimeField()


class PhotoForm(TidyForm):
    """What stands beside a photo, in its address."""

    key = forms.CharField(max_length=60, required=False)
    taken = forms.DateTimeField(required=False)


def answers(case: Any, sent: Any) -> list[dict[str, Any]]:
    """The answers in a message. Raises Unreadable."""
    given = sent.get("answers") if isinstance(sent, dict) else None
    if not isinstance(given, list) or len(given) > MOST:
        raise Unreadable([_("The message could not be read.")])
    known = {row["key"] for row in inspecting.rows_of(case)}
    found = [read(_AnswerForm, one) for one in given]
    strange = [one["key"] for one in found if one["key"] not in known]
    if strange:
        raise Unreadable([_("The checklist has no such point: %(key)s.") % {"key": strange[0]}])
    return found


def end(case: Any, sent: Any) -> dict[str, Any]:
    """The signing off, with every answer and the ids of the photos. Raises Unreadable."""
    said = read(_EndForm, sent)
    photos = sent.get("photos")
    if not isinstance(photos, list) or len(photos) > MOST:
        raise Unreadable([_("The message could not be read.")])
    return {**said, "answers": answers(case, sent), "photo_ids": [str(one) for one in photos]}


def read(form_class: Any, sent: Any) -> dict[str, Any]:
    """The values of a form from a JSON object. Raises Unreadable."""
    if not isinstance(sent, dict):
        raise Unreadable([_("The message could not be read.")])
    given = {name: sent[name] for name in form_class.base_fields if sent.get(name) is not None}
    if not all(isinstance(value, str) for value in given.values()):
        raise Unreadable([_("The message could not be read.")])
    form = form_class(given)
    if not form.is_valid():
        raise Unreadable(
            [f"{name}: {error}" for name, errors in form.errors.items() for error in errors]
        )
    found: dict[str, Any] = form.cleaned_data
    try:
        for name in ("at", "taken"):
            if found.get(name):
                found[name] = found[name].astimezone(UTC)
    except OverflowError as error:
        raise Unreadable([_("The message could not be read.")]) from error
    return found
