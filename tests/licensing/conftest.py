"""What the licensing tests share: the two licence types, and applications on their way."""

import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from documents import storage
from licensing import catalogue, versions
from licensing.models import Application, LicenceTypeVersion
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


class Licensing:
    """The licence types of the catalogue, and the story of an application in steps."""

    def __init__(self, cast: Any) -> None:
        self.cast = cast
        types = catalogue.seed(cast.trade)
        self.home, self.food = types[catalogue.HOME_BUSINESS], types[catalogue.FOOD_SHOP]

    def next_version(self, kind: Any, **changes: Any) -> LicenceTypeVersion:
        """Its next version, with these changes, put into force."""
        version = versions.begin_next(kind, by=self.cast.licensing_officer)
        type(version).objects.filter(pk=version.pk).update(**changes)
        version = perform(version, "propose", by=self.cast.licensing_officer)
        return perform(version, "activate", by=self.cast.licensing_approver)

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
