"""Schemas of questions: what is drawn up in the form builder is what applicants are asked, and
what they answer is what is stored. No database is needed here.
"""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from licensing import building, questions
from licensing.catalogue_shops import FOOD_QUESTIONS, HOME_QUESTIONS
from licensing.forms_building import QuestionForm, SectionForm
from licensing.preview import PreviewForm
from licensing.questions_words import KINDS, SEVERAL
from licensing.rows_building import COLUMN_KINDS, bare
from portal.demo.licence_types import CAFE_FORM
from workflow.steps import as_sent

WORDS = st.text("abcdefghijklm أبتثجح", min_size=1, max_size=20).map(str.strip).filter(bool)
BOTH = st.fixed_dictionaries({"ar": WORDS, "en": WORDS})


def _limits(draw: Any, asked: dict[str, Any], least: str, most: str, top: int = 200) -> None:
    low = draw(st.none() | st.integers(1, top))
    high = draw(st.none() | st.integers(low or 1, top))
    asked |= {k: v for k, v in ((least, low), (most, high)) if v is not None}


@st.composite
def plain_questions(draw: Any, kinds: list[str]) -> dict[str, Any]:
    """A question of one of these kinds, with whatever it may say of itself."""
    kind = draw(st.sampled_from(kinds))
    asked: dict[str, Any] = {**bare(kind), "x-title": draw(BOTH)}
    if kind in ("text", "long"):
        _limits(draw, asked, "minLength", "maxLength")
    elif kind in ("whole", "number", "money"):
        _limits(draw, asked, "minimum", "maximum")
    elif kind in ("one", SEVERAL):
        values = draw(
            st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=2, unique=True)
        )
        # Each is another word: answers are told apart by what they say.
        said = {value: {"ar": f"ج {value}", "en": f"A {value}"} for value in values}
        asked["x-choices"] = said
        if kind == "one":
            asked["enum"] = values
        else:
            asked |= {"items": {"type": "string", "enum": values}, "uniqueItems": True}
    return asked


@st.composite
def form_questions(draw: Any) -> dict[str, Any]:
    """A question as it stands in a form: also a table, and with what only forms know."""
    if draw(st.booleans()):
        columns = draw(st.lists(plain_questions(COLUMN_KINDS), min_size=1, max_size=4))
        names = [f"c{n}" for n in range(len(columns))]
        asked = {
            "type": "array",
            "x-title": draw(BOTH),
            "items": {
                "type": "object",
                "properties": dict(zip(names, columns, strict=True)),
                "required": [name for name in names if draw(st.booleans())],
                "x-order": names,
            },
        }
        _limits(draw, asked, "minItems", "maxItems", 40)
    else:
        asked = draw(plain_questions([kind for kind in KINDS if kind != "rows"]))
        prefill = draw(st.none() | st.sampled_from(["", "company.city"]))
        asked |= {} if prefill is None else {"x-prefill": prefill}
    for key, value in (("x-help", BOTH), ("x-public", st.just(True))):
        found = draw(st.none() | value)
        asked |= {} if found is None else {key: found}
    return asked


@st.composite
def schemas(draw: Any) -> dict[str, Any]:
    """A form of some questions, in order, in sections, some of them conditional."""
    asked = draw(st.lists(form_questions(), min_size=1, max_size=6))
    names = [f"q{n}" for n in range(len(asked))]
    flag = {"type": "boolean", "x-title": {"ar": "نعم؟", "en": "Yes?"}}
    for question in asked:
        if draw(st.booleans()):
            question["x-when"] = {"flag": [draw(st.booleans())]}
    cut = draw(st.integers(0, len(names)))
    title = {"ar": "قسم", "en": "Part"}
    return {
        "type": "object",
        "properties": {"flag": flag, **dict(zip(names, asked, strict=True))},
        "required": [name for name in names if draw(st.booleans())],
        "x-order": ["flag", *names],
        "x-sections": [
            {"name": "a", "title": title, "questions": ["flag", *names[:cut]]},
            {"name": "b", "title": title, "questions": names[cut:]},
        ],
    }


def case_of(schema: dict[str, Any], answers: dict[str, Any] | None = None) -> Any:
    version = SimpleNamespace(questions=schema, document_list=[])
    return SimpleNamespace(
        questions=schema,
        version=version,
        answers=answers or {},
        document_facts={},
        company=None,
        state="draft",
        field_remarks={},
    )


@settings(max_examples=25, deadline=None)
@given(schema=schemas())
def test_opening_a_question_and_saving_it_changes_nothing(schema):
    assert questions.shape_problem(schema) == ""
    for name in questions.names(schema):
        shown = QuestionForm(case=case_of(schema), by=None, name=name)
        sent = QuestionForm(as_sent(shown), case=case_of(schema), by=None, name=name)
        assert sent.is_valid(), (sent.errors, [f.errors for f in sent.formsets.values()])
        assert sent.change()(schema) == building.tidied(schema)


@settings(max_examples=25, deadline=None)
@given(schema=schemas(), data=st.data())
def test_what_is_answered_is_what_is_stored(schema, data):
    answers = {
        name: data.draw(_answers(schema["properties"][name]), label=name)
        for name in questions.names(schema)
    }
    idle = questions.skipped(schema, answers)
    assert questions.unanswered(schema, answers) == []
    assert questions.unacceptable(schema, answers) == []
    shown = PreviewForm(case=case_of(schema, answers), by=None)
    sent = PreviewForm(as_sent(shown), case=case_of(schema), by=None)
    assert sent.is_valid(), (sent.errors, [f.errors for f in sent.formsets.values()])
    kept = {name: value for name, value in answers.items() if name not in idle}
    assert sent.values()["answers"] == kept


def _answers(asked: dict[str, Any]) -> Any:
    """Answers that a question accepts."""
    kind = questions.kind_of(asked)
    if kind in ("text", "long"):
        least = asked.get("minLength", 1)
        most = asked.get("maxLength", max(least, 40))
        return st.text("abcdef", min_size=least, max_size=most)
    if kind in ("whole", "number", "money"):
        return st.integers(asked.get("minimum", 0), asked.get("maximum", 1000))
    if kind == "date":
        return st.dates(date(1990, 1, 1), date(2090, 1, 1)).map(date.isoformat)
    if kind == "yes_no":
        return st.booleans()
    values = [value for value, _words in questions.choices(asked)]
    if kind == "one":
        return st.sampled_from(values)
    if kind == SEVERAL:
        picked = st.sets(st.sampled_from(values), min_size=1)
        return picked.map(lambda chosen: [value for value in values if value in chosen])
    inner = questions.columns(asked)
    row = st.fixed_dictionaries(
        {name: _answers(inner["properties"][name]) for name in questions.names(inner)}
    )
    least = max(asked.get("minItems", 0), 1)
    return st.lists(row, min_size=least, max_size=max(least, min(asked.get("maxItems", 3), 3)))


@pytest.mark.parametrize("schema", [HOME_QUESTIONS, FOOD_QUESTIONS, CAFE_FORM])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_schemas_of_the_catalogue_are_sound(schema, language):
    with override(language):
        assert questions.shape_problem(schema) == ""


FORM = CAFE_FORM
WHOLE: dict[str, Any] = {
    "place": "5 Olive Street",
    "serving": ["indoors"],
    "seats": 20,
    "gas": False,
    "staff": [{"name": "Amal", "task": "cook", "certificate": "2030-01-01"}],
}


def test_what_does_not_apply_is_neither_asked_nor_kept():
    answers = {**WHOLE, "terrace_area": 4, "cylinders": 3}
    assert questions.skipped(FORM, answers) == {"terrace_area", "cylinders"}
    assert questions.unanswered(FORM, answers) == []
    shown = PreviewForm(case=case_of(FORM, answers), by=None)
    sent = PreviewForm(as_sent(shown), case=case_of(FORM), by=None)
    assert sent.is_valid()
    assert set(sent.values()["answers"]) == set(WHOLE)
    assert {"q_terrace_area", "q_cylinders"} == set(sent.idle)


def test_an_answer_to_what_is_not_asked_opens_nothing():
    schema = building.put_question(
        "", "kitchen",
        {"type": "string", "x-title": {"ar": "س", "en": "Deep"}, "x-when": {"inner": ["yes"]}},
        required=True,
    )(
        {**FORM, "properties": {
            **FORM["properties"],
            "inner": {
                "type": "string", "enum": ["yes"], "x-title": {"ar": "د", "en": "Inner"},
                "x-choices": {"yes": {"ar": "نعم", "en": "Yes"}}, "x-when": {"gas": [True]},
            },
        }}
    )  # fmt: skip
    assert questions.unanswered(schema, {**WHOLE, "inner": "yes"}) == []
    told = questions.unanswered(schema, {**WHOLE, "gas": True, "inner": "yes"})
    with override("en"):
        assert "Deep" in questions.unanswered(schema, {**WHOLE, "gas": True, "inner": "yes"})
    assert told


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "Staff who prepare food"),
        ([{"name": "Amal"}], "Staff who prepare food, row 1: Health certificate valid through"),
    ],
)
def test_rows_that_lack_something_are_named(rows, said):
    with override("en"):
        assert questions.unanswered(FORM, {**WHOLE, "staff": rows}) == [said]


def test_rows_are_judged_by_the_schema():
    rows = [{"name": "Amal", "task": "flying", "certificate": "2030-01-01"}]
    with override("en"):
        assert questions.unacceptable(FORM, {**WHOLE, "staff": rows}) == ["Staff who prepare food"]
        crowd = [WHOLE["staff"][0]] * 41
        assert questions.unacceptable(FORM, {**WHOLE, "staff": crowd}) == ["Staff who prepare food"]


def test_questions_that_wait_for_one_another_are_told():
    def flag(on: str) -> dict[str, Any]:
        return {"type": "boolean", "x-title": {"ar": on, "en": on}, "x-when": {on: [True]}}

    with override("en"):
        schema = {"type": "object", "properties": {"a": flag("b"), "b": flag("a")}}
        assert "wait for one another" in questions.shape_problem(schema)


def test_a_question_moves_through_the_sections_and_back():
    down = building.move_question("city", building.DOWN)(FORM)
    assert down["x-sections"][1]["questions"][0] == "city"
    assert building.move_question("city", building.UP)(down) == building.tidied(FORM)


def test_a_section_with_questions_is_not_deleted():
    with pytest.raises(building.CannotBuild):
        building.drop_section("place")(FORM)


def test_a_section_is_renamed_and_conditioned():
    shown = SectionForm(case=case_of(FORM), by=None, key="terrace")
    data = as_sent(shown)
    data["title_en"] = "Outside"
    sent = SectionForm(data, case=case_of(FORM), by=None, key="terrace")
    assert sent.is_valid(), sent.errors
    part = building.part_named(sent.change()(FORM), "terrace")
    assert part["title"]["en"] == "Outside"
    assert part["when"] == {"serving": ["terrace"]}
