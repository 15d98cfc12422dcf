"""Several applications in one go: begun together, and what one of them learns, all learn.

Called by licensing/views/together.py, and by the action `edit` of an application: answers to
questions that several ask alike and documents that several want are passed on to the drafts of
the same bundle that still lack them.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from documents.attach import attachments_of
from licensing import questions
from workflow.actions import Act
from workflow.blockers import Blocker, Refused
from workflow.gate import begin, begin_blockers, perform

BEGIN = "licensing.begin_application"


def in_the_way(applications: Iterable[Any], user: Any, doubled: Any) -> dict[str, list[Blocker]]:
    """Return what stands in the way of beginning each of these unsaved applications, by the slug
    of its type. `doubled` tells the open application or licence that one would double."""
    found: dict[str, list[Blocker]] = {}
    for case in applications:
        twice = doubled(case)
        there = [*begin_blockers(case, user), *([twice] if twice else [])]
        if there:
            found[case.licence_type.slug] = there
    return found


def begin_all(applications: list[Any], *, by: Any, once: UUID | None, doubled: Any) -> UUID:
    """Begin all of them in one transaction, or none; return the bundle.

    Raises what the gate raises, and Refused when somebody of the same company was quicker.
    """
    bundle = uuid4()
    try:
        with transaction.atomic():
            for number, case in enumerate(applications):
                case.bundle = bundle
                begin(case, by=by, who=BEGIN, once=once if number == 0 else None)
    except IntegrityError as error:
        found = [blocker for case in applications if (blocker := doubled(case))]
        if not found:
            raise
        raise Refused(found) from error
    return bundle


def share(act: Act) -> None:
    """Pass on what was just filled in to the drafts of the same bundle that lack it.

    What another page is saving at this moment is left alone: whoever fills it in has it before
    their eyes.
    """
    case = act.case
    if case.bundle is None or act.data.get("is_shared"):
        return
    others = type(case).objects.filter(bundle=case.bundle, state=case.State.DRAFT)
    others = others.exclude(pk=case.pk).select_related("version").order_by("pk")
    given = {attachment.purpose: attachment for attachment in attachments_of(case)}
    for other in others.select_for_update(of=("self",), no_key=True, skip_locked=True):
        answers = common_answers(case, other)
        documents = _common_documents(given, other)
        if answers or documents:
            perform(
                other,
                "edit",
                by=act.by,
                answers={**answers, **other.answers},
                documents=documents,
                is_shared=True,
            )


def common_answers(case: Any, other: Any) -> dict[str, Any]:
    """Return the answers of `case` to questions that `other` asks alike and has not answered."""
    own = case.version.questions.get("properties", {})
    asked = other.version.questions.get("properties", {})
    return {
        name: case.answers[name]
        for name in questions.names(other.version.questions)
        if case.answers.get(name) not in (None, "")
        and other.answers.get(name) in (None, "")
        and name in own
        and _alike(own[name], asked[name])
    }


# What a value must fit, besides the words around the question.
_SHAPE = ("type", "format", "enum", "minimum", "maximum", "maxLength", "minLength", "items")


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one.get("type") == "string" and not one.get("enum") and not other.get("enum"):
        return bool(other.get("type") == "string" and one.get("format") == other.get("format"))
    if one.get("type") in ("integer", "number"):
        return bool(one["type"] == other.get("type"))
    return all(one.get(part) == other.get(part) for part in _SHAPE)


def _common_documents(given: dict[str, Any], other: Any) -> dict[str, Any]:
    there = set(attachments_of(other).values_list("purpose", flat=True))
    wanted = {document.key for document in other.version.document_list}
    return {key: one.file for key, one in given.items() if key in wanted and key not in there}
