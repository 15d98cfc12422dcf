"""Appeals against refusals and measures: in time, by somebody without a part, and overturning."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from documents import papers
from documents.models import Paper
from licensing import appealing
from licensing.models import Appeal, Application, Licence
from tests.cast import give_role
from tests.licensing.test_life_of_a_licence import text_of
from workflow import clockwork
from workflow.blockers import NotAllowed, Refused
from workflow.gate import begin, perform
from workflow.models import Passage

State = Licence.State


@pytest.fixture
def judge(cast):
    """An approver who had no part in anything: of the parent agency."""
    give_role(cast.auditor, "licensing_approver", cast.state)
    return cast.fresh(cast.auditor)


def fresh(case):
    return type(case).objects.get(pk=case.pk)


def refused(licensing):
    return perform(
        licensing.recommended(), "refuse", by=licensing.cast.licensing_approver, remarks="No."
    )


def appeal_against(case, by):
    appeal = Appeal(
        company=case.company,
        origin=case.agency,
        agency=appealing.deciding_agency(case.agency),
        grounds="The zoning order was repealed.",
    )
    setattr(appeal, case.kind, case)
    return begin(appeal, by=by, who="licensing.appeal")


def upheld(appeal, judge, remedy="undo"):
    appeal = perform(appeal, "admit", by=judge)
    return perform(appeal, "uphold", by=judge, remedy=remedy, reasons="It was repealed.")


def test_a_refusal_is_overturned(cast, licensing, judge):
    case = refused(licensing)
    appeal = appeal_against(case, cast.noor_owner)
    # The parent agency has an approver of its own: it decides.
    assert appeal.agency == cast.state
    assert upheld(appeal, judge, "grant").state == "upheld"
    assert fresh(case).state == "awaiting_payment"


def test_or_it_is_decided_again(cast, licensing, judge):
    case = refused(licensing)
    upheld(appeal_against(case, cast.noor_owner), judge, "again")
    assert fresh(case).state == "awaiting_decision"
    # Whose refusal did not stand does not decide a second time.
    with pytest.raises(NotAllowed):
        perform(fresh(case), "approve", by=cast.licensing_approver)
    assert perform(fresh(case), "approve", by=judge).state == "awaiting_payment"


def test_the_letter_of_a_refusal_ends_with_it_and_a_new_refusal_has_its_own(
    cast, licensing, judge, signing, client
):
    case = refused(licensing)
    letter = papers.issue(Paper.objects.of(case).get(kind="refusal_letter").pk)
    upheld(appeal_against(case, cast.noor_owner), judge, "again")
    letter.refresh_from_db()
    assert letter.status == "revoked"
    url = reverse("verify_code", args=[letter.printed_code])
    assert "genuine and valid" not in client.get(url).content.decode()
    case = fresh(case)
    assert (case.recommendation, case.recommendation_reasons) == ("", "")
    perform(case, "refuse", by=judge, remarks="Still no.")
    letters = Paper.objects.of(case).filter(kind="refusal_letter")
    assert letters.exclude(pk=letter.pk).get().status == "pending"
    # Against the new refusal there is an appeal again, and the page offers it.
    client.force_login(cast.noor_owner)
    way = reverse("appeal_application", args=[case.reference])
    assert way in client.get(case.get_absolute_url()).content.decode()
    assert appeal_against(fresh(case), cast.noor_owner).state == "filed"
    assert way not in client.get(case.get_absolute_url()).content.decode()


def test_the_letter_of_a_refusal_ends_when_it_is_granted_on_appeal(cast, licensing, judge):
    case = refused(licensing)
    upheld(appeal_against(case, cast.noor_owner), judge, "grant")
    assert Paper.objects.of(case).get(kind="refusal_letter").status == "revoked"


def test_an_appeal_grants_no_more_than_an_approval_could(cast, licensing, judge):
    case = refused(licensing)
    appeal = perform(appeal_against(case, cast.noor_owner), "admit", by=judge)
    type(cast.noor).objects.filter(pk=cast.noor.pk).update(state="debarred")
    with pytest.raises(Refused, match="not registered at present"):
        perform(appeal, "uphold", by=judge, remedy="grant", reasons="Yes.")
    assert (fresh(case).state, fresh(appeal).state) == ("refused", "admitted")
    # It can be opened again all the same: who decides then waits for the register.
    perform(appeal, "uphold", by=judge, remedy="again", reasons="Yes.")
    assert fresh(case).state == "awaiting_decision"


def test_nobody_judges_an_appeal_who_reviewed_the_application(cast, licensing, judge):
    licensing.staged()
    give_role(cast.inspector, "licensing_approver", cast.state)
    case = licensing.reviewed()
    # The visit's end names its inspector, though it is the system that has ended the review.
    case = perform(case, "refuse", by=cast.licensing_approver, remarks="No.")
    appeal = appeal_against(case, cast.noor_owner)
    with pytest.raises(NotAllowed):
        perform(appeal, "admit", by=cast.fresh(cast.inspector))
    assert perform(appeal, "admit", by=judge).state == "admitted"


def test_nobody_decides_who_had_a_part_in_it(cast, licensing):
    appeal = appeal_against(refused(licensing), cast.noor_owner)
    assert appeal.agency == cast.trade  # nobody above could decide
    for person in (cast.licensing_approver, cast.licensing_officer, cast.noor_owner):
        with pytest.raises(NotAllowed):
            perform(appeal, "admit", by=person)
    give_role(cast.inspector, "licensing_approver", cast.trade)
    assert perform(appeal, "admit", by=cast.fresh(cast.inspector)).state == "admitted"


def test_it_is_filed_in_time_or_not_at_all(cast, licensing, client):
    case = refused(licensing)
    days = case.version.appeal_days
    assert appealing.last_day(case) == timezone.localdate() + timedelta(days=days)
    _decided_ago(case, days + 1)
    client.force_login(cast.noor_owner)
    url = reverse("appeal_application", args=[case.reference])
    words = client.get(url).content.decode()
    assert "It is too late" in words
    with pytest.raises(Refused, match="too late"):
        appeal_against(case, cast.noor_owner)
    _decided_ago(case, days)
    assert appeal_against(case, cast.noor_owner).state == "filed"


def _decided_ago(case, days):
    at = timezone.now() - timedelta(days=days)
    Passage.objects.filter(kind=case.kind, case_id=case.pk, until__isnull=True).update(since=at)


def test_what_was_granted_is_not_appealed_against(cast, licensing):
    with pytest.raises(Refused, match="no decision to appeal against"):
        appeal_against(licensing.approved(), cast.noor_owner)


def test_one_appeal_and_only_one(cast, licensing, judge):
    case = refused(licensing)
    appeal = appeal_against(case, cast.noor_owner)
    with pytest.raises(Refused, match="appeal against this decision already"):
        appeal_against(case, cast.noor_owner)
    appeal = perform(appeal, "withdraw", by=cast.noor_owner)
    appeal = appeal_against(case, cast.noor_owner)
    appeal = perform(perform(appeal, "admit", by=judge), "dismiss", by=judge, reasons="No.")
    assert fresh(case).state == "refused"
    with pytest.raises(Refused, match="appeal against this decision already"):
        appeal_against(case, cast.noor_owner)


def test_an_appeal_that_is_not_admitted_says_why(cast, licensing, judge):
    appeal = appeal_against(refused(licensing), cast.noor_owner)
    appeal = perform(appeal, "turn_away", by=judge, reasons="It gives no grounds.")
    assert (appeal.state, appeal.decision_reasons) == ("inadmissible", "It gives no grounds.")


def test_who_has_applied_again_meanwhile_ends_that_first(cast, licensing, judge):
    licensing.home.versions.update(is_instant=False)
    case = licensing.submitted(licensing.home)
    Application.objects.filter(pk=case.pk).update(state="in_review")
    case = perform(
        fresh(case),
        "recommend",
        by=cast.licensing_officer,
        recommendation="refuse",
        recommendation_reasons="No.",
    )
    case = perform(case, "refuse", by=cast.licensing_approver, remarks="No.")
    appeal = perform(appeal_against(case, cast.noor_owner), "admit", by=judge)
    again = licensing.draft(licensing.home)
    with pytest.raises(Refused, match="applied again meanwhile"):
        perform(appeal, "uphold", by=judge, remedy="again", reasons="Yes.")
    perform(again, "withdraw", by=cast.noor_owner)
    perform(appeal, "uphold", by=judge, remedy="again", reasons="Yes.")


# --- against measures ------------------------------------------------------------------


def test_a_revocation_is_undone_and_the_paper_holds_again(cast, licensing, judge, signing, client):
    licence = licensing.issued()
    paper = papers.issue(Paper.objects.of(licence).get(kind="licence_certificate").pk)
    measure = licensing.imposed(licence, "revoke")
    url = reverse("verify_code", args=[paper.printed_code])
    assert "was revoked on" in client.get(url).content.decode()
    upheld(appeal_against(measure, cast.noor_owner), judge)
    assert fresh(licence).state == State.ACTIVE
    assert fresh(measure).state == "overturned"
    assert fresh(licence).reasons == ""
    assert "genuine and valid" in client.get(url).content.decode()


def test_a_suspension_is_undone(cast, licensing, judge):
    licence = licensing.issued()
    measure = licensing.imposed(licence, "suspend")
    upheld(appeal_against(measure, cast.noor_owner), judge)
    assert fresh(licence).state == State.ACTIVE


def test_imposed_conditions_fall_away(cast, licensing, judge):
    licence = licensing.issued()
    measure = licensing.imposed(licence, "conditions", condition_en="Log the chillers.")
    upheld(appeal_against(measure, cast.noor_owner), judge)
    newest = licence.versions.order_by("-number").first()
    assert (newest.number, newest.facts["extra_conditions"]) == (3, [])


def test_another_suspension_goes_on(cast, licensing, judge):
    licence = licensing.issued()
    first = licensing.imposed(licence, "suspend")
    measure = licensing.imposed(fresh(licence), "revoke")
    upheld(appeal_against(measure, cast.noor_owner), judge)
    assert fresh(licence).state == State.SUSPENDED
    upheld(appeal_against(first, cast.noor_owner), judge)
    assert fresh(licence).state == State.ACTIVE


def test_upheld_after_its_end_it_is_expired_and_can_be_renewed(
    cast, licensing, judge, signing, client
):
    licence = licensing.ending(5)
    paper = papers.issue(Paper.objects.of(licence).get(kind="licence_certificate").pk)
    measure = licensing.imposed(licence, "revoke")
    appeal = appeal_against(measure, cast.noor_owner)
    over = timezone.localdate() - timedelta(days=150)
    licensing.lasting(licence, valid_until=over)
    upheld(appeal, judge)
    licence = fresh(licence)
    # Expired, not revoked; its days to renew count from the decision.
    assert (licence.state, licence.late_from) == (State.EXPIRED, timezone.localdate())
    words = client.get(licence.get_absolute_url()).content.decode()
    assert 'class="tag quiet">Expired' in words
    answer = client.get(reverse("verify_code", args=[paper.printed_code])).content.decode()
    assert "was revoked on" not in answer
    assert "has expired" in answer
    change = licensing.changed(licence, "renew")
    assert change.days_late == 0
    answers = perform(change, "submit", by=cast.noor_owner)
    assert answers.state in ("submitted", "screening", "awaiting_payment")


def test_the_renewed_term_begins_on_the_day_it_is_granted(cast, licensing, judge):
    licence = licensing.ending(5, licensing.home)
    measure = licensing.imposed(licence, "revoke")
    appeal = appeal_against(measure, cast.noor_owner)
    licensing.lasting(licence, valid_until=timezone.localdate() - timedelta(days=150))
    upheld(appeal, judge)
    renewed = licensing.renewed(fresh(licence))
    assert (renewed.state, renewed.late_from) == (State.ACTIVE, None)
    assert renewed.anchor == renewed.valid_from == timezone.localdate()
    assert renewed.terms.order_by("number").last().since == timezone.localdate()


def test_an_upheld_appeal_waits_while_another_licence_stands_in_its_place(cast, licensing, judge):
    licence = licensing.issued(licensing.home)
    measure = licensing.imposed(licence, "revoke")
    appeal = perform(appeal_against(measure, cast.noor_owner), "admit", by=judge)
    other = licensing.issued(licensing.home)
    with pytest.raises(Refused, match="holds another such licence"):
        perform(appeal, "uphold", by=judge, reasons="Yes.")
    licensing.lasting(other, state=State.SURRENDERED)
    perform(appeal, "uphold", by=judge, reasons="Yes.")
    assert fresh(licence).state == State.ACTIVE


def test_both_agencies_and_the_company_read_it(cast, licensing, judge, client):
    appeal = appeal_against(refused(licensing), cast.noor_owner)
    for person, sees in (
        (cast.noor_owner, 200),
        (judge, 200),
        (cast.licensing_approver, 200),
        (cast.ofoq_owner, 404),
        (cast.officer, 404),
    ):
        client.force_login(person)
        assert client.get(appeal.get_absolute_url()).status_code == sees, person.name
    clockwork.run(timezone.now())


@pytest.mark.needs("pdftotext")
def test_the_decision_is_a_signed_letter(cast, licensing, judge, signing, tmp_path):
    appeal = upheld(appeal_against(refused(licensing), cast.noor_owner), judge, "again")
    paper = papers.issue(Paper.objects.of(appeal).get(kind="appeal_decision").pk)
    assert (paper.status, paper.detail) == ("issued", "")
    text = text_of(paper, tmp_path)
    assert "It was repealed" in text
    assert appeal.reference in text
