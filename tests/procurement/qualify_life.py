"""Walks qualifications through their life for the tests of this room, through the gate alone."""

from datetime import timedelta
from typing import Any

from audit.models import database_now
from documents import storage
from procurement import qualifying
from procurement.models import Qualification, QualificationRequest
from tests.vendors.registration import pdf
from workflow.gate import begin, perform

CRITERIA = [
    {"title_ar": "خبرة خمس سنوات", "title_en": "Five years of experience"},
    {"title_ar": "خمسة فنيين", "title_en": "Five technicians"},
]
PAPERS = [
    {"title_ar": "شهادة الجودة", "title_en": "Quality certificate", "credential_type": "iso_9001"},
    {"title_ar": "قائمة أعمال", "title_en": "List of works", "is_required": False},
]


def draft(cast: Any, **data: Any) -> Qualification:
    """A draft by the officer of health: two criteria, two documents, ten days to apply."""
    call = Qualification(agency=cast.health, title_ar="صيانة", title_en="Maintenance", least=1)
    begin(call, by=cast.officer, who="procurement.begin_qualification")
    given = {
        "criteria": CRITERIA,
        "papers": PAPERS,
        "closes_at": database_now() + timedelta(days=10),
        **data,
    }
    qualifying.write(call, given, by=cast.officer)
    call.save()
    return call


def published(cast: Any, **data: Any) -> Qualification:
    """Open for applications."""
    call = perform(draft(cast, **data), "submit_for_approval", by=cast.officer)
    return perform(call, "publish", by=cast.approver)


def begun(call: Any, company: Any, person: Any) -> QualificationRequest:
    """An application that nobody has submitted yet."""
    request = QualificationRequest(qualification=call, company=company)
    return begin(request, by=person, who="procurement.apply_to_qualify")


def papers(call: Any, words: str = "certificate") -> dict[int, dict[str, Any]]:
    """What an application brings: a file for the first document."""
    first = call.required_documents.first()
    if first is None:
        return {}
    file = storage.store(pdf(words), "certificate.pdf")
    return {first.pk: {"file": file, "credential": None}}


def submitted(call: Any, company: Any, person: Any) -> QualificationRequest:
    """An application handed in, with a file."""
    request = begun(call, company, person)
    return perform(request, "submit", by=person, statement="We are able.", papers=papers(call))


def pass_deadline(call: Any) -> Qualification:
    """Let the deadline be a second ago; the clock has not closed it yet."""
    past = database_now() - timedelta(seconds=1)
    Qualification.objects.filter(pk=call.pk).update(closes_at=past)
    return Qualification.objects.get(pk=call.pk)


def closed(call: Any) -> Qualification:
    """Closed by the clock."""
    return perform(pass_deadline(call), "close", by=None)


def findings(call: Any, *unmet: int) -> dict[int, dict[str, Any]]:
    """All criteria met but those with these numbers."""
    return {
        c.pk: {
            "is_met": c.number not in unmet,
            "reason": "Three only." if c.number in unmet else "",
        }
        for c in call.criteria.all()
    }


def judged(cast: Any, request: Any, *unmet: int) -> QualificationRequest:
    """Judged by the evaluator: all criteria met but these."""
    found = findings(request.qualification, *unmet)
    return perform(request, "judge", by=cast.evaluator, findings=found)


def concluded(cast: Any, **data: Any) -> Qualification:
    """A call for which both companies of the cast were short-listed."""
    call = published(cast, **data)
    requests = [
        submitted(call, cast.noor, cast.noor_bidder),
        submitted(call, cast.ofoq, cast.ofoq_bidder),
    ]
    call = closed(call)
    for request in requests:
        judged(cast, request)
    return perform(call, "conclude", by=cast.approver)
