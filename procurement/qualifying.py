"""Writing calls for qualification and applications, judging them, and what follows from it.

Called by the bodies of the actions, the pages that begin a call and the demonstration. Each
application moves through the gate, with an event and a letter of its own.
"""

import hashlib
from typing import Any

from audit.leaf import canonical, moment
from documents.attach import attach, attachments_of, detach
from procurement import papers_qualify
from procurement.drafting import note_preparer, sync
from vendors.uses import CREDENTIAL
from workflow.actions import Act
from workflow.gate import perform

FIELDS = (
    "purpose",
    "title_ar",
    "title_en",
    "description_ar",
    "description_en",
    "least",
    "most",
    "closes_at",
    "plan_item",
)
CRITERION = ("title_ar", "title_en")
DOCUMENT = ("title_ar", "title_en", "credential_type", "is_required")


# --- the call ------------------------------------------------------------------------------


def write(call: Any, data: dict[str, Any], *, by: Any) -> None:
    """Put the values of the form on the saved call; rows that are not given stay."""
    for name in FIELDS:
        if name in data:
            setattr(call, name, data[name])
    if "categories" in data:
        call.categories.set(data["categories"])
    if "criteria" in data:
        sync(call.criteria, data["criteria"], CRITERION)
    if "papers" in data:
        sync(call.required_documents, data["papers"], DOCUMENT)
    note_preparer(call, by)


# --- an application ------------------------------------------------------------------------


def write_request(request: Any, act: Act) -> None:
    """Put statement and documents of the form on the application.

    `papers` maps the key of a required document to {"file", "credential"}: a credential stands
    for the file. What the form does not speak of stays as it is.
    """
    act.apply("statement")
    given = act.data.get("papers")
    if given is None:
        return
    for document in request.qualification.required_documents.all():
        if document.pk in given:
            _write_paper(request, document, given[document.pk], by=act.by)


def _write_paper(request: Any, document: Any, paper: dict[str, Any], *, by: Any) -> None:
    credential, file = paper.get("credential"), paper.get("file")
    request.presented.filter(document=document).delete()
    if credential is not None:
        file = file_of(credential)
        request.presented.create(document=document, credential=credential)
    for old in attachments_of(request, document.purpose):
        if file is None or old.file_id != file.pk:
            detach(old, case=request, by=by)
    if file is not None:
        attach(request, document.purpose, file, by=by)


def file_of(credential: Any) -> Any:
    """The file of a credential, under the name it was given; None if it has none."""
    found = attachments_of(credential, CREDENTIAL).last()
    if found is None:
        return None
    found.file.given_name = found.name
    return found.file


def receive(request: Any, act: Act) -> None:
    """Take a submission: write it, number it, and note when it came and what it was."""
    write_request(request, act)
    request.submitted_at = act.now
    request.version += 1
    request.digest = digest(request)
    act.public |= {"version": request.version, "digest": request.digest}
    papers_qualify.ask_for_receipt(request, by=act.by)


def digest(request: Any) -> str:
    """Return the SHA-256 (hex) of the canonical JSON (RFC 8785) of what was received.

    The page of the application shows that JSON, so that an applicant can compute it again.
    """
    return hashlib.sha256(canonical(contents(request))).hexdigest()


def contents(request: Any) -> dict[str, Any]:
    """Return what was received as plain data: the statement, each document by its fingerprint."""
    presented = {row.document_id: row.credential.reference for row in presented_by(request)}
    files = {row.purpose: row.file.sha256 for row in attachments_of(request)}
    documents = [d for d in request.qualification.required_documents.all() if d.purpose in files]
    return {
        "request": request.reference,
        "version": request.version,
        "at": moment(request.submitted_at),
        "qualification": request.qualification.reference,
        "statement": request.statement,
        "documents": [[d.number, files[d.purpose], presented.get(d.pk, "")] for d in documents],
    }


def presented_by(request: Any) -> Any:
    """The credentials that stand for documents of the application."""
    return request.presented.select_related("credential", "document")


# --- judging and outcome -------------------------------------------------------------------


def judge(request: Any, act: Act) -> None:
    """Keep the evaluator's finding on each criterion in place of an earlier one.

    `findings` maps the key of a criterion to {"is_met", "reason"}.
    """
    findings = act.data["findings"]
    unmet = []
    request.judgements.all().delete()
    for criterion in request.qualification.criteria.all():
        is_met = findings[criterion.pk]["is_met"]
        reason = "" if is_met else findings[criterion.pk]["reason"]
        request.judgements.create(criterion=criterion, is_met=is_met, reason=reason)
        if not is_met:
            unmet.append(criterion.number)
    request.is_fit = not unmet
    request.judged_at, request.judged_by = act.now, act.by
    act.public |= {"fit": request.is_fit, "unmet": unmet}


def conclude(call: Any, act: Act) -> None:
    """Short-list those who meet every criterion; where they are too many, those chosen."""
    chosen = act.data.get("chosen")
    kept = None if not chosen else {request.pk for request in chosen}
    reason = (act.data.get("reason") or "") if kept is not None else ""
    call.concluded_at, call.outcome_reason = act.now, reason
    listed = []
    for request in call.requests.filter(state="submitted").order_by("pk"):
        if request.is_fit and (kept is None or request.pk in kept):
            listed.append(perform(request, "qualify", by=act.by, deciding=call))
        else:
            why = reason if request.is_fit else ""
            perform(request, "turn_down", by=act.by, deciding=call, reason=why)
    act.public["qualified"] = [r.company.name_en or r.company.name_ar for r in listed]
    if reason:
        act.public["note"] = reason


def end_without_short_list(call: Any, act: Act) -> None:
    """Tell every applicant that nothing comes of it, and why."""
    call.outcome_reason = act.data["reason"]
    act.public["note"] = call.outcome_reason
    for request in call.requests.filter(state="submitted").order_by("pk"):
        perform(request, "turn_down", by=act.by, deciding=call, reason=call.outcome_reason)


def send_letter(act: Act) -> None:
    """Ask for the letter to the applicant, once the outcome is written."""
    papers_qualify.ask_for_letter(act.case, by=act.by)


def qualified(call: Any) -> Any:
    """The applications on the short list, with their companies."""
    return call.requests.filter(state="qualified").select_related("company").order_by("pk")


# --- the tender made of it -----------------------------------------------------------------


def fill_short_list(tender: Any, call: Any, *, by: Any) -> None:
    """Make the tender's invited companies those of the short list, all of them and no other."""
    tender.qualification = call
    tender.left_out_reason = ""
    tender.invitations.all().delete()
    for request in qualified(call):
        tender.invitations.create(company=request.company, reason="")
    note_preparer(tender, by)
