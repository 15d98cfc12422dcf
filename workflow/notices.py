"""Whom an action tells, and what.

Rooms return `Tell`s from the `tells` of an action; the gate stores a notice for each person
in the action's own transaction and queues the mail after commit.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation

from audit.models import Event
from workflow.models import Notice
from workflow.queue import after_commit

LANGUAGES = ("ar", "en")
# Up to so many notices are queued each by itself; more, so many to a message.
FEW, TOGETHER = 10, 50


@dataclass
class Tell:
    """A message to some people. `subject` and `body` are lazily translated, with %(name)s
    places filled from `values`; a value that is a function is called in each language.
    """

    to: Iterable[Any]
    subject: Any
    body: Any = ""
    values: dict[str, Any] = field(default_factory=dict)
    url: str = ""


def store(tells: Iterable[Tell], case: Any, event: Event) -> list[int]:
    """Store the notices of one event and return their ids. Nobody is told the same twice."""
    return store_all([(tells, case, event)])


def store_all(told: Iterable[tuple[Iterable[Tell], Any, Event]]) -> list[int]:
    """Store the notices of several events together, each with its case; return their ids."""
    rows = [row for tells, case, event in told for row in _rows(tells, case, event)]
    Notice.objects.bulk_create(rows, batch_size=1000)
    return [notice.pk for notice in rows]


def _rows(tells: Iterable[Tell], case: Any, event: Event) -> list[Notice]:
    rows: dict[tuple[int, str], Notice] = {}
    for tell in tells:
        texts = {language: _texts(tell, language) for language in LANGUAGES}
        for person in tell.to:
            if not person.is_active:
                continue
            rows[(person.pk, texts["en"][0])] = Notice(
                to=person,
                event=event,
                at=event.at,
                url=tell.url or (_path(case) if case is not None else ""),
                subject_ar=texts["ar"][0],
                subject_en=texts["en"][0],
                body_ar=texts["ar"][1],
                body_en=texts["en"][1],
            )
    return list(rows.values())


def queue_after_commit(ids: list[int]) -> None:
    """Hand the notices to the worker once the transaction is safe."""
    if len(ids) <= FEW:
        for pk in ids:
            after_commit("workflow.tasks.send_notice", pk)
        return
    for start in range(0, len(ids), TOGETHER):
        after_commit("workflow.tasks.send_notices", ids[start : start + TOGETHER])


def _texts(tell: Tell, language: str) -> tuple[str, str]:
    with translation.override(language):
        values = {k: v() if callable(v) else v for k, v in tell.values.items()}
        subject = str(tell.subject) % values if values else str(tell.subject)
        body = str(tell.body) % values if values and tell.body else str(tell.body)
        # A mail's subject is one line, whatever a name in it brings along.
        return " ".join(subject.split())[:300], body


def _path(case: Any) -> str:
    """The case's address without its language: the reader's is put in when it is followed."""
    with translation.override("en"):
        return str(case.get_absolute_url()).removeprefix("/en")
