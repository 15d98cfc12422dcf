"""What the licensing tests share: the two licence types, and applications on their way."""

import io
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from documents import storage
from documents.attach import attachments_of
from licensing import beginning, catalogue, measuring, versions
from licensing.checks_deciding import completeness_lines
from licensing.models import (
    Application,
    InformationRequest,
    LicenceTypeVersion,
    Measure,
    Review,
)
from workflow.gate import begin, perform

ANSWERS = {
    catalogue.HOME_BUSINESS: {
        "trade": "Sweets",
        "home_address": "5 Olive Street",
        "visitors": False,
    },
    catalogue.FOOD_SHOP: {
        "premises": "45 Madinah Street (floor 2), Amman",
        "floor_area": 80,
        "goods": "chilled",
        "chillers": 3,
    },
}


def pdf(words: str = "document") -> bytes:
    """A small but whole PDF; other words make another file."""
    objects = (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
        b"% " + words.encode() + b"\n"
    )
    return objects + (
        b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R>>\nstartxref\n"
        + str(len(objects)).encode()
        + b"\n%%EOF\n"
    )


def day_ahead(days: int) -> date:
    """A day from today on, where everybody is."""
    return timezone.localdate() + timedelta(days=days)


class Licensing:
    """The licence types of the catalogue, and the story of an application in steps."""

    def __init__(self, cast: Any) -> None:
        self.cast = cast
        types = catalogue.seed(cast.trade)
        self.home, self.food = types[catalogue.HOME_BUSINESS], types[catalogue.FOOD_SHOP]
        # Reviewed in one go by its own agency; `staged` makes it one of several agencies.
        LicenceTypeVersion.objects.filter(licence_type=self.food).update(stages=[])

    def next_version(self, kind: Any, **changes: Any) -> LicenceTypeVersion:
        """Its next version, with these changes, put into force."""
        version = versions.begin_next(kind, by=self.cast.licensing_officer)
        type(version).objects.filter(pk=version.pk).update(**changes)
        version = perform(version, "propose", by=self.cast.licensing_officer)
        return perform(version, "activate", by=self.cast.licensing_approver)

    def staged(self, *stages: dict[str, Any], **changes: Any) -> LicenceTypeVersion:
        """The food shop's next version, reviewed in these stages (those of the catalogue)."""
        rows = list(stages) or catalogue.FOOD_STAGES
        return self.next_version(self.food, stages=rows, **changes)

    def in_stages(self) -> Application:
        """A food shop's, found complete: health and civil review it."""
        case = perform(self.submitted(self.food), "take_up", by=self.cast.licensing_officer)
        lines = [key for key, _label in completeness_lines(case)]
        return perform(case, "accept", by=self.cast.licensing_officer, checked=lines)

    def review(self, case: Application, key: str) -> Review:
        """The newest review of this stage."""
        return case.reviews.filter(key=key).latest("pk")

    def taken(self, case: Application, key: str, by: Any) -> Review:
        """The same, taken up."""
        return perform(self.review(case, key), "take", by=by)

    def concluded(self, case: Application, key: str, by: Any, **said: Any) -> Review:
        """The same, concluded in favour unless something else is said; by its visit, if one is
        to be made."""
        review = self.review(case, key)
        if review.stage_kind == "inspection":
            found = {"recommendation": "approve", "reasons": "In order.", **said}
            return perform(review, "conclude_inspection", by=None, reviewed_by=by, **found)
        if review.state == Review.State.WAITING:
            review = perform(review, "take", by=by)
        data = {
            "recommendation": "approve",
            "reasons": "In order.",
            "checked": [line["key"] for line in review.checklist],
        }
        return perform(review, "conclude", by=by, **{**data, **said})

    def asked_in(
        self, case: Application, key: str, question: str = "Where are the fridges?", days: int = 20
    ) -> tuple[Review, InformationRequest]:
        """A question to the applicant in this stage, asked by its reviewer."""
        by = {"health": self.cast.health_reviewer, "civil": self.cast.civil_reviewer}[key]
        review = self.review(case, key)
        if review.state == Review.State.WAITING:
            review = self.taken(case, key, by)
        perform(review, "ask", by=by, question=question, wanted=[], answer_by=day_ahead(days))
        return self.review(case, key), case.requests.latest("pk")

    def reviewed(self) -> Application:
        """A food shop's in stages, through all of them: waits for a decision."""
        case = self.in_stages()
        self.concluded(case, "health", self.cast.health_reviewer)
        self.concluded(case, "civil", self.cast.civil_reviewer)
        self.concluded(case, "inspection", self.cast.inspector)
        return Application.objects.get(pk=case.pk)

    def draft(self, kind: Any, company: Any = None, by: Any = None) -> Application:
        """A new, empty application."""
        application = Application.under(kind.current, company or self.cast.noor)
        who = by or self.cast.noor_owner
        return begin(application, by=who, who="licensing.begin_application")

    def filled(self, kind: Any, **answers: Any) -> Application:
        """One with every answer and document."""
        case = self.draft(kind)
        file = storage.keep(io.BytesIO(pdf()), "pdf")
        documents = {d.key: file for d in case.version.document_list if d.required}
        return perform(
            case,
            "edit",
            by=self.cast.noor_owner,
            answers={**ANSWERS[kind.slug], **answers},
            documents=documents,
        )

    def submitted(self, kind: Any) -> Application:
        """One that was sent."""
        return perform(self.filled(kind), "submit", by=self.cast.noor_owner)

    def in_review(self) -> Application:
        """A food shop's, taken up by the officer."""
        return perform(self.submitted(self.food), "start_review", by=self.cast.licensing_officer)

    def recommended(self) -> Application:
        """A food shop's, waiting for a decision."""
        return perform(
            self.in_review(),
            "recommend",
            by=self.cast.licensing_officer,
            recommendation="approve",
            recommendation_reasons="All is in order.",
        )

    def approved(self) -> Application:
        """A food shop's, waiting for its fee."""
        return perform(self.recommended(), "approve", by=self.cast.licensing_approver)

    def paid_at_counter(self, application: Application, number: str = "") -> Any:
        """Its invoice, paid."""
        invoice = application.invoices.get()
        return perform(
            invoice,
            "record_payment",
            by=self.cast.cashier,
            amount=invoice.exact,
            receipt_number=number or f"R-{application.pk}",
        )

    def lasting(self, licence: Any, **changes: Any) -> Any:
        """The licence with other dates, or in another state, as if long ago."""
        type(licence).objects.filter(pk=licence.pk).update(**changes)
        return type(licence).objects.get(pk=licence.pk)

    def ending(self, days: int, kind: Any = None) -> Any:
        """A licence that ends in so many days (negative: that many days ago), with its term."""
        licence = self.issued(kind)
        today = timezone.localdate()
        until, since = today + timedelta(days=days), today + timedelta(days=days - 365)
        licence.terms.update(since=since, until=until)
        return self.lasting(licence, anchor=since, valid_from=since, valid_until=until)

    def changed(self, licence: Any, aim: str, by: Any = None, **values: Any) -> Application:
        """A change of the licence, begun as its page begins it."""
        change = beginning.change_of(licence, aim)
        for name, value in values.items():
            setattr(change, name, value)
        who = by or self.cast.noor_owner
        permission = "end_licence" if aim in ("transfer", "surrender") else "change_licence"
        change = begin(change, by=who, who=f"licensing.{permission}")
        beginning.take_over_documents(change, who)
        return change

    def edited(self, change: Application, **answers: Any) -> Application:
        """The change, with other answers; its documents stay."""
        return perform(
            change,
            "edit",
            by=self.cast.noor_owner,
            answers={**change.answers, **answers},
            documents={found.purpose: found.file for found in attachments_of(change)},
        )

    def renewed(self, licence: Any) -> Any:
        """The licence, renewed unchanged and paid for."""
        change = perform(self.changed(licence, "renew"), "submit", by=self.cast.noor_owner)
        return self.paid_and_done(change)

    def paid_and_done(self, change: Application) -> Any:
        """The licence, after its change was paid for, where anything is to be paid."""
        change = Application.objects.get(pk=change.pk)
        if change.state == "awaiting_payment":
            self.paid_at_counter(change)
            change = perform(change, "issue", by=None)
        assert change.licence is not None
        return type(change.licence).objects.get(pk=change.licence.pk)

    def proposed(self, licence: Any, intended: str = "revoke", **values: Any) -> Measure:
        """Notice of an intended measure."""
        measure = Measure(
            licence=licence,
            company=licence.company,
            agency=licence.agency,
            intended=intended,
            reasons="The chillers were at 12 degrees.",
            hear_through=timezone.localdate() + timedelta(days=14),
            proposed_by=self.cast.licensing_officer,
        )
        for name, value in values.items():
            setattr(measure, name, value)
        measure = begin(measure, by=self.cast.licensing_officer, who="licensing.propose_measure")
        measuring.begun(measure, files=[], by=self.cast.licensing_officer)
        return measure

    def imposed(self, licence: Any, outcome: str = "revoke", **values: Any) -> Measure:
        """A measure that was heard about and imposed."""
        measure = self.proposed(licence, outcome)
        perform(measure, "answer", by=self.cast.noor_owner, answer_text="It was repaired.")
        return perform(
            measure,
            "impose",
            by=self.cast.licensing_approver,
            **{"outcome": outcome, "reasons": "Sold spoilt meat.", **values},
        )

    def issued(self, kind: Any = None) -> Any:
        """A licence in force."""
        application = self.approved() if kind is not self.home else self.submitted(self.home)
        self.paid_at_counter(application)
        return perform(application, "issue", by=None).licence


@pytest.fixture
def licensing(cast) -> Licensing:
    """The licence types and stories, in the test's own transaction."""
    return Licensing(cast)


@pytest.fixture
def lasting_licensing(lasting_cast) -> Licensing:
    """The same, committed: for tests with several connections."""
    return Licensing(lasting_cast)


@pytest.fixture
def dummy_provider(monkeypatch) -> SimpleNamespace:
    """The provider of the demonstration is configured."""
    variants: dict[str, Any] = {"default": ("payments.dummy.DummyProvider", {})}
    monkeypatch.setattr(settings, "PAYMENT_VARIANTS", variants)
    return SimpleNamespace(variant="default")


@pytest.fixture
def no_provider(monkeypatch) -> None:
    """No provider is configured."""
    monkeypatch.setattr(settings, "PAYMENT_VARIANTS", {})


@pytest.fixture
def signing(settings, tmp_path):
    """A key of the demonstration's kind, in a folder of its own."""
    settings.VAR_DIR = tmp_path
    settings.DEMO = True
