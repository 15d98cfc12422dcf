"""Measures and appeals that are decided about when the term of the licence is over already."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from documents import papers
from documents.models import Paper
from licensing.models import Licence
from tests.cast import give_role
from tests.licensing.test_appeals import appeal_against, upheld
from workflow import clockwork
from workflow.blockers import Refused
from workflow.gate import perform

State = Licence.State
LOG: dict[str, Any] = {"condition_en": "Log the chillers.", "condition_ar": "سجّل حرارة الثلاجات."}


def fresh(case):
    return type(case).objects.get(pk=case.pk)


def said(licence):
    """The conditions besides those of the type that the licence names now."""
    rows = licence.versions.order_by("-number").first().facts.get("extra_conditions", [])
    return [row["en"] for row in rows]


@pytest.fixture
def judge(cast):
    """An approver who had no part in anything: of the parent agency."""
    give_role(cast.auditor, "licensing_approver", cast.state)
    return cast.fresh(cast.auditor)


def over(licensing, licence, days=1):
    """The licence, ended so many days ago by the clock; its term with it."""
    until = timezone.localdate() - timedelta(days=days - 1)
    licence.terms.update(until=until)
    licensing.lasting(licence, valid_until=until)
    return perform(fresh(licence), "expire", by=None)


# --- conditions -------------------------------------------------------------------------


def test_conditions_that_fell_after_the_end_are_not_in_the_late_renewal(cast, licensing, judge):
    licence = licensing.ending(5, licensing.home)
    measure = licensing.imposed(licence, "conditions", **LOG)
    assert said(licence) == ["Log the chillers."]
    over(licensing, licence)
    upheld(appeal_against(measure, cast.noor_owner), judge)
    licence = fresh(licence)
    # It has ended by its term all the same, and may be renewed as it might have been before.
    assert (licence.state, licence.late_from, said(licence)) == (State.EXPIRED, None, [])
    renewed = licensing.renewed(licence)
    assert (renewed.state, said(renewed)) == (State.ACTIVE, [])


def test_conditions_of_others_stay(cast, licensing, judge):
    licence = licensing.ending(5, licensing.home)
    first = licensing.imposed(licence, "conditions", **LOG)
    other: dict[str, Any] = {"condition_en": "No trade at night.", "condition_ar": "لا بيع ليلًا."}
    licensing.imposed(fresh(licence), "conditions", **other)
    over(licensing, licence)
    upheld(appeal_against(first, cast.noor_owner), judge)
    assert said(licence) == ["No trade at night."]


def test_conditions_fall_of_a_revoked_licence_too_and_its_papers_stay_revoked(
    cast, licensing, judge, signing, client
):
    licence = licensing.issued()
    conditions = licensing.imposed(licence, "conditions", **LOG)
    revocation = licensing.imposed(fresh(licence), "revoke")
    upheld(appeal_against(conditions, cast.noor_owner), judge)
    assert (fresh(licence).state, said(licence)) == (State.REVOKED, [])
    certificates = Paper.objects.of(licence).filter(kind="licence_certificate")
    assert set(certificates.values_list("status", flat=True)) == {"revoked"}
    # When the revocation falls as well, it comes back without the conditions, on paper too.
    upheld(appeal_against(revocation, cast.noor_owner), judge)
    assert (fresh(licence).state, said(licence)) == (State.ACTIVE, [])
    newest = papers.issue(certificates.get(part=3).pk)
    url = reverse("verify_code", args=[newest.printed_code])
    assert "genuine and valid" in client.get(url).content.decode()


# --- suspensions and revocations --------------------------------------------------------


def test_a_suspension_that_fell_after_the_end_does_not_outlive_it(cast, licensing, judge):
    licence = licensing.ending(5, licensing.home)
    measure = licensing.imposed(licence, "suspend")
    over(licensing, licence)
    assert fresh(licence).ended_suspended
    upheld(appeal_against(measure, cast.noor_owner), judge)
    licence = fresh(licence)
    assert (licence.state, licence.ended_suspended) == (State.EXPIRED, False)
    assert licence.late_from == timezone.localdate()
    assert licensing.renewed(licence).state == State.ACTIVE


@pytest.mark.parametrize("outcome", ["suspend", "revoke"])
def test_another_suspension_outlasts_the_appeal_and_the_end(cast, licensing, judge, outcome):
    licence = licensing.ending(5, licensing.home)
    licensing.imposed(licence, "suspend")
    second = licensing.imposed(fresh(licence), outcome)
    if outcome == "suspend":
        over(licensing, licence)
    else:
        until = timezone.localdate()
        licence.terms.update(until=until)
        licensing.lasting(licence, valid_until=until)
    upheld(appeal_against(second, cast.noor_owner), judge)
    licence = fresh(licence)
    assert (licence.state, licence.ended_suspended) == (State.EXPIRED, True)
    renewed = licensing.renewed(licence)
    assert renewed.state == State.SUSPENDED
    # It is lifted as any suspension is.
    perform(renewed, "reinstate", by=cast.licensing_approver, reasons="Repaired.")
    assert fresh(licence).state == State.ACTIVE


def test_an_urgent_suspension_dropped_after_the_end_leaves_nothing_behind(cast, licensing, client):
    licence = licensing.ending(5, licensing.home)
    measure = licensing.proposed(licence, "revoke", is_urgent=True)
    over(licensing, licence)
    assert fresh(licence).ended_suspended
    perform(measure, "drop", by=cast.licensing_approver, reasons="It was a mistake.")
    licence = fresh(licence)
    assert (licence.state, licence.ended_suspended, licence.reasons) == (State.EXPIRED, False, "")
    assert "Suspension lifted" in client.get(licence.get_absolute_url()).content.decode()
    renewed = licensing.renewed(licence)
    assert renewed.state == State.ACTIVE


def test_an_urgent_suspension_dropped_after_the_end_lifts_no_other(cast, licensing):
    licence = licensing.ending(5, licensing.home)
    licensing.imposed(licence, "suspend")
    measure = licensing.proposed(fresh(licence), "revoke", is_urgent=True)
    over(licensing, licence)
    perform(measure, "drop", by=cast.licensing_approver, reasons="It was a mistake.")
    assert fresh(licence).ended_suspended


def test_an_urgent_suspension_that_is_dropped_lifts_no_other_suspension(cast, licensing):
    licence = licensing.issued()
    licensing.imposed(licence, "suspend")
    measure = licensing.proposed(fresh(licence), "revoke", is_urgent=True)
    perform(measure, "drop", by=cast.licensing_approver, reasons="It was a mistake.")
    assert fresh(licence).state == State.SUSPENDED


def test_a_licence_that_was_given_up_stays_so(cast, licensing, judge):
    licence = licensing.issued()
    measure = licensing.imposed(licence, "conditions", **LOG)
    licensing.lasting(licence, state=State.SURRENDERED)
    upheld(appeal_against(measure, cast.noor_owner), judge)
    assert (fresh(licence).state, said(licence)) == (State.SURRENDERED, ["Log the chillers."])
    assert fresh(measure).state == "overturned"


def test_nothing_is_imposed_on_what_has_ended_but_it_can_be_dropped(cast, licensing):
    licence = licensing.ending(5)
    measure = licensing.proposed(licence, "conditions")
    over(licensing, licence)
    perform(measure, "answer", by=cast.noor_owner, answer_text="It was repaired.")
    with pytest.raises(Refused, match="no measure can be taken"):
        perform(
            measure,
            "impose",
            by=cast.licensing_approver,
            outcome="conditions",
            reasons="Rats.",
            **LOG,
        )
    dropped = perform(measure, "drop", by=cast.licensing_approver, reasons="It has ended.")
    assert dropped.state == "dropped"
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        clockwork.run(timezone.now())
    assert fresh(licence).state == State.EXPIRED
