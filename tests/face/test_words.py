"""Money, dates, spans of time and names, as both languages write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe
from django.utils.translation import override

from workflow import wording
from workflow.templatetags import mizan


def shown(text: str, language: str = "en", **context) -> str:
    with override(language):
        return Template("{% load mizan %}" + text).render(Context(context))


def test_money_has_the_decimals_of_its_currency():
    with override("en"):
        assert wording.money(Decimal("1260"), "JOD") == "JOD\u00a01,260.000"
        assert wording.money(Decimal("1260"), "JPY") == "JPY\u00a01,260"
        assert wording.amount(Decimal("0.0005"), "JOD") == "0.001"
    with override("ar"):
        assert wording.money(Decimal("1260"), "JOD") == "1,260.000 دينار أردني"


def test_a_day_is_said_in_both_calendars():
    day = date(2026, 11, 22)
    with override("en"):
        assert wording.date_both(day) == "22 November 2026 · 12 Jumada al-Akhirah 1448 AH"
    with override("ar"):
        assert wording.date_both(day) == "22 تشرين الثاني 2026 · 12 جمادى الآخرة 1448هـ"


def test_a_day_outside_the_hijri_tables_is_said_in_one():
    with override("en"):
        assert wording.date_both(date(1850, 1, 1)) == "1 January 1850"


def test_a_moment_names_its_zone():
    when = datetime(2026, 11, 29, 11, 0, tzinfo=UTC)
    html = shown("{{ when|moment }}", when=when)
    assert "29 November 2026, 14:00 (Amman)" in html
    assert 'datetime="2026-11-29T11:00:00+00:00"' in html


def test_tags_are_read_either_way():
    when = datetime(2026, 11, 29, 11, 0, tzinfo=UTC)
    assert shown("{{ when|moment }}", when=when) == shown("{% moment when %}", when=when)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(days=6, hours=4, minutes=3), "6 days and 4 hours"),
        (timedelta(days=1, minutes=5), "1 day"),
        (timedelta(minutes=2), "2 minutes"),
        (timedelta(0), "0 seconds"),
        (timedelta(seconds=-5), "0 seconds"),
    ],
)
def test_a_span_is_said_in_its_two_largest_units(length, words):
    with override("en"):
        assert wording.span(length) == words


def test_sizes_are_said_as_people_say_them():
    with override("en"):
        sizes = [wording.file_size(n) for n in (1, 880 * 1024, 2_202_009)]
    assert sizes == ["1 byte", "880 KB", "2.1 MB"]


def test_a_name_is_isolated_and_so_is_what_stands_in_parentheses():
    assert mizan.bidi("مؤسسة الأفق (Al Ofoq Est.)") == (
        "<bdi>مؤسسة الأفق (<bdi>Al Ofoq Est.</bdi>)</bdi>"
    )


def test_a_name_cannot_bring_its_own_markup():
    assert mizan.bidi("T-2026-000001 · سيارات (Al Ofoq)") == (
        "<bdi>T-2026-000001</bdi> · <bdi>سيارات (<bdi>Al Ofoq</bdi>)</bdi>"
    )
    assert "<script>" not in mizan.bidi("<script> · <script>")
    assert "<script>" not in mizan.bidi("x (<script>alert(1)</script>)")
    assert "<script>" not in mizan.bidi_lines("<script>\n(b)")
    assert mizan.bidi(mark_safe("<b>x</b>")) == "<bdi><b>x</b></bdi>"


def test_icons_are_silent_and_arrows_turn():
    html = shown('{% icon "arrow-right" turn=True %}')
    assert 'aria-hidden="true"' in html
    assert 'class="icon turn"' in html


def test_a_mapping_may_have_a_key_called_items():
    text = "{% for name, value in all|pairs %}{{ name }}={{ value }};{% endfor %}"
    assert shown(text, all={"items": 3, "lots": 1}) == "items=3;lots=1;"
    assert shown(text, all=None) == ""
