"""What changed in an application since it was last sent: for the officer who reads it again.

Each sending keeps a snapshot in the erasable part of its event; what was erased cannot be
compared, and then nothing is shown.
"""

import json
from typing import Any

from django.utils.translation import gettext as _

from audit.models import Event
from documents.attach import attachments_of
from licensing import questions

SENT = "application.submitted"
DOCUMENT = "d_"


def snapshot(case: Any) -> dict[str, Any]:
    """The answers, and the fingerprints of the documents by their purpose."""
    documents: dict[str, list[str]] = {}
    for attachment in attachments_of(case):
        documents.setdefault(attachment.purpose, []).append(attachment.file.sha256)
    # As text: the trail takes no fractions, and what was sent is compared as it was.
    return {"answers": json.dumps(case.answers, ensure_ascii=False), "documents": documents}


def sent_before(case: Any) -> list[dict[str, Any]]:
    """The snapshots of the last two sendings, newest first."""
    events = Event.objects.filter(
        subject_kind=case.kind, subject_id=str(case.pk), verb=SENT
    ).select_related("private_part")
    parts = [getattr(event, "private_part", None) for event in events.order_by("-pk")[:2]]
    return [part.data["application"] for part in parts if part and "application" in part.data]


def since_last_sent(case: Any) -> list[dict[str, Any]] | None:
    """What was sent now and not the time before; None if it was sent once, or that is unknown."""
    sent = sent_before(case)
    if len(sent) < 2:
        return None
    return compared(case, sent[1], sent[0])


def compared(case: Any, before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """Each difference: its label, both sides in words, and what the office had remarked."""
    return [*_answers(case, before, after), *_documents(case, before, after)]


def _answers(case: Any, before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    schema = case.version.questions
    old, new = json.loads(before["answers"]), json.loads(after["answers"])
    return [
        {
            "label": questions.label(schema, name),
            "before": _lines(schema, name, old.get(name)),
            "after": _lines(schema, name, new.get(name)),
            "remark": case.field_remarks.get(name, ""),
        }
        for name in questions.names(schema)
        if old.get(name) != new.get(name)
    ]


def _lines(schema: dict[str, Any], name: str, value: Any) -> list[str]:
    return [] if value is None else questions.shown(schema, name, value).splitlines()


def _documents(case: Any, before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for document in case.version.document_list:
        old = before.get("documents", {}).get(document.key, [])
        new = after.get("documents", {}).get(document.key, [])
        if old == new:
            continue
        said = [_("Another file")] if old and new else [_("A file")] if new else []
        rows.append(
            {
                "label": document.label,
                "before": [_("A file")] if old else [],
                "after": said,
                "remark": case.field_remarks.get(DOCUMENT + document.key, ""),
            }
        )
    return rows
