"""Visits, findings, hearings and transfers at the same moment, on connections of their own:
whoever comes second waits or is told; nobody locks anybody out.
"""

import threading
import time
from typing import Any

import pytest
from django.db import OperationalError, connections, transaction

from licensing import asking, inspecting
from licensing.models import Application, Inspection, Licence, Measure
from tests.licensing.conftest import day_ahead
from tests.licensing.test_at_once import no_broker, together
from tests.licensing.test_office_clocks import age
from tests.licensing.visiting import Visits
from vendors.models import Company
from workflow.blockers import Refused
from workflow.gate import perform

__all__ = ["no_broker"]
pytestmark = pytest.mark.django_db(transaction=True)
DEADLOCK = "deadlock"


def told(attempt):
    """The attempt, so that what the database says of two that wait for one another is a result."""

    def run():
        try:
            return attempt()
        except OperationalError as error:
            return DEADLOCK if DEADLOCK in str(error) else error

    return run


@pytest.fixture
def visits(lasting_licensing):
    return Visits(lasting_licensing)


def slowly(monkeypatch, module, name, seconds=0.6):
    """Let this step take its time, so that the other comes in between."""
    body = getattr(module, name)

    def run(*args, **kwargs):
        time.sleep(seconds)
        return body(*args, **kwargs)

    monkeypatch.setattr(module, name, run)


@pytest.mark.parametrize("act", ["accept", "drop"])
def test_a_finding_is_settled_while_its_visit_is_finished(visits, monkeypatch, act):
    cast = visits.cast
    visits.calendar()
    case = visits.conditions("critical", case=visits.today(visits.booked(visits.needed())))
    finding = perform(
        case.findings.get(), "put_right", by=cast.noor_owner, report="A new one.", proof=[]
    )
    Inspection.objects.filter(follow_up_of=case).update(
        state="scheduled", inspector=cast.inspector, starts_at=case.starts_at, ends_at=case.ends_at
    )
    visit = case.follow_ups.get()
    slowly(monkeypatch, inspecting, "_settle_earlier")
    answers = [visits.answer(visit.checklist[0]["key"])]

    def finish():
        return perform(
            visit,
            "conclude",
            by=cast.inspector,
            answers=answers,
            result="passed",
            summary="Seen.",
            met="Amal",
        )

    def settle():
        time.sleep(0.2)
        words: dict[str, Any] = {"remarks": "No longer needed."} if act == "drop" else {}
        return perform(finding, act, by=cast.licensing_officer, **words)

    came = together(told(finish), told(settle))
    assert DEADLOCK not in came
    finding.refresh_from_db()
    assert finding.state in ("settled", "dropped")
    assert Inspection.objects.get(pk=visit.pk).state in ("done", "cancelled")


def test_two_findings_are_sent_on_one_visit(visits, monkeypatch):
    cast = visits.cast
    visits.calendar()
    day = day_ahead(20)
    bad = {"answer": "not_ok", "severity": "major", "put_right_by": day}
    case = perform(
        visits.today(visits.booked(visits.needed())),
        "conclude",
        by=cast.inspector,
        answers=[
            visits.answer("exits", remark="Blocked.", **bad),
            visits.answer("cold", remark="Nine degrees.", **bad),
        ],
        result="passed_with_conditions",
        summary="Seen.",
        met="Amal",
    )
    findings = [
        perform(one, "put_right", by=cast.noor_owner, report="Done.", proof=[])
        for one in case.findings.order_by("pk")
    ]
    slowly(monkeypatch, inspecting, "_looked_at", 0.3)

    def send(finding):
        return told(lambda: perform(finding, "send_inspector", by=cast.licensing_officer))

    came = together(*(send(one) for one in findings))
    assert DEADLOCK not in came
    follow_up = case.follow_ups.get()  # one way for both
    assert {row["key"] for row in follow_up.checklist} == {f"f{one.pk}" for one in findings}
    assert {type(one).objects.get(pk=one.pk).follow_up for one in findings} == {follow_up}


def test_two_urgent_hearings_are_opened_at_once(lasting_licensing):
    licensing = lasting_licensing
    licence = licensing.issued()

    def open_one():
        with transaction.atomic():
            return licensing.proposed(licence, "revoke", is_urgent=True)

    came = together(told(open_one), told(open_one))
    assert DEADLOCK not in came
    refused = [one for one in came if isinstance(one, Refused)]
    assert len(refused) == 1
    assert "is open already" in str(refused[0])
    assert Measure.objects.count() == 1
    assert Licence.objects.get(pk=licence.pk).state == "suspended"


@pytest.mark.parametrize("name", ["submit", "approve", "issue"])
def test_a_receiver_debarred_at_the_same_moment_gets_no_licence(lasting_licensing, name):
    """Whoever takes the licence over is held unchanged while it is submitted, decided, issued."""
    licensing, cast = lasting_licensing, lasting_licensing.cast
    change = licensing.changed(licensing.issued(), "transfer", to_company=cast.ofoq)
    change = perform(change, "accept_transfer", by=cast.ofoq_owner)
    by = {"submit": cast.noor_owner, "approve": cast.licensing_approver, "issue": None}[name]
    if name != "submit":
        change = perform(change, "submit", by=cast.noor_owner)
        change = perform(change, "start_review", by=cast.licensing_officer)
        said: dict[str, Any] = {"recommendation": "approve", "recommendation_reasons": "Fine."}
        change = perform(change, "recommend", by=cast.licensing_officer, **said)
    if name == "issue":
        change = perform(change, "approve", by=cast.licensing_approver)
        licensing.paid_at_counter(change)
        change = Application.objects.get(pk=change.pk)
    is_held, goes_on = threading.Event(), threading.Event()

    def debar():
        with transaction.atomic():
            perform(
                Company.objects.get(pk=cast.ofoq.pk),
                "debar",
                by=cast.registrar,
                remarks="Forged papers.",
                until=day_ahead(400),
            )
            is_held.set()
            goes_on.wait(1.5)

    def go_on():
        is_held.wait(10)
        try:
            return perform(change, name, by=by)
        finally:
            goes_on.set()
            connections.close_all()

    came = together(debar, go_on)
    assert isinstance(came[1], Refused), came
    assert "not registered at present" in str(came[1])
    assert Application.objects.get(pk=change.pk).state == change.state


def test_a_revocation_against_the_silence_that_grants_a_change(lasting_licensing, monkeypatch):
    """Both come to the licence first: the change is carried out before, or ends with it."""
    licensing, cast = lasting_licensing, lasting_licensing.cast
    licence = licensing.issued()
    version = licensing.next_version(licensing.food, tacit_approval=True)
    type(version).objects.filter(pk=version.pk).update(fees={})  # carried out without a payment
    change = perform(licensing.changed(licence, "amend"), "submit", by=cast.noor_owner)
    change = age(perform(change, "start_review", by=cast.licensing_officer), 40)
    measure = licensing.proposed(licence)
    perform(measure, "answer", by=cast.noor_owner, answer_text="No.")
    slowly(monkeypatch, asking, "close")

    def revoke():
        time.sleep(0.2)
        said: dict[str, Any] = {"outcome": "revoke", "reasons": "Rats."}
        return perform(measure, "impose", by=cast.licensing_approver, **said)

    came = together(told(lambda: perform(change, "approve_by_silence", by=None)), told(revoke))
    assert DEADLOCK not in came, came
    assert Licence.objects.get(pk=licence.pk).state == "revoked"
    assert Application.objects.get(pk=change.pk).state in ("issued", "lapsed")
