"""Owners, suspension, debarment, the year and its renewal, remarks by field and what changed."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models.post import today
from documents.models import Paper
from tests.vendors.life import debarred
from tests.vendors.registration import approved, begun, declared, in_review, registered
from tests.vendors.test_company_pages import address
from vendors import changes, papers, terms
from vendors.models import Company, Reminder, Sanction
from vendors.numbers import bic, iban
from vendors.reminding import remind, step_of
from vendors.sizes import size_of
from workflow import clockwork
from workflow.blockers import NotAllowed, Refused
from workflow.gate import perform
from workflow.models import Notice

State = Company.State
DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))


def owner(share, name="Amal"):
    return {
        "name": name,
        "nationality": "JO",
        "share": Decimal(share),
        "since": date(2020, 1, 1),
    }


def year_ends(company, day):
    Company.objects.filter(pk=company.pk).update(registered_until=day)
    return Company.objects.get(pk=company.pk)


# --- what is declared ------------------------------------------------------------------


def test_owners_size_and_account_are_declared(cast):
    company = begun(cast, cast.stranger)
    rows = [owner("60"), owner("40", "Basel")]
    said = declared(no_owners=False, owners=rows, iban="JO94CBJO0010000000000131000302")
    company = perform(company, "declare", by=cast.stranger, **said)
    assert [o.name for o in company.beneficial_owners.all()] == ["Amal", "Basel"]
    assert company.size == "small"
    assert company.declared_at is not None


@pytest.mark.parametrize(
    "said",
    [
        {"no_owners": True, "owners": [owner("50")]},
        {"no_owners": False, "owners": []},
        {"no_owners": False, "owners": [owner("60"), owner("40.01", "Basel")]},
        {"no_owners": False, "owners": [owner("30"), owner("30", "amal ")]},
    ],
)
def test_owners_that_do_not_add_up_are_refused(cast, said):
    company = begun(cast, cast.stranger)
    with pytest.raises(Refused):
        perform(company, "declare", by=cast.stranger, **declared(**said))
    assert Company.objects.get(pk=company.pk).no_owners


def test_a_registration_without_owners_declared_is_not_sent(cast):
    with pytest.raises(Refused) as refused:
        perform(cast.sanabel, "submit", by=cast.sanabel_owner)
    assert any("owns" in str(b.text) for b in refused.value.blockers)


def test_account_numbers_are_checked_by_their_digits():
    assert iban("jo94 cbjo 0010 0000 0000 0131 0003 02") == "JO94CBJO0010000000000131000302"
    assert bic("arabjoax") == "ARABJOAX"
    for wrong in ("JO95CBJO0010000000000131000302", "JO94", "XX00"):
        with pytest.raises(ValueError, match=wrong):
            iban(wrong)


@pytest.mark.parametrize(
    ("employees", "turnover", "size"),
    [
        (9, 2_000_000, "micro"),
        (10, 2_000_000, "small"),
        (9, 2_000_001, "small"),
        (250, 1, "large"),
        (249, 50_000_000, "medium"),
        (None, 1, ""),
    ],
)
def test_the_size_follows_from_both_figures(employees, turnover, size):
    assert size_of(employees, Decimal(turnover)) == size


# --- remarks and what changed ----------------------------------------------------------


def test_a_remark_stands_beside_its_field_until_it_is_decided(cast, client):
    company = in_review(cast, cast.stranger)
    said = [{"field": "city", "remark": "The extract says Zarqa."}]
    company = perform(
        company, "send_back", by=cast.registrar, remarks="See below.", field_remarks=said
    )
    assert company.field_remarks == {"city": "The extract says Zarqa."}
    client.force_login(cast.stranger)
    page = client.get(f"{company.action_url('edit')}?step=contact").content.decode()
    assert "The extract says Zarqa." in page
    notice = Notice.objects.filter(to=cast.stranger).latest("pk")
    assert "City: The extract says Zarqa." in notice.body_en
    company = perform(company, "edit", by=cast.stranger, city="Zarqa")
    company = perform(company, "submit", by=cast.stranger)
    company = approved(perform(company, "start_review", by=cast.registrar), cast.registrar)
    assert company.field_remarks == {}


def test_the_registrar_reads_what_was_changed_before_and_after(cast, client):
    company = in_review(cast, cast.stranger)
    company = perform(company, "send_back", by=cast.registrar, remarks="Wrong city.")
    company = perform(company, "edit", by=cast.stranger, city="Zarqa")
    said = declared(no_owners=False, owners=[owner("100")])
    company = perform(company, "declare", by=cast.stranger, **said)
    company = perform(company, "submit", by=cast.stranger)
    rows = {str(row["label"]): row for row in changes.since_last_sent(company)}
    assert rows["City"]["before"] == ["Amman"]
    assert rows["City"]["after"] == ["Zarqa"]
    assert "Jordan" in rows["Beneficial owners"]["after"][0]
    client.force_login(cast.registrar)
    page = client.get(company.get_absolute_url()).content.decode()
    assert "Changed since it was last sent" in page
    client.force_login(cast.stranger)
    assert "Changed since" not in client.get(company.get_absolute_url()).content.decode()


def test_nothing_is_approved_that_was_not_checked(cast):
    company = in_review(cast, cast.stranger)
    for ticked in ([], ["identity", "tax"]):
        with pytest.raises(Refused):
            perform(company, "approve", by=cast.registrar, checklist=ticked)
    with pytest.raises(Refused):
        perform(company, "approve", by=cast.registrar)
    assert Company.objects.get(pk=company.pk).state == State.IN_REVIEW


# --- suspension and debarment ----------------------------------------------------------


def test_a_suspension_until_a_day_is_ended_by_the_clock(cast):
    company = registered(cast, cast.stranger)
    until = today() + timedelta(days=3)
    company = perform(company, "suspend", by=cast.registrar, remarks="Order 1.", until=until)
    clockwork.run(timezone.now() + timedelta(days=2))
    assert Company.objects.get(pk=company.pk).state == State.SUSPENDED
    Sanction.objects.update(since=today() - timedelta(days=9), until=today())
    clockwork.run(timezone.now())
    company = Company.objects.get(pk=company.pk)
    assert company.state == State.REGISTERED
    assert not Sanction.objects.open().exists()
    assert Paper.objects.of(company).filter(status=Paper.Status.PENDING).count() == 1


def test_a_debarment_is_published_and_takes_the_company_off_the_register(cast, client):
    company = debarred(registered(cast, cast.stranger), cast.registrar)
    assert company.state == State.DEBARRED
    assert not company.is_registered
    assert company not in Company.objects.registered()
    page = client.get(address("debarments")).content.decode()
    assert "Al Riyada Contracting" in page
    assert "Forged certificate in tender 12." in page
    shown = client.get(company.get_absolute_url())
    assert "False statements" in shown.content.decode()
    assert "45 Queen Rania" not in shown.content.decode()
    answer = client.get(address("debarments"), {"download": "csv", "show": "all"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "200123456" in text


def test_a_suspension_is_published_while_it_holds_without_its_reasons(cast, client):
    company = registered(cast, cast.stranger)
    company = perform(company, "suspend", by=cast.registrar, remarks="Unpaid fees.", ground="fraud")
    page = client.get(address("debarments")).content.decode()
    assert "Al Riyada Contracting" in page
    assert "False statements" in page
    assert "Until it is lifted" in page
    assert "Unpaid fees." not in page
    assert company.get_absolute_url() not in page
    answer = client.get(address("debarments"), {"download": "csv", "show": "all"})
    assert "Unpaid fees." not in b"".join(answer.streaming_content).decode("utf-8-sig")
    perform(company, "reinstate", by=cast.registrar, remarks="Paid.")
    assert "Al Riyada Contracting" not in client.get(address("debarments")).content.decode()


def test_a_debarred_company_cannot_register_again_under_another_case(cast):
    debarred(registered(cast, cast.stranger), cast.registrar)
    with pytest.raises(Refused):
        begun(cast, cast.noor_owner)


def test_a_lifted_debarment_stays_in_the_register_as_lifted(cast, client):
    company = debarred(registered(cast, cast.stranger), cast.registrar)
    company = perform(company, "lift_debarment", by=cast.registrar, remarks="The court said so.")
    assert company.is_registered
    page = client.get(address("debarments")).content.decode()
    assert "Lifted" in page


def test_a_debarment_must_end_and_only_registrars_debar(cast):
    company = registered(cast, cast.stranger)
    for until in (today(), today() - timedelta(days=1)):
        with pytest.raises(Refused):
            debarred(company, cast.registrar, until=until)
    for person in (cast.officer, cast.administrator, cast.auditor, cast.stranger):
        with pytest.raises(NotAllowed):
            debarred(company, person)


def test_a_suspended_company_is_debarred_and_has_one_open_sanction(cast):
    company = registered(cast, cast.stranger)
    company = perform(company, "suspend", by=cast.registrar, remarks="Order 1.")
    debarred(company, cast.registrar)
    assert Sanction.objects.filter(company=company).count() == 2
    assert Sanction.objects.open().get().kind == "debarment"


@pytest.mark.parametrize("name", ["reinstate", "end_suspension", "lift_debarment", "end_debarment"])
def test_a_sanction_that_outlasts_the_year_ends_without_a_certificate(cast, name):
    company = registered(cast, cast.stranger)
    until = today() + timedelta(days=3)
    if "suspension" in name or name == "reinstate":
        perform(company, "suspend", by=cast.registrar, remarks="Order 1.", until=until)
    else:
        debarred(company, cast.registrar)
    company = year_ends(company, today())
    if name.startswith("end"):
        Sanction.objects.update(since=today() - timedelta(days=9), until=today())
        company = perform(company, name, by=None)
    else:
        company = perform(company, name, by=cast.registrar, remarks="The court said so.")
    assert not company.is_registered
    assert not Paper.objects.of(company).filter(status=Paper.Status.PENDING).exists()
    clockwork.run(timezone.now())
    assert Company.objects.get(pk=company.pk).state == State.LAPSED


def test_a_certificate_is_not_in_force_once_the_year_is_over(cast):
    company = registered(cast, cast.stranger)
    assert papers.is_in_force(company)
    assert not papers.is_in_force(year_ends(company, today()))  # the clock has not run


# --- the year --------------------------------------------------------------------------


def test_a_registration_holds_a_year_and_lapses_by_the_clock(cast):
    company = registered(cast, cast.stranger)
    assert company.registered_until == terms.years_after(today(), 1)
    company = year_ends(company, today())
    # The date counts before the clock has run.
    assert not company.is_registered
    assert company not in Company.objects.registered()
    clockwork.run(timezone.now())
    company = Company.objects.get(pk=company.pk)
    assert company.state == State.LAPSED
    company = perform(company, "edit", by=cast.stranger, city="Irbid")
    company = perform(company, "renew", by=cast.stranger)
    assert company.state == State.SUBMITTED
    rows = changes.since_last_sent(company)
    assert [str(row["label"]) for row in rows] == ["City"]
    company = approved(perform(company, "start_review", by=cast.registrar), cast.registrar)
    assert company.is_registered
    assert company.registered_until == terms.years_after(today(), 1)


def test_a_renewal_asked_for_in_time_leaves_no_gap(cast):
    company = registered(cast, cast.stranger)
    with pytest.raises(Refused):
        perform(company, "ask_renewal", by=cast.stranger)
    end = today() + timedelta(days=20)
    anchor = terms.years_after(end, -1)
    Company.objects.filter(pk=company.pk).update(registered_until=end, year_anchor=anchor)
    with pytest.raises(Refused):
        perform(company, "grant_renewal", by=cast.registrar)
    company = perform(company, "ask_renewal", by=cast.stranger)
    assert company.is_registered
    assert company in Company.objects.waiting_for(cast.registrar)
    assert Notice.objects.filter(to=cast.registrar, event__verb="company.renewal_asked").exists()
    company = perform(company, "grant_renewal", by=cast.registrar)
    assert company.registered_until == terms.years_after(anchor, 2)
    assert company not in Company.objects.waiting_for(cast.registrar)


def test_a_declined_renewal_says_why_and_can_be_asked_again(cast):
    company = year_ends(registered(cast, cast.stranger), today() + timedelta(days=20))
    company = perform(company, "ask_renewal", by=cast.stranger)
    company = perform(company, "decline_renewal", by=cast.registrar, remarks="Extract too old.")
    assert company.renewal_asked_at is None
    assert "Extract too old." in Notice.objects.filter(to=cast.stranger).latest("pk").body_en
    assert perform(company, "ask_renewal", by=cast.stranger).renewal_asked_at is not None


def test_a_registered_company_corrects_its_details_and_the_registrars_are_told(cast, client):
    company = year_ends(registered(cast, cast.stranger), today() + timedelta(days=20))
    company = perform(company, "edit", by=cast.stranger, city="Zarqa")
    assert (company.state, company.city) == (State.REGISTERED, "Zarqa")
    assert Notice.objects.filter(to=cast.registrar, event__verb="company.edited").exists()
    company = perform(company, "ask_renewal", by=cast.stranger)
    with pytest.raises(Refused, match="has your request already"):
        perform(company, "edit", by=cast.stranger, city="Irbid")
    said = [{"field": "city", "remark": "The extract says Irbid."}]
    company = perform(
        company, "decline_renewal", by=cast.registrar, remarks="See below.", field_remarks=said
    )
    assert (
        "City: The extract says Irbid."
        in Notice.objects.filter(to=cast.stranger).latest("pk").body_en
    )
    client.force_login(cast.stranger)
    page = client.get(f"{company.action_url('edit')}?step=contact").content.decode()
    assert "The extract says Irbid." in page
    company = perform(company, "edit", by=cast.stranger, city="Irbid")
    company = perform(company, "ask_renewal", by=cast.stranger)
    company = perform(company, "grant_renewal", by=cast.registrar)
    assert company.field_remarks == {}


@pytest.mark.parametrize("name", ["name_ar", "name_en", "registration_number", "tax_number"])
def test_what_the_registry_certified_stays_while_the_company_is_registered(cast, name):
    company = registered(cast, cast.stranger)
    other: dict[str, Any] = {name: "Something else"}
    with pytest.raises(Refused, match="stay as the registry certified them"):
        perform(company, "edit", by=cast.stranger, **other)
    same: dict[str, Any] = {name: getattr(company, name), "city": "Zarqa"}
    assert perform(company, "edit", by=cast.stranger, **same).city == "Zarqa"


def test_names_and_numbers_of_a_registered_company_cannot_be_typed(cast, client):
    company = registered(cast, cast.stranger)
    client.force_login(cast.stranger)
    page = client.get(f"{company.action_url('edit')}?step=company").content.decode()
    assert page.count(" disabled") >= 4


@given(DAYS, st.integers(0, 40))
def test_years_are_counted_from_the_anchor_and_lose_no_day(anchor, years):
    end = terms.years_after(anchor, years)
    following = terms.years_after(anchor, years + 1)
    assert 365 <= (following - end).days <= 366
    if years:
        assert terms.year_from(anchor, end) == following
        assert terms.year_from(anchor, end - timedelta(days=1)) == end


@given(DAYS, st.integers(-5, 100))
def test_a_reminder_is_the_shortest_that_fits(day, left):
    step = step_of(day + timedelta(days=left), day)
    if left <= 0 or left > 60:
        assert step is None
    else:
        assert step == (7 if left <= 7 else 30 if left <= 30 else 60)


def test_owners_are_reminded_before_the_year_ends(cast):
    year_ends(registered(cast, cast.stranger), today() + timedelta(days=25))
    remind(timezone.now())
    notice = Notice.objects.get(to=cast.stranger, event__verb="company.ends_soon")
    assert "Renew it" in notice.body_en
    assert remind(timezone.now()) == 0
    assert Reminder.objects.get().days == 30


def test_the_database_refuses_an_owner_of_less_than_a_quarter(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        cast.noor.beneficial_owners.create(**owner("24.99"))
