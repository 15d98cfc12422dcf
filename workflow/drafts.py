"""Forms that are not sent yet: saved while somebody types, and given back on any machine.

A draft belongs to one person and one address (without its language); nobody else can reach it.
Each step of a form is a piece of it; a form that is shown whole has one piece. Called by the
form pages (`workflow.filling`) and when a session has ended (`workflow.kept`).

What a sealed form holds never comes here: such a form says `drafts = "browser"`.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workflow.models import Draft, Received
from workflow.text import tidy

ALL = "all"  # the piece of a form that is shown whole
KEPT_FOR = timedelta(days=30)
LARGEST = 400_000  # characters of one draft
MOST = 50  # drafts of one person: the oldest makes room
NEVER = {
    "csrfmiddlewaretoken", "once", "version", "step", "draft",
    "password", "password1", "password2", "oldpassword",
}  # fmt: skip

Values = dict[str, list[str]]


class NotSaved(Exception):
    """A draft was not saved; says why in a sentence for people."""

    status = 413

    def __init__(self, text: str, version: int = 0) -> None:
        super().__init__(text)
        self.text, self.version = text, version


class Newer(NotSaved):
    """Another page of the same person has saved something newer meanwhile."""

    status = 409


def address_of(path: str) -> str:
    """The path without its language: people may change it on the way."""
    prefix = f"/{(get_language() or '')[:2]}/"
    return "/" + path.removeprefix(prefix) if path.startswith(prefix) else path


def values_of(sent: Any) -> Values:
    """What may be kept of a form that was sent: no password, no token of the page."""
    return {
        name: [tidy(value) for value in values]
        for name, values in sent.lists()
        if name not in NEVER
    }


def find(person: Any, path: str) -> Draft | None:
    """Return the person's own draft for this address."""
    return Draft.objects.filter(person=person, path=address_of(path)).first()


def forget(person: Any, path: str) -> None:
    """End the draft: the form went through, or the person begins again."""
    Draft.objects.filter(person=person, path=address_of(path)).delete()


@transaction.atomic
def save(
    person: Any,
    path: str,
    values: Values,
    *,
    step: str = ALL,
    page: str = "",
    version: int | None = None,
) -> Draft:
    """Save one piece and return the draft.

    `page` is the token (`once`) of the page on which it was typed, `version` the draft's number
    when that page was made. What another page has saved since is not overwritten: Newer. With
    no version, the newest wins. Raises NotSaved for what is too large.
    """
    once = _uuid(page)
    if once and Received.objects.filter(once=once).exists():
        # The form itself went through while this was on its way.
        raise NotSaved(_("This form was sent. There is nothing to save any more."))
    draft, _made = Draft.objects.select_for_update().get_or_create(
        person=person, path=address_of(path)[:500]
    )
    if version is not None and _is_newer(draft, step, page, version):
        text = _("A newer draft of this form was saved from another page at %(time)s.")
        raise Newer(text % {"time": hour(draft)}, draft.version)
    same = [piece for piece in draft.data if piece["step"] == step]
    if not same or same[0]["values"] != values or same[0]["page"] != page:
        _put(draft, {"step": step, "values": values, "page": page})
        _make_room(person, draft)
    return draft


def _put(draft: Draft, piece: dict[str, Any]) -> None:
    """Lay the piece over the others; a form saved whole leaves nothing of its steps."""
    draft.version += 1
    draft.saved_at = timezone.now()
    keeps = piece["step"] != ALL
    others = [p for p in draft.data if keeps and p["step"] != piece["step"]]
    draft.data = [*others, {**piece, "version": draft.version}]
    size = sum(len(v) for p in draft.data for values in p["values"].values() for v in values)
    if size > LARGEST:
        raise NotSaved(_("Not saved: this is too long to keep. Send it, or shorten it."))
    draft.save()


def _is_newer(draft: Draft, step: str, page: str, version: int) -> bool:
    return any(
        piece["version"] > version and piece["page"] != page
        for piece in draft.data
        if step == ALL or piece["step"] in (step, ALL)
    )


def _make_room(person: Any, draft: Draft) -> None:
    mine = Draft.objects.filter(person=person).exclude(pk=draft.pk).order_by("-saved_at", "-pk")
    Draft.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[MOST - 1 :])).delete()


def hour(draft: Draft) -> str:
    """When it was saved, today: the hour."""
    return timezone.localtime(draft.saved_at).strftime("%H:%M")


def values_in(draft: Draft) -> Iterable[tuple[str, Values]]:
    """The pieces, oldest first: the step and what was typed in it."""
    return [(piece["step"], piece["values"]) for piece in draft.data]


def forget_old() -> int:
    """Forget what nobody came back for within a month. Returns how many."""
    deleted, _detail = Draft.objects.filter(saved_at__lt=timezone.now() - KEPT_FOR).delete()
    return deleted


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
