"""The demonstration's food shops on their way through several agencies."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from documents.attach import attachments_of
from licensing import checks_deciding
from licensing.models import Application
from portal.demo import inspections
from workflow.gate import perform

OFFICER, DECIDER = "licensing@trade.example", "decider@trade.example"
# Who does which stage.
REVIEWERS = {
    "health": "reviewer@health.example",
    "civil": "reviewer@civil.example",
}
PLAN = "The plan does not show where chilled food is kept.\nالمخطط لا يبيّن مكان حفظ المواد المبرّدة."
CONDITION = {
    "ar": "تركيب مطفأة حريق ثانية قرب المخزن خلال شهر.",
    "en": "A second fire extinguisher is mounted near the store room within a month.",
}


def lead(application: Application, until: str, people: dict[str, User], owner: User) -> Application:
    """Walk a reviewed application to where its story ends."""
    officer = people[OFFICER]
    if until == "submitted":
        return application
    application = perform(application, "take_up", by=officer)
    if until == "screening":
        return perform(
            application, "note", by=officer, text="Same address as an application of last year?"
        )
    if until in ("returned", "sent_again"):
        return _returned(application, until, officer, owner)
    lines = [key for key, _label in checks_deciding.completeness_lines(application)]
    application = perform(application, "accept", by=officer, checked=lines)
    if until == "in_review":
        _conclude(application, "civil", people, recommendation="conditions", conditions=[CONDITION])
        return _fresh(application)
    if until == "asked":
        return _asked(application, people, owner)
    _conclude(application, "health", people)
    _conclude(application, "civil", people, recommendation="conditions", conditions=[CONDITION])
    inspections.visited(_fresh(application), people)
    return _decided(_fresh(application), until, people)


def _fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def _returned(application: Application, until: str, officer: User, owner: User) -> Application:
    application = perform(
        application,
        "give_back",
        by=officer,
        remarks=PLAN,
        field_remarks=[{"field": "d_plan", "remark": PLAN}],
    )
    if until == "returned":
        return application
    answers = {**application.answers, "chillers": 6}
    documents = {a.purpose: a.file for a in attachments_of(application)}
    application = perform(application, "edit", by=owner, answers=answers, documents=documents)
    return perform(application, "submit", by=owner)


def _conclude(application: Application, key: str, people: dict[str, User], **said: Any) -> None:
    by = people[REVIEWERS[key]]
    review = perform(application.reviews.get(key=key), "take", by=by)
    data = {
        "recommendation": "approve",
        "reasons": "Checked against the documents and the plan.",
        "checked": [line["key"] for line in review.checklist],
    }
    perform(review, "conclude", by=by, **{**data, **said})


def _asked(application: Application, people: dict[str, User], owner: User) -> Application:
    day = timezone.localdate() + timedelta(days=14)
    for key, question, wanted in (
        ("health", "Which supplier brings the chilled goods?\nمن يورّد البضاعة المبرّدة؟", []),
        ("civil", "Where is the second exit?\nأين المخرج الثاني؟", ["Plan of the exits"]),
    ):
        by = people[REVIEWERS[key]]
        review = application.reviews.get(key=key)
        if review.state != review.State.PAUSED:
            review = perform(review, "take", by=by)
        perform(review, "ask", by=by, question=question, wanted=wanted, answer_by=day)
    officer = people[OFFICER]
    application = perform(
        _fresh(application),
        "request_information",
        by=officer,
        question="Is the lease registered?\nهل عقد الإيجار مصدّق؟",
        wanted=["Registered lease"],
        answer_by=day,
    )
    first = application.requests.order_by("pk").first()
    assert first is not None
    perform(first, "give_answer", by=owner, answer="Al Waha Dairies, Amman.", documents={})
    perform(_fresh(application), "note", by=officer, text="Ask the land registry as well.")
    return _fresh(application)


def _decided(application: Application, until: str, people: dict[str, User]) -> Application:
    officer, decider = people[OFFICER], people[DECIDER]
    application = perform(
        application,
        "sum_up",
        by=officer,
        recommendation="refuse" if until == "refused" else "approve",
        recommendation_reasons="All agencies agree; see the plan.",
    )
    if until == "awaiting_decision":
        return application
    if until == "refused":
        return perform(
            application,
            "refuse",
            by=decider,
            remarks="The street is not zoned for food shops (zoning order 12 of 2024).\n"
            "الشارع غير منظّم لمحلات المواد الغذائية (قرار التنظيم رقم 12 لسنة 2024).",
        )
    return perform(application, "approve", by=decider, conditions=[CONDITION])
