"""How long an answer usually takes: the median of the past year, where applicants choose."""

import math
import re
import statistics
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from licensing import figures
from tests.licensing.test_figures import PATHS, plainly, told


def decided(licensing, lengths, since=60):
    """So many decisions: (hours in each state before it) each, begun `since` days ago."""
    start = (timezone.now() - timedelta(days=since)).replace(hour=9)  # UTC: not at midnight
    return [told(licensing, PATHS[0], [hours] * 3, start)[1] for hours in lengths]


def pages(client, slug, language="en"):
    """The words of the type's page, of the catalogue and of the finder's answer."""
    paths = (f"licences/{slug}/", "licences/", "licences/find/?step=result&activity=I4711")
    found = (client.get(f"/{language}/{path}").content.decode() for path in paths)
    return [re.sub(r"<[^>]+>", "", page) for page in found]


def test_it_is_the_median_of_the_past_year_in_whole_working_days(cast, licensing):
    rows = decided(licensing, [5, 20, 60, 100, 130, 150])
    decided(licensing, [1] * 9, since=500)  # too long ago
    median = statistics.median(plainly(one)[0] for one in rows)
    assert figures.usual_days() == {licensing.food.pk: math.ceil(median)}


def test_few_decisions_say_nothing(cast, licensing, client):
    decided(licensing, [10] * (figures.LEAST - 1))
    assert figures.usual_days() == {}
    assert not any("past year" in page for page in pages(client, licensing.food.slug))


def test_it_stands_where_people_choose_a_licence(cast, licensing, client):
    decided(licensing, [60] * figures.LEAST)
    (days,) = figures.usual_days().values()
    said = f"Half of the answers of the past year came within {days} working days."
    assert all(said in page for page in pages(client, licensing.food.slug))
    assert all("صدر نصف الردود" in page for page in pages(client, licensing.food.slug, "ar"))


def test_answers_of_the_same_day_are_called_so(cast, licensing, client):
    decided(licensing, [0.01] * figures.LEAST)
    assert "came on the same day" in pages(client, licensing.food.slug)[0]


def test_it_is_computed_once_a_day(cast, licensing, django_assert_num_queries):
    figures.usual_days()
    decided(licensing, [60] * figures.LEAST)
    with django_assert_num_queries(0):
        assert figures.usual_days() == {}
    cache.clear()
    assert figures.usual_days()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_instant_type_has_no_usual_time(cast, licensing, client, language):
    slug = licensing.home.slug
    page = client.get(f"/{language}/licences/{slug}/").content.decode()
    assert "past year" not in page
    assert "صدر نصف" not in page
