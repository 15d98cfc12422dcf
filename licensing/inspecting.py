"""What follows from a visit: answers and photos kept once, findings, the report, the follow-up.

Called by the actions of inspections and findings, in their transactions, and by the process of
applications (`open_for`). The models are reached through the cases: no import of them here.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from audit.models import Audience
from documents.attach import attach, attachments_of
from documents.papers import request_paper
from licensing.models.inspection_states import OPEN, Answer, Purpose, Result, Severity
from workflow.actions import Act
from workflow.gate import begin, perform

REPORT = "inspection_report"
PHOTO, PROOF = "inspection_photo", "finding_proof"
# A point that every checklist has, for what it did not think of.
OTHER = "other"
OTHER_LABEL = {"ar": "شيء آخر", "en": "Anything else"}


def label(row: Mapping[str, Any]) -> str:
    """A point of a checklist in the reader's language."""
    said = row.get("label") or {}
    language = (get_language() or "en")[:2]
    return str(said.get(language) or said.get("en") or said.get("ar") or row.get("key", ""))


def rows_of(case: Any) -> list[dict[str, Any]]:
    """The points of its checklist, and the one for anything else."""
    return [*case.checklist, {"key": OTHER, "label": OTHER_LABEL}]


def checklist_of(version: Any) -> list[dict[str, Any]]:
    """The points that a version of a licence type asks of inspections, each once."""
    found: dict[str, dict[str, Any]] = {}
    for stage in version.stages or []:
        if stage.get("kind") == "inspection":
            for row in stage.get("checklist") or []:
                found.setdefault(row["key"], {"key": row["key"], "label": row["label"]})
    return list(found.values())


# --- while the visit goes on -------------------------------------------------------------


def answers_of(case: Any, more: Iterable[Mapping[str, Any]] = ()) -> dict[str, dict[str, Any]]:
    """What counts for each point by its key: the newest answer received, then those given."""
    found: dict[str, dict[str, Any]] = {}
    for row in case.answers.order_by("noted_at", "pk"):
        found[row.key] = {
            "key": row.key,
            "answer": row.answer,
            "remark": row.remark,
            "severity": row.severity or Severity.MINOR,
            "put_right_by": row.put_right_by,
            "id": str(row.client_id),
        }
    for given in more:
        found[given["key"]] = {
            "key": given["key"],
            "answer": given["answer"],
            "remark": given.get("remark", ""),
            "severity": given.get("severity") or Severity.MINOR,
            "put_right_by": given.get("put_right_by"),
            "id": str(given.get("id", "")),
        }
    return found


def keep_answers(case: Any, act: Act) -> None:
    """Keep each answer that is not here yet, by the id that its device gave it."""
    given = list(act.data.get("answers") or [])
    ids = [one["id"] for one in given if one.get("id")]
    there = set(
        case.answers.model.objects.filter(client_id__in=ids).values_list("client_id", flat=True)
    )
    # What was sent twice in one message counts once.
    fresh = {one.get("id") or object(): one for one in given if one.get("id") not in there}
    new = list(fresh.values())
    case.answers.model.objects.bulk_create(
        case.answers.model(
            inspection=case,
            client_id=one.get("id") or uuid.uuid4(),
            key=one["key"],
            answer=one["answer"],
            remark=one.get("remark", ""),
            severity=one.get("severity", "") if one["answer"] == Answer.NOT_OK else "",
            put_right_by=one.get("put_right_by") if one["answer"] == Answer.NOT_OK else None,
            # A clock that runs ahead does not make an answer the newest for ever.
            noted_at=min(one.get("at") or act.now, act.now),
            received_at=act.now,
        )
        for one in new
    )
    if new:
        act.public["answers"] = len(new)


def keep_photo(case: Any, act: Act) -> None:
    """Keep a photo, once. The company sees it when the visit is finished."""
    photo = act.data.get("photo")
    if photo is None or case.photos.model.objects.filter(client_id=photo["id"]).exists():
        return
    made = attach(
        case,
        PHOTO,
        photo["file"],
        by=act.by,
        label=str(photo["id"]),
        audience=Audience.AGENCY,
    )
    case.photos.create(
        client_id=photo["id"],
        key=photo.get("key", ""),
        attachment=made,
        taken_at=photo.get("taken_at"),
        received_at=act.now,
    )
    act.public["photos"] = 1


def keep_proof(finding: Any, act: Act) -> None:
    """Hang what the company shows at the finding."""
    for file in act.data.get("proof") or []:
        attach(finding, PROOF, file, by=act.by)


# --- the result --------------------------------------------------------------------------


def conclude(case: Any, act: Act) -> None:
    """Keep what was found and who signed off; the photos become the company's to see."""
    keep_answers(case, act)
    for file in act.data.get("photos") or []:
        keep_photo(case, _with_photo(act, file))
    act.apply("result", "summary", "met")
    case.finished_at = act.data.get("finished_at") or act.now
    case.concluded_at, case.concluded_by = act.now, act.by
    act.public["result"] = case.result
    for attachment in attachments_of(case, PHOTO):
        attach(case, PHOTO, attachment.file, by=act.by, label=attachment.label)
    request_paper(case, REPORT, by=act.by)


def _with_photo(act: Act, file: Any) -> Act:
    return Act(
        case=act.case,
        action=act.action,
        by=act.by,
        now=act.now,
        data={"photo": {"id": uuid.uuid4(), "file": file}},
    )


def after_conclusion(act: Act) -> None:
    """Findings, the follow-up, and the word to whoever decides about the application."""
    case = act.case
    found = answers_of(case)
    again = {f"f{pk}" for pk in case.looked_at.values_list("pk", flat=True)}
    _settle_earlier(case, found)
    # Of an application that fails the report tells why; there is no licence to put right for.
    if case.result != Result.FAILED or case.application_id is None:
        new = _findings(case, found, again)
        follow_up(case, [one for one in new if one.severity == Severity.CRITICAL])
    conclude_review(case, act)


def _settle_earlier(case: Any, found: Mapping[str, Mapping[str, Any]]) -> None:
    """What this visit looked at again is in order now, or was found again."""
    for finding in case.looked_at.outstanding():
        answer = found.get(f"f{finding.pk}")
        if answer is not None and answer["answer"] != Answer.NOT_OK:
            perform(finding, "confirm", by=None)
        elif answer is not None:
            by = answer["put_right_by"] or case.day + timedelta(days=14)
            perform(finding, "find_again", by=None, remarks=answer["remark"], put_right_by=by)


def _findings(case: Any, found: Mapping[str, Mapping[str, Any]], again: set[str]) -> list[Any]:
    """A finding for each point that is to be put right by a day; those seen `again` have one."""
    labels = {row["key"]: row["label"] for row in rows_of(case)}
    model = case.findings.model
    return [
        begin(
            model(
                company=case.company,
                agency=case.agency,
                inspection=case,
                key=answer["key"],
                label=labels.get(answer["key"], {}),
                severity=answer["severity"],
                words=answer["remark"],
                put_right_by=answer["put_right_by"],
            ),
            by=None,
            who=None,
            verb="made",
        )
        for answer in found.values()
        if answer["answer"] == Answer.NOT_OK
        and answer["put_right_by"]
        and answer["key"] not in again
    ]


def follow_up(case: Any, findings: list[Any]) -> Any:
    """A visit that looks at these findings again once their time is over; None without any."""
    if not findings:
        return None
    made = begin(
        type(case)(
            company=case.company,
            agency=case.agency,
            application=case.application,
            licence=case.licence,
            follow_up_of=case,
            purpose=Purpose.FOLLOW_UP,
            place=case.place,
            checklist=[_looked_at(finding) for finding in findings],
            not_before=max(finding.put_right_by for finding in findings),
        ),
        by=None,
        who=None,
        verb="made",
        public={"after": case.reference},
    )
    type(findings[0]).objects.filter(pk__in=[one.pk for one in findings]).update(follow_up=made)
    return made


def _looked_at(finding: Any) -> dict[str, Any]:
    return {
        "key": f"f{finding.pk}",
        "label": {"ar": finding.words, "en": finding.words},
    }


def send_again(finding: Any, act: Act) -> None:
    """Have a finding looked at on site: in the follow-up that is open, or in a new one.

    The visit it was found in is held, so that two findings make one way; the follow-up too, so
    that it does not fall away meanwhile.
    """
    case = finding.inspection
    open_ones = case.follow_ups.filter(state="to_schedule").order_by("pk")
    waiting = open_ones.select_for_update(of=("self",), no_key=True).first()
    if finding.follow_up_id is not None and finding.follow_up.state in OPEN:
        return
    if waiting is None:
        made = follow_up(case, [finding])
        made.not_before = timezone.localdate(act.now)
        type(made).objects.filter(pk=made.pk).update(not_before=made.not_before)
        finding.follow_up = made
        return
    waiting.checklist = [*waiting.checklist, _looked_at(finding)]
    type(case).objects.filter(pk=waiting.pk).update(checklist=waiting.checklist)
    finding.follow_up = waiting


def after_settling(act: Act) -> None:
    """A follow-up that has nothing left to look at falls away."""
    visit = act.case.follow_up
    if visit is None or visit.state not in OPEN or visit.looked_at.outstanding().exists():
        return
    perform(visit, "fall_away", by=None, remarks=_("Everything was put right."))


# --- the process of applications -----------------------------------------------------------


def open_for(review: Any) -> Any:
    """Begin the inspection that a stage of an application asks for, and return it.

    Called when the stage's review is opened (`licensing.stages`); the checklist is the one that
    the review has pinned.
    """
    application = review.application
    company = application.company
    return begin(
        application.inspections.model(
            company=company,
            agency=review.agency,
            application=application,
            review=review,
            checklist=[{"key": row["key"], "label": row["label"]} for row in review.checklist],
            place=", ".join(part for part in (company.address, company.city) if part),
        ),
        by=None,
        who=None,
        verb="made",
        public={"application": application.reference},
    )


def move_with(review: Any) -> None:
    """The visit of a review that another agency does now is made by that agency."""
    for case in review.inspections.filter(state__in=OPEN).exclude(agency=review.agency):
        perform(case, "move", by=None, agency=review.agency)


def end_with(application: Any) -> None:
    """Nothing is to be seen or put right any more for an application without a licence."""
    visits = list(application.inspections.order_by("pk"))
    for case in visits:
        if case.state in OPEN:
            perform(case, "fall_away", by=None, remarks=_("The application has ended."))
    for case in visits:
        for finding in case.findings.outstanding():
            perform(finding, "fall_away", by=None)


RECOMMENDED = {
    Result.PASSED: "approve",
    Result.CONDITIONS: "conditions",
    Result.FAILED: "refuse",
}


def conclude_review(case: Any, act: Act) -> None:
    """Tell the stage of the application what the visit came to."""
    review = case.review
    if review is None or review.state not in type(review).OPEN:
        return
    findings = list(case.findings.order_by("pk"))
    words = [_condition(finding) for finding in findings]
    perform(
        review,
        "conclude_inspection",
        by=None,
        recommendation=RECOMMENDED[Result(case.result)],
        reasons=case.summary or case.reference,
        conditions=words if case.result == Result.CONDITIONS else [],
        reviewed_by=act.by,
    )


def _condition(finding: Any) -> dict[str, str]:
    """What is to be put right, and by when, as a condition of the approval."""
    day = finding.put_right_by.isoformat()
    return {"ar": f"{finding.words} ({day})", "en": f"{finding.words} ({day})"}
