"""Officers make licence types in the browser: parts, form, documents, stages; others activate."""

import json

import pytest
from django.urls import reverse

from licensing import building, differences, questions, readiness, renewing, trials, versions
from licensing.forms_stages import StagesForm
from licensing.models import Application, Invoice, Licence, LicenceType, LicenceTypeVersion
from workflow.blockers import NotAllowed, Refused
from workflow.gate import perform

State = LicenceTypeVersion.State
EN = "/en"


def words(arabic: str, english: str) -> dict[str, str]:
    return {"ar": arabic, "en": english}


@pytest.fixture
def officer(client, cast):
    """The licensing officer, signed in."""
    client.force_login(cast.licensing_officer)
    return client


@pytest.fixture
def draft(licensing) -> LicenceTypeVersion:
    """The next version of the food shop's licence, as a copy."""
    return versions.begin_next(licensing.food, by=licensing.cast.licensing_officer)


def at(name: str, *args: str) -> str:
    return EN + reverse(name, args=args).removeprefix("/en").removeprefix("/ar")


def act_url(version: LicenceTypeVersion, name: str) -> str:
    return at("act", version.kind, version.reference, name)


# --- beginning --------------------------------------------------------------------------


def test_an_officer_begins_a_licence_type(officer, cast, licensing):
    sent = {"name_ar": "رخصة مقهى", "name_en": "Café licence", "one_a_company": "no"}
    sent["agency"] = str(cast.trade.pk)
    answer = officer.post(at("new_licence_type"), sent)
    version = LicenceTypeVersion.objects.get(licence_type__slug="cafe-licence")
    assert answer.status_code == 302
    assert answer.url.endswith(f"/{version.reference}/")
    assert version.state == State.DRAFT
    assert version.agency == cast.trade
    assert not version.licence_type.one_a_company
    page = officer.get(answer.url)
    assert page.status_code == 200
    assert "is missing in English" in page.content.decode()


def test_two_types_of_one_name_have_two_addresses(officer, cast, licensing):
    sent = {"name_ar": "رخصة", "name_en": "Licence", "one_a_company": "yes"}
    sent["agency"] = str(cast.trade.pk)
    for _time in range(2):
        officer.post(at("new_licence_type"), sent)
    slugs = set(LicenceType.objects.values_list("slug", flat=True))
    assert {"licence", "licence-2"} <= slugs


def test_nobody_else_begins_one(client, cast, licensing):
    for who in ("licensing_approver", "inspector", "noor_owner", "officer"):
        client.force_login(getattr(cast, who))
        assert client.get(at("new_licence_type")).status_code == 403


def test_there_is_one_next_version_at_a_time(officer, licensing, draft):
    active = licensing.food.versions.get(state=State.ACTIVE)
    page = officer.get(at("next_licence_type_version", active.reference))
    assert draft.reference in page.content.decode()
    officer.post(at("next_licence_type_version", active.reference), {})
    assert licensing.food.versions.count() == 2


# --- proposing --------------------------------------------------------------------------


def test_a_type_without_words_is_not_proposed(licensing, draft):
    type(draft).objects.filter(pk=draft.pk).update(description_en="", conditions_en="One only.")
    with pytest.raises(Refused) as refused:
        perform(draft, "propose", by=licensing.cast.licensing_officer)
    text = " ".join(str(blocker.text) for blocker in refused.value.blockers)
    assert "“What it is for” is missing in English." in text
    assert "conditions are not as many" in text


def test_who_proposed_does_not_activate(licensing, draft, cast):
    from tests.cast import give_role

    give_role(cast.licensing_officer, "licensing_approver", cast.trade)
    proposed = perform(draft, "propose", by=cast.licensing_officer)
    with pytest.raises(NotAllowed):
        perform(proposed, "activate", by=cast.fresh(cast.licensing_officer))


def test_what_was_proposed_is_not_changed_any_more(licensing, draft, cast):
    proposed = perform(draft, "propose", by=cast.licensing_officer)
    with pytest.raises(Refused):
        perform(
            proposed, "edit_form", by=cast.licensing_officer,
            change=building.put_section("", words("أ", "A"), {}),
        )  # fmt: skip


def test_an_application_keeps_the_version_it_began_under(licensing, draft, cast, client):
    application = licensing.filled(licensing.food)
    asked = {"type": "string", "x-title": words("جديد", "Quite new")}
    change = building.put_question("", "shop", asked, required=True)
    changed = perform(draft, "edit_form", by=cast.licensing_officer, change=change)
    proposed = perform(changed, "propose", by=cast.licensing_officer)
    client.force_login(cast.licensing_approver)
    page = client.get(act_url(proposed, "activate")).content.decode()
    assert application.reference in page
    active = perform(proposed, "activate", by=cast.licensing_approver, read=True)
    assert active.state == State.ACTIVE
    assert application.version.number == 1
    sent = perform(Application.objects.get(pk=application.pk), "submit", by=cast.noor_owner)
    assert sent.state != Application.State.DRAFT


# --- the form builder -------------------------------------------------------------------


def test_a_form_is_built_question_by_question(officer, draft):
    url = at("licence_type_add_question", draft.reference, "shop", "one")
    sent = {
        "title_ar": "نوع المبنى", "title_en": "Kind of building", "required": "on",
        "part": "shop", "prefill": "", "choices-TOTAL_FORMS": "2", "choices-INITIAL_FORMS": "0",
        "choices-0-label_ar": "برج", "choices-0-label_en": "Tower",
        "choices-1-label_ar": "بيت", "choices-1-label_en": "House",
    }  # fmt: skip
    answer = officer.post(url, sent)
    assert answer.status_code == 302, answer.content.decode()
    draft.refresh_from_db()
    asked = draft.questions["properties"]["kind_of_building"]
    assert asked["enum"] == ["tower", "house"]
    assert asked["x-prefill"] == ""
    assert "kind_of_building" in draft.questions["required"]
    page = officer.get(at("licence_type_form", draft.reference) + "?show=ar").content.decode()
    assert "نوع المبنى" in page
    assert "برج" in page


def test_questions_are_moved_copied_and_deleted(officer, draft):
    url = at("licence_type_form", draft.reference)
    for doing in ("question-down:premises", "question-copy:floor_area", "question-drop:opening"):
        assert officer.post(url, {"do": doing}).status_code == 302
    draft.refresh_from_db()
    order = questions.names(draft.questions)
    assert order[:3] == ["floor_area", "floor_area_in_square_metres", "premises"]
    assert "opening" not in order


def test_a_question_others_wait_for_is_not_deleted(officer, draft):
    asked = {"type": "integer", "x-title": words("ع", "Number"), "x-when": {"goods": ["fresh"]}}
    perform(
        draft, "edit_form", by=officer_of(draft),
        change=building.put_question("", "goods", asked, required=True),
    )  # fmt: skip
    page = officer.post(
        at("licence_type_form", draft.reference), {"do": "question-drop:goods"}, follow=True
    )
    assert "asked only after answers to" in page.content.decode()
    draft.refresh_from_db()
    assert "goods" in draft.questions["properties"]


def officer_of(draft: LicenceTypeVersion):
    return draft.created_by


def test_two_officers_build_at_once_and_nothing_is_lost(draft):
    stale = LicenceTypeVersion.objects.get(pk=draft.pk)
    for number, version in enumerate((draft, stale)):
        asked = {"type": "string", "x-title": words("س", f"Question {number}")}
        perform(
            version, "edit_form", by=officer_of(draft),
            change=building.put_question("", "shop", asked, required=False),
        )  # fmt: skip
    draft.refresh_from_db()
    assert {"question_0", "question_1"} <= set(draft.questions["properties"])


def test_a_pasted_schema_is_judged_in_sentences(officer, draft):
    for text, said in (
        ("{", "This is no JSON"),
        ('{"type": "object", "properties": {"a": {"type": "null"}}}', "No field can be made"),
        (
            json.dumps({"properties": {"a": {"x-title": words("أ", "A"), "x-when": {"b": [1]}}}}),
            "depend on questions that are not there",
        ),
    ):
        answer = officer.post(act_url(draft, "paste_form"), {"schema": text})
        assert answer.status_code == 422
        assert said in answer.content.decode()


def test_the_form_of_a_version_in_force_is_not_built(officer, licensing):
    active = licensing.food.versions.get()
    assert officer.get(at("licence_type_form", active.reference)).status_code == 302
    answer = officer.post(at("licence_type_form", active.reference), {"do": "question-drop:goods"})
    assert answer.status_code == 302
    active.refresh_from_db()
    assert "goods" in active.questions["properties"]


def test_names_that_are_no_names_are_told(draft):
    schema = {"type": "object", "properties": {"A b": {"x-title": words("أ", "A")}}}
    assert "small Latin letters" in questions.shape_problem(schema)


# --- parts ------------------------------------------------------------------------------


def test_documents_are_edited_as_rows(officer, draft):
    sent = {
        "papers-TOTAL_FORMS": "2", "papers-INITIAL_FORMS": "0",
        "papers-0-label_ar": "شهادة", "papers-0-label_en": "Tax clearance",
        "papers-0-required": "on", "papers-0-expires": "on", "papers-0-reuse": "credential:tax",
        "papers-0-when": json.dumps(["goods", "fresh"]), "papers-0-place": "2",
        "papers-1-label_ar": "مخطط", "papers-1-label_en": "Plan", "papers-1-place": "1",
    }  # fmt: skip
    answer = officer.post(act_url(draft, "edit_documents"), sent)
    assert answer.status_code == 302, answer.content.decode()
    draft.refresh_from_db()
    assert [row["key"] for row in draft.documents] == ["plan", "tax_clearance"]
    assert draft.documents[1]["when"] == {"goods": ["fresh"]}
    assert draft.documents[1]["reuse"] == "credential:tax"
    assert not draft.documents[0]["required"]


def stage(number: int, **more: str) -> dict[str, str]:
    row = {
        "kind": "review", "title_ar": "مراجعة", "title_en": f"Review {number}", "agency": "",
        "role": "licensing_officer", "days": "3", "group": str(number), "on_overdue": "wait",
        **more,
    }  # fmt: skip
    return {f"steps-{number - 1}-{name}": value for name, value in row.items()}


def test_stages_become_a_readable_plan(officer, draft, cast):
    sent = {
        "steps-TOTAL_FORMS": "3", "steps-INITIAL_FORMS": "0",
        **stage(1, agency="health", title_en="Hygiene"),
        **stage(2, kind="inspection", role="inspector", group="1", title_en="Visit", days="5",
                checklist_ar="أ\nب", checklist_en="Extinguishers\nExits"),
        **stage(3, kind="decision", role="licensing_approver", group="2", days="2"),
    }  # fmt: skip
    answer = officer.post(act_url(draft, "edit_stages"), sent)
    assert answer.status_code == 302, answer.content.decode()
    draft.refresh_from_db()
    assert [row["key"] for row in draft.stages] == ["hygiene", "visit", "review_3"]
    assert [point["key"] for point in draft.stages[1]["checklist"]] == ["extinguishers", "exits"]
    assert readiness.missing(draft, "edit_stages") == []
    page = officer.get(draft.get_absolute_url()).content.decode()
    assert "In parallel: Hygiene (Ministry of Health, 3 working days)" in page
    assert "7 working days in all" in page


def test_a_stage_may_look_at_unchanged_renewals_and_keeps_it_when_edited(officer, draft):
    sent = {
        "steps-TOTAL_FORMS": "2", "steps-INITIAL_FORMS": "0",
        **stage(1, title_en="Hygiene"), "steps-0-renewals": "on",
        **stage(2, kind="decision", role="licensing_approver", group="2", days="2"),
    }  # fmt: skip
    assert officer.post(act_url(draft, "edit_stages"), sent).status_code == 302
    draft.refresh_from_db()
    assert [row.get("aims") for row in draft.stages] == [["renew"], None]
    assert renewing.is_reviewed(draft)
    row = StagesForm(case=draft, by=None).formsets["steps"].forms[0]
    assert row.initial["renewals"] is True


@pytest.mark.parametrize(
    ("stages", "said"),
    [
        ([{"kind": "review", "days": 1}], "There must be one decision"),
        ([{"kind": "decision", "days": 0}], "at least one working day"),
        ([{"kind": "decision", "days": 2, "agency": "nowhere"}], "not in business"),
        ([{"kind": "decision", "days": 40}], "only 10 working days are promised"),
        (
            [
                {"kind": "decision", "days": 1, "group": 1},
                {"kind": "review", "days": 1, "group": 2},
            ],
            "The decision comes last",
        ),
    ],
)
def test_unsound_stages_are_told(draft, stages, said):
    draft.stages = [
        {"key": str(n), "title": words("ع", "T"), **row} for n, row in enumerate(stages)
    ]
    assert said in " ".join(readiness.missing(draft, "edit_stages"))


def test_validity_and_renewal_are_edited(officer, draft, licensing):
    sent = {
        "review_days": "12", "answer_days": "20", "appeal_days": "15", "term_months": "24",
        "term_ends": "year_end", "aims": ["renew", "transfer"], "renewal_opens_days": "60",
        "late_renewal_days": "0", "tacit_approval": "on",
    }  # fmt: skip
    assert officer.post(act_url(draft, "edit_rules"), sent).status_code == 302
    draft.refresh_from_db()
    assert (draft.term_months, draft.term_ends, draft.aims) == (
        24,
        "year_end",
        ["renew", "transfer"],
    )


# --- what it alters ---------------------------------------------------------------------


def test_a_version_shows_what_it_alters(officer, draft, licensing):
    change = building.put_question(
        "floor_area", "shop",
        {**draft.questions["properties"]["floor_area"], "maximum": 900, "x-title": words("مساحة", "Area")},
        required=False,
    )  # fmt: skip
    changed = perform(draft, "edit_form", by=officer_of(draft), change=change)
    active = licensing.food.versions.get(state=State.ACTIVE)
    rows = {row.label: (row.before, row.after) for row in differences.differences(active, changed)}
    assert rows["Question “Area”"] == ("Floor area in square metres", "Area")
    assert rows["Question “Area”: limits"] == (
        "at least 4, at most 50000", "at least 4, at most 900",
    )  # fmt: skip
    assert rows["Question “Area”: must be answered"] == ("yes", "no")
    # The fee that is computed from it names it.
    (fee,) = (row for label, row in rows.items() if not label.startswith("Question"))
    assert "Floor area in square metres" in fee[0]
    assert "· Area ·" in fee[1]
    assert len(rows) == 4
    page = officer.get(changed.get_absolute_url()).content.decode()
    assert "What it alters, compared with version 1" in page


def test_a_new_question_is_told_in_one_row(draft, licensing):
    asked = {"type": "integer", "minimum": 1, "x-title": words("مركبات", "Vehicles")}
    change = building.put_question("", "shop", asked, required=True)
    changed = perform(draft, "edit_form", by=officer_of(draft), change=change)
    active = licensing.food.versions.get(state=State.ACTIVE)
    (row,) = differences.differences(active, changed)
    assert (row.label, row.before) == ("Question “Vehicles”", "")
    told = ["Vehicles", "kind: Whole number", "must be answered: yes", "limits: at least 1"]
    assert row.after.splitlines() == told


def test_a_copy_alters_nothing(draft, licensing):
    active = licensing.food.versions.get(state=State.ACTIVE)
    assert differences.differences(active, draft) == []


# --- trials -----------------------------------------------------------------------------


def test_a_trial_leaves_nothing_behind(officer, draft, cast):
    url = at("licence_type_trial", draft.reference)
    assert officer.get(url).status_code == 200
    sent = {
        "q_premises": "1 Street", "q_floor_area": "80", "q_goods": "dry", "q_chillers": "0",
        **{f"kept_{key}": "pretend" for key in ("lease", "plan", "health")},
    }  # fmt: skip
    assert officer.post(url, sent).status_code == 302
    trial = trials.of(draft, cast.licensing_officer)
    assert trials.problems(trial) == []
    page = officer.get(url).content.decode()
    assert "nothing stands in the way" in page
    for key in ("review", "decision"):
        officer.post(url, {"do": f"passed:{key}"})
    page = officer.get(url).content.decode()
    assert "Specimen: not a licence" in page
    assert "Pretend Company" in page
    assert not Application.objects.exists()
    assert not Invoice.objects.exists()
    assert not Licence.objects.exists()
    officer.post(url, {"do": "again"})
    assert trials.of(draft, cast.licensing_officer) is None


def test_a_trial_runs_the_real_checks(officer, draft, cast):
    officer.post(at("licence_type_trial", draft.reference), {"q_premises": "1 Street"})
    found = " ".join(trials.problems(trials.of(draft, cast.licensing_officer)))
    assert "What food will you sell?" in found
    assert "Plan of the shop" in found


def test_stages_are_played_in_their_turn(draft, cast):
    trial = trials.keep(
        draft, cast.licensing_officer, {"answers": {}, "documents": {}, "document_facts": {}}
    )
    trials.play(trial, "decision", trials.PASSED)
    assert trial.played == []
    trials.play(trial, "review", trials.REFUSED)
    assert trials.is_refused(trial)
    trials.play(trial, "decision", trials.PASSED)
    assert len(trial.played) == 1


def test_a_stranger_tries_nothing(client, cast, draft):
    url = at("licence_type_trial", draft.reference)
    client.force_login(cast.inspector)
    assert client.get(url).status_code == 403
    client.force_login(cast.noor_owner)
    assert client.get(url).status_code == 404
