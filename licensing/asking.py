"""Requests for information: asked, answered, asked again; and what that does to the clocks.

Called inside the actions of applications, reviews and requests, the application being locked.
While a request is open the application stands in “information requested” and its reviews are
paused; when none is open any more they go on where they were.
"""

from typing import Any

from documents.attach import replace
from licensing import stages
from workflow.actions import Act
from workflow.gate import begin, perform

# The purpose of a document beyond those that were asked for.
MORE = "more"


def ask(act: Act, application: Any, *, agency: Any, review: Any = None) -> Any:
    """Begin a request with what the form of `act` brought, and let the application wait."""
    model = application.requests.model
    request = begin(
        model(
            company=application.company,
            application=application,
            agency=agency,
            review=review,
            question=act.data["question"],
            wanted=act.data.get("wanted") or [],
            answer_by=act.data["answer_by"],
        ),
        by=act.by,
        who="licensing.settle_request",
        verb="asked",
        public={
            "application": application.reference,
            "answer_by": act.data["answer_by"].isoformat(),
        },
    )
    # No office's clock: the day on which the applicant's time ends.
    model.objects.filter(pk=request.pk).update(due_on=request.answer_by)
    now = type(application)._base_manager.get(pk=application.pk)
    if now.state == now.State.IN_REVIEW:
        perform(now, "await_answers", by=None)
    return request


def ask_in_review(act: Act) -> None:
    """Ask in the name of the agency that grants the licence; the clocks stop."""
    stages.pause(act.case)
    ask(act, act.case, agency=act.case.agency)


def ask_again(act: Act) -> None:
    """Ask anew, in the name of the same agency and review."""
    before = act.case
    ask(act, before.application, agency=before.agency, review=before.review)


def after_answer(act: Act) -> None:
    """When nothing is open any more, the review goes on and the clocks run."""
    application = type(act.case.application)._base_manager.get(pk=act.case.application_id)
    waits = application.state == application.State.INFORMATION_REQUESTED
    if waits and not application.requests.open().exists():
        perform(application, "go_on_with_review", by=None)


def keep_files(act: Act) -> None:
    """Keep the documents of an answer, each by its place in what was wanted."""
    for purpose, files in act.data.get("documents", {}).items():
        replace(act.case, purpose, files, by=act.by)


def close(application: Any, name: str = "close") -> None:
    """End what is still open: the application has ended."""
    for request in application.requests.open():
        perform(request, name, by=None)
