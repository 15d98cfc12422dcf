"""Dates, hours, amounts and long lists, as people type them."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.http import QueryDict
from django.test import RequestFactory
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.inputs import (
    DayField,
    MomentField,
    MoneyField,
    Option,
    SearchedChoice,
    options_found,
)
from accounts.inputs.reading import Wrong, read_hour
from accounts.tidy import TidyForm

# A busy machine is no fault of a field.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
PATIENT = settings.get_profile("patient")
DIGITS = {"latin": "0123456789", "arabic": "٠١٢٣٤٥٦٧٨٩", "persian": "۰۱۲۳۴۵۶۷۸۹"}
GOODS = [
    Option("33100", "Medical equipment"),
    Option("33190", "Medical devices"),
    Option("34114", "سيارات الإسعاف"),
]


def find(words: str) -> list[Option]:
    """What a room's search does, in small."""
    return [o for o in GOODS if words in o.value or words.lower() in o.name.lower()]


class Due(TidyForm):
    day = DayField(label="Day")
    at = MomentField(label="At", required=False)
    since = MomentField(label="Since", required=False, usual_hour=time(0))


class Price(TidyForm):
    price = MoneyField(currency="JOD", label="Price", min_value=0)


class Goods(TidyForm):
    goods = SearchedChoice(find=find, source="/goods/", label="Goods")


def due(**parts: str) -> Due:
    """The form of a day, with the parts that are not said left as they should be."""
    return Due({"day_0": "22", "day_1": "11", "day_2": "2026", **parts})


def in_digits(text: str, script: str) -> str:
    return text.translate(str.maketrans(DIGITS["latin"], DIGITS[script]))


@PATIENT
@given(
    day=st.dates(min_value=date(1600, 1, 1), max_value=date(9999, 12, 31)),
    script=st.sampled_from(sorted(DIGITS)),
    zeros=st.booleans(),
    shape=st.sampled_from(["parts", "iso", "written", "single"]),
)
def test_a_day_comes_back_however_it_is_typed(day, script, zeros, shape):
    pad = "02d" if zeros else "d"
    written = {"day_0": f"{day.day:{pad}}", "day_1": f"{day.month:{pad}}", "day_2": str(day.year)}
    typed = {
        "parts": written,
        "iso": {"day_0": day.isoformat(), "day_1": "", "day_2": ""},
        "written": {"day_0": f"{day.day:{pad}}/{day.month:{pad}}/{day.year:04d}"},
        "single": {"day": day.isoformat()},
    }[shape]
    form = Due({name: in_digits(value, script) for name, value in typed.items()})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == day


@PATIENT
@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_whatever_is_typed_is_a_date_or_an_error_and_is_shown_again(day, month, year, hour):
    form = Due({"day_0": day, "day_1": month, "day_2": year, "at_0": day, "at_3": hour})
    assert form.is_valid() or form.errors
    assert 'name="day_0"' in str(form["day"])
    assert str(form["at"])


@pytest.mark.parametrize(
    ("parts", "sentence", "wrong"),
    [
        ({"day_0": "32"}, "The day must be between 1 and 31.", "0"),
        ({"day_1": "13"}, "The month must be between 1 and 12.", "1"),
        ({"day_1": "0"}, "The month must be between 1 and 12.", "1"),
        ({"day_2": "26"}, "Write the year with four digits, for example", "2"),
        ({"day_2": "1448"}, "This is a Hijri year.", "2"),
        ({"day_0": ""}, "Write the day too.", "0"),
        (
            {"day_0": "29", "day_1": "2", "day_2": "2027"},
            "29 February 2027 does not exist: that month ends with day 28.",
            "0",
        ),
    ],
)
def test_what_is_wrong_with_a_day_is_said_and_shown_at_its_part(parts, sentence, wrong):
    form = due(**parts)
    assert sentence in form.errors["day"][0]
    html = str(form["day"])
    assert html.count('aria-invalid="true"') == 1
    part = html[html.index(f'id="id_day_{wrong}"') :]
    assert 'aria-invalid="true" aria-describedby="id_day_error"' in part[: part.index(">")]
    assert form["day"].id_for_label == f"id_day_{wrong}"


def test_everything_wrong_is_said_at_once():
    form = due(day_0="32", day_1="13")
    assert len(form.errors["day"]) == 2


def test_nothing_typed_is_one_error_at_all_parts():
    form = due(day_0="", day_1="", day_2="")
    assert form.errors["day"] == ["Write the date: day, month and year."]
    assert str(form["day"]).count('aria-invalid="true"') == 3


@pytest.mark.parametrize("month", ["11", "nov", "November", "تشرين الثاني", "تشرين ثاني", "نوفمبر"])
def test_a_month_may_be_written_as_a_word(month):
    form = due(day_1=month)
    if month == "تشرين ثاني":
        assert "month" in form.errors["day"][0]
    else:
        assert form.cleaned_data["day"] == date(2026, 11, 22) if form.is_valid() else False


def test_a_day_is_shown_in_the_hijri_calendar_too_without_a_script():
    assert "12 Jumada al-Akhirah 1448 AH" in str(due()["day"])
    assert "12 Jumada al-Akhirah 1448 AH" in str(Due(initial={"day": date(2026, 11, 22)})["day"])
    with override("ar"):
        assert "12 جمادى الآخرة 1448هـ" in str(Due(initial={"day": "2026-11-22"})["day"])
    assert "AH" not in str(due(day_1="13")["day"]).split("data-day-hijri")[1]


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("14:00", time(14)),
        ("14.30", time(14, 30)),
        ("1400", time(14)),
        ("14", time(14)),
        ("١٤:٠٠", time(14)),
        ("09:05", time(9, 5)),
        ("2:30 pm", time(14, 30)),
        ("2 م", time(14)),
        ("12 am", time(0)),
        ("00:00", time(0)),
    ],
)
def test_hours_are_read_as_they_are_written(typed, hour):
    assert read_hour(typed) == hour


@pytest.mark.parametrize("typed", ["2:30", "9", "24:00", "14:60", "13 pm", "noon", "230", "٢:٣٠"])
def test_an_hour_is_never_guessed(typed):
    with pytest.raises(Wrong):
        read_hour(typed)


def test_both_readings_of_a_short_hour_are_offered():
    with pytest.raises(Wrong) as caught:
        read_hour("2:30")
    assert "Write 02:30 or 14:30." in caught.value.sentences[0]


def test_a_moment_is_in_the_zone_of_the_country_and_names_it():
    form = due(at_0="٢٢", at_1="١١", at_2="٢٠٢٦", at_3="١٤:٠٠")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["at"] == datetime(2026, 11, 22, 14, tzinfo=ZoneInfo("Asia/Amman"))
    assert "(Amman)" in str(form["at"])


def test_a_moment_needs_its_hour_unless_one_is_usual():
    typed = {f"{name}_{i}": v for name in ("at", "since") for i, v in enumerate(("1", "2", "2026"))}
    form = due(**typed)
    assert form.errors["at"] == ["Write the hour too, for example 14:00."]
    assert form.cleaned_data["since"].hour == 0


def test_a_form_is_filled_again_from_what_was_posted():
    data = QueryDict(mutable=True)
    data.setlist("day_0", ["5"])
    data.setlist("day_1", ["13"])
    data.setlist("day_2", [""])
    html = str(Due(data)["day"])
    assert 'value="5"' in html
    assert 'value="13"' in html


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1250.5", "1250.5"),
        ("1,250.500", "1250.5"),
        ("١٬٢٥٠٫٥٠٠", "1250.5"),
        ("1 250.5", "1250.5"),
        ("JOD 1,250", "1250"),
        ("١٢٥٠ دينار أردني", "1250"),
        ("1.250", "1.25"),
        ("5.00000", "5"),
        ("0", "0"),
        (".5", "0.5"),
    ],
)
def test_amounts_are_read_as_they_are_written(typed, amount):
    form = Price({"price": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["price"] == Decimal(amount)


@pytest.mark.parametrize("typed", ["1 250,5", "1,5", "1.250.500", "12,34,567", "١٢٥٠،٥"])
def test_an_amount_is_never_guessed(typed):
    form = Price({"price": typed})
    assert "can be read in more than one way" in form.errors["price"][0]


@pytest.mark.parametrize("typed", ["1e5", "1_000", "NaN", "Infinity", "x", "--1", "9" * 40])
def test_what_is_no_amount_is_refused(typed):
    assert not Price({"price": typed}).is_valid()


def test_decimals_are_those_of_the_currency():
    error = "An amount in JOD has 3 decimals at most."
    assert Price({"price": "1.2345"}).errors["price"] == [error]
    yen = Price({"price": "1.5"})
    field: Any = yen.fields["price"]
    field.in_currency("JPY")
    assert yen.errors["price"] == ["An amount in JPY has no decimals."]


@PATIENT
@given(
    amount=st.decimals(min_value=0, max_value=10**10, places=3),
    script=st.sampled_from(sorted(DIGITS)),
)
def test_an_amount_comes_back_as_it_is_shown(amount, script):
    shown = Price(initial={"price": amount})["price"].field.widget.format_value(amount)
    form = Price({"price": in_digits(shown, script)})
    assert form.is_valid(), (shown, form.errors)
    assert form.cleaned_data["price"] == amount


def test_the_currency_stands_where_the_language_puts_it():
    html = str(Price(initial={"price": Decimal("1250.5")})["price"])
    assert html.index("JOD") < html.index("<input")
    assert 'value="1,250.500"' in html
    assert 'aria-describedby="id_price_unit"' in html
    with override("ar"):
        html = str(Price()["price"])
        assert html.index("<input") < html.index("دينار أردني")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("33190", "33190"),
        ("٣٣١٩٠", "33190"),
        ("Medical devices (33190)", "33190"),
        ("medical devices", "33190"),
        ("إسعاف", "34114"),
    ],
)
def test_one_of_very_many_is_found_by_code_or_name(typed, code):
    form = Goods({"goods": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["goods"] == code


def test_several_that_fit_are_named_and_none_is_said():
    several = Goods({"goods": "medical"}).errors["goods"][0]
    assert "Medical equipment (33100) · Medical devices (33190)" in several
    assert "Nothing is called “chairs”" in Goods({"goods": "chairs"}).errors["goods"][0]


def test_a_stored_code_is_shown_with_its_name():
    assert 'value="Medical devices (33190)"' in str(Goods(initial={"goods": "33190"})["goods"])


def test_a_searching_input_is_answered_with_values_and_labels():
    answer = options_found(RequestFactory().get("/", {"q": "devices"}), find)
    assert answer.content == b'[{"value": "33190", "label": "Medical devices (33190)"}]'
    assert options_found(RequestFactory().get("/"), find).content == b"[]"


@pytest.mark.parametrize(("count", "searched"), [(12, False), (13, True)])
def test_a_long_select_asks_to_be_searched(count, searched):
    class Long(TidyForm):
        one = forms.ChoiceField(choices=[(str(i), str(i)) for i in range(count)])
        many = forms.MultipleChoiceField(
            choices=[(str(i), str(i)) for i in range(count)], widget=forms.CheckboxSelectMultiple
        )

    form = Long()
    assert ("data-search" in str(form["one"])) is searched
    assert ("data-filter" in form["many"].as_field_group()) is searched
