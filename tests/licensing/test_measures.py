"""A measure against a licence: notice, hearing, decision by somebody else, and what it does."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from documents import papers
from documents.models import Paper
from licensing.models import Licence, Measure
from tests.cast import give_role
from tests.licensing.test_life_of_a_licence import text_of
from workflow import clockwork
from workflow.blockers import NotAllowed, Refused
from workflow.gate import perform
from workflow.models import Notice
from workflow.views.page import awaited_in_words

State = Licence.State


def fresh(case):
    return type(case).objects.get(pk=case.pk)


def impose(cast, measure, outcome, by=None, **more):
    values = {"outcome": outcome, "reasons": "Sold spoilt meat.", **more}
    return perform(measure, "impose", by=by or cast.licensing_approver, **values)


def test_a_revocation_comes_after_a_hearing_with_reasons(cast, licensing, client):
    licence = licensing.issued()
    measure = licensing.proposed(licence, "revoke")
    told = Notice.objects.filter(to=cast.noor_owner).latest("pk")
    assert "you can be heard" in told.subject_en
    assert "12 degrees" in told.body_ar
    with pytest.raises(Refused, match="can be heard through"):
        impose(cast, measure, "revoke")
    measure = perform(measure, "answer", by=cast.noor_owner, answer_text="They are repaired.")
    assert measure.due_on is not None  # the office's clock runs now
    measure = impose(cast, measure, "revoke")
    licence = fresh(licence)
    assert (licence.state, licence.reasons) == (State.REVOKED, "Sold spoilt meat.")
    assert "Sold spoilt meat." in client.get(licence.get_absolute_url()).content.decode()


def test_it_is_decided_when_the_day_has_passed_without_an_answer(cast, licensing):
    measure = licensing.proposed(licensing.issued(), "revoke")
    Measure.objects.filter(pk=measure.pk).update(
        hear_through=timezone.localdate() - timedelta(days=1)
    )
    assert impose(cast, fresh(measure), "revoke").state == "imposed"


def test_whoever_proposed_it_does_not_decide(cast, licensing):
    give_role(cast.licensing_officer, "licensing_approver", cast.trade)
    officer = cast.fresh(cast.licensing_officer)
    measure = licensing.proposed(licensing.issued())
    perform(measure, "answer", by=cast.noor_owner, answer_text="No.")
    with pytest.raises(NotAllowed):
        impose(cast, measure, "revoke", by=officer)
    with pytest.raises(NotAllowed):
        impose(cast, measure, "revoke", by=cast.licensing_officer)


def test_the_company_is_named_once_whoever_may_answer_for_it(licensing):
    said = awaited_in_words(licensing.proposed(licensing.issued()))
    assert said.startswith("Awaited from the company: Answer.")


def test_the_company_is_given_a_week_at_least(licensing):
    with pytest.raises(Refused, match="at least 7 days"):
        licensing.proposed(
            licensing.issued(), hear_through=timezone.localdate() + timedelta(days=6)
        )


def test_what_cannot_wait_is_suspended_at_once_and_heard_about_afterwards(cast, licensing):
    licence = licensing.issued()
    measure = licensing.proposed(licence, "revoke", is_urgent=True)
    assert fresh(licence).state == State.SUSPENDED
    # Nobody lifts it meanwhile by another way.
    with pytest.raises(Refused, match="not decided yet"):
        perform(fresh(licence), "reinstate", by=cast.licensing_approver, reasons="Fine.")
    perform(measure, "drop", by=cast.licensing_approver, reasons="It was a mistake.")
    assert (fresh(licence).state, fresh(licence).reasons) == (State.ACTIVE, "")


def test_a_suspension_for_a_time_ends_by_the_clock(cast, licensing):
    licence = licensing.issued()
    last = timezone.localdate() + timedelta(days=10)
    licensing.imposed(licence, "suspend", suspended_through=last)
    assert fresh(licence).suspended_until == last + timedelta(days=1)
    with time_machine.travel(timezone.now() + timedelta(days=10)):
        clockwork.run(timezone.now())
    assert fresh(licence).state == State.SUSPENDED
    licensing.lasting(licence, suspended_until=timezone.localdate())
    clockwork.run(timezone.now())
    assert fresh(licence).state == State.ACTIVE
    assert not Measure.objects.suspending().exists()


def test_a_suspension_until_it_is_put_right_is_lifted_with_reasons(cast, licensing):
    licence = licensing.issued()
    measure = licensing.imposed(licence, "suspend")
    assert fresh(licence).suspended_until is None
    perform(fresh(licence), "reinstate", by=cast.licensing_approver, reasons="Repaired.")
    assert fresh(licence).state == State.ACTIVE
    assert fresh(measure).ended_on == timezone.localdate()


def test_conditions_stand_on_a_new_certificate(cast, licensing, client):
    licence = licensing.issued()
    licensing.imposed(licence, "conditions", condition_en="Log the chillers.", condition_ar="")
    assert fresh(licence).state == State.ACTIVE
    version = licence.versions.order_by("-number").first()
    assert version.number == 2
    assert "Log the chillers." in client.get(licence.get_absolute_url()).content.decode()
    # They stay when the licence is renewed.
    renewed = licensing.lasting(licence, valid_until=timezone.localdate() + timedelta(days=9))
    change = licensing.changed(renewed, "renew")
    assert change.base_version == version


def test_one_hearing_at_a_time(cast, licensing):
    licence = licensing.issued()
    licensing.proposed(licence)
    with pytest.raises(Refused, match="is open already"):
        licensing.proposed(licence)
    twin = Measure.objects.get()
    twin.pk, twin.reference = None, "LM-2026-999999"
    with pytest.raises(IntegrityError, match="one_open_hearing_a_licence"), transaction.atomic():
        twin.save(force_insert=True)


def test_nobody_escapes_a_hearing_by_giving_the_licence_away_or_up(cast, licensing):
    licence = licensing.issued()
    licensing.proposed(licence)
    for aim in ("transfer", "surrender"):
        with pytest.raises(Refused, match="has to be decided first"):
            licensing.changed(licence, aim)


def test_from_the_page_of_the_licence(cast, licensing, client):
    licence = licensing.issued()
    client.force_login(cast.licensing_officer)
    url = reverse("new_measure", args=[licence.reference])
    assert url in client.get(licence.get_absolute_url()).content.decode()
    day = timezone.localdate() + timedelta(days=20)
    answer = client.post(
        url,
        {
            "intended": "suspend",
            "reasons": "Rats were seen.",
            "hear_through_0": day.day,
            "hear_through_1": day.month,
            "hear_through_2": day.year,
        },
    )
    measure = Measure.objects.get()
    assert answer.url == measure.get_absolute_url()
    for person, sees in ((cast.noor_owner, 200), (cast.ofoq_owner, 404), (cast.stranger, 404)):
        client.force_login(person)
        assert client.get(measure.get_absolute_url()).status_code == sees
    # It is nobody's business before it is decided.
    client.logout()
    assert "Rats" not in client.get(licence.get_absolute_url()).content.decode()


@pytest.mark.needs("pdftotext")
def test_the_letters_are_signed_and_in_both_languages(cast, licensing, signing, tmp_path):
    measure = licensing.imposed(licensing.issued(), "suspend")
    for kind, english in (
        ("hearing_notice", "Notice of a hearing"),
        ("measure_decision", "Decision about a measure"),
    ):
        paper = papers.issue(Paper.objects.of(measure).get(kind=kind).pk)
        assert (paper.status, paper.detail) == ("issued", "")
        text = " ".join(text_of(paper, tmp_path).split())
        assert english.replace(" ", "").lower() in text.replace(" ", "").lower()
        assert "الأسباب" in text or "بابسلأا" in text or "Reasons" in text
