"""An applicant fills in: what the company gave before is used again, what has ended is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from documents.attach import attachments_of
from licensing import building, prefilling
from licensing.forms_application import ApplicationForm
from licensing.models import LicenceTypeVersion
from tests.vendors.life import given
from workflow.blockers import Refused
from workflow.gate import perform
from workflow.steps import as_sent

TODAY = timezone.localdate


def ask(licensing, **fields):
    """The home business's licence asks for these documents or questions from now on."""
    return licensing.next_version(licensing.home, **fields)


DEED = {"key": "deed", "label": {"ar": "سند", "en": "Deed"}, "required": True}


def fill(case, by, **typed):
    """What the form brings when this is typed over what it shows."""
    data = as_sent(ApplicationForm(case=case, by=by))
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    form = ApplicationForm(data, case=case, by=by)
    assert form.is_valid(), form.errors
    return perform(case, "edit", by=by, **form.values())


ANSWERED = {"q_trade": "Sweets", "q_home_address": "5 Olive Street", "q_visitors": "no"}


@pytest.fixture
def owner(cast):
    return cast.noor_owner


def test_a_credential_of_the_company_stands_for_a_document(licensing, cast, owner):
    credential = given(cast.noor, owner, type="tax")
    ask(licensing, documents=[{**DEED, "expires": True, "reuse": "credential:tax"}])
    case = licensing.draft(licensing.home)
    kept = ApplicationForm(case=case, by=owner).offered["deed"]
    assert [one.attachment.case_id for one in kept] == [credential.pk]
    case = fill(case, owner, **ANSWERED, kept_deed=kept[0].key)
    assert attachments_of(case).get().file_id == kept[0].attachment.file_id
    assert case.document_facts["deed"]["until"] == kept[0].until.isoformat()
    assert perform(case, "submit", by=owner).state != case.State.DRAFT


def test_another_company_s_credential_is_not_offered(licensing, cast, owner):
    theirs = given(cast.ofoq, cast.ofoq_owner, type="tax")
    ask(licensing, documents=[{**DEED, "reuse": "credential:tax"}])
    case = licensing.draft(licensing.home)
    assert ApplicationForm(case=case, by=owner).offered["deed"] == []
    data = as_sent(ApplicationForm(case=case, by=owner))
    data["kept_deed"] = f"credential:{attachments_of(theirs).get().pk}"
    form = ApplicationForm(data, case=case, by=owner)
    assert form.is_valid()
    assert form.values()["documents"] == {"deed": None}


def test_a_credential_that_has_ended_is_not_offered(licensing, cast, owner):
    ended = given(cast.noor, owner, type="tax")
    type(ended).objects.filter(pk=ended.pk).update(valid_until=TODAY())
    ask(licensing, documents=[{**DEED, "reuse": "credential:tax"}])
    assert ApplicationForm(case=licensing.draft(licensing.home), by=owner).offered["deed"] == []


@pytest.mark.parametrize(
    ("row", "facts", "said"),
    [
        ({"expires": True}, {}, "Say until when"),
        ({"expires": True}, {"until": -1}, "held through"),
        ({"expires": True}, {"until": 0}, ""),
        ({"max_age_days": 90}, {}, "Say when"),
        ({"max_age_days": 90}, {"issued": -91}, "may be"),
        ({"max_age_days": 90}, {"issued": 1}, "to come"),
        ({"max_age_days": 90}, {"issued": -90}, ""),
    ],
)
def test_a_document_must_still_hold(licensing, cast, owner, row, facts, said):
    ask(licensing, documents=[{**DEED, **row}])
    case = licensing.filled(licensing.home)
    days = {name: (TODAY() + timedelta(days=n)).isoformat() for name, n in facts.items()}
    type(case).objects.filter(pk=case.pk).update(document_facts={"deed": days})
    case.refresh_from_db()
    if not said:
        perform(case, "submit", by=owner)
        return
    with pytest.raises(Refused) as refused:
        perform(case, "submit", by=owner)
    assert said in str(refused.value.blockers[0].text)


def test_a_document_is_asked_for_only_after_its_answer(licensing, owner):
    when = {"visitors": [True]}
    ask(licensing, documents=[{**DEED, "when": when}])
    case = fill(licensing.draft(licensing.home), owner, **ANSWERED)
    assert perform(case, "submit", by=owner).state != case.State.DRAFT


def test_an_application_begins_with_what_is_known(licensing, cast, owner):
    schema = building.put_question(
        "home_address",
        "home",
        {
            "type": "string",
            "x-title": {"ar": "عنوان", "en": "Address"},
            "x-prefill": "company.address",
        },
        required=True,
    )(licensing.home.current.questions)
    perform(licensing.submitted(licensing.home), "withdraw", by=owner)
    ask(licensing, questions=schema)
    licensing.home = type(licensing.home).objects.get(pk=licensing.home.pk)
    case = licensing.draft(licensing.home)
    found = prefilling.prefilled(case)
    assert found == {"trade": "Sweets", "home_address": cast.noor.address, "visitors": False}
    form = ApplicationForm(case=case, by=owner)
    assert "Filled in from what we know" in str(form.fields["q_trade"].help_text)
    assert form["q_visitors"].value() == "no"


def test_what_the_question_would_refuse_is_not_taken(licensing, cast, owner):
    perform(licensing.submitted(licensing.home), "withdraw", by=owner)
    schema = licensing.home.current.questions
    short = {**schema["properties"]["trade"], "maxLength": 2}
    ask(licensing, questions={**schema, "properties": {**schema["properties"], "trade": short}})
    licensing.home = type(licensing.home).objects.get(pk=licensing.home.pk)
    assert "trade" not in prefilling.prefilled(licensing.draft(licensing.home))


def test_nothing_of_another_company_is_taken(licensing, cast, owner):
    perform(licensing.submitted(licensing.home), "withdraw", by=owner)
    case = licensing.draft(licensing.home, cast.ofoq, cast.ofoq_owner)
    assert prefilling.prefilled(case) == {}


def test_once_filled_in_nothing_is_taken_any_more(licensing, owner):
    perform(licensing.submitted(licensing.home), "withdraw", by=owner)
    case = fill(licensing.draft(licensing.home), owner, q_trade="Soap", q_visitors=[])
    assert ApplicationForm(case=case, by=owner).taken == {}
    assert LicenceTypeVersion.objects.in_force().count() == 2
