"""The component catalogue: on the demonstration only, and every component in every state."""

import html5lib
import pytest
from django.urls import reverse
from django.utils.translation import override

from portal.design.catalogue import every

pytestmark = pytest.mark.django_db
NAMES = [component.name for component in every()]


def test_anywhere_but_on_the_demonstration_it_does_not_exist(client):
    with override("en"):
        assert client.get(reverse("design")).status_code == 404
        assert client.get(reverse("design_component", args=["button"])).status_code == 404


def test_it_names_every_component(client, settings):
    settings.DEMO = True
    with override("en"):
        html = client.get(reverse("design")).content.decode()
        for name in NAMES:
            assert reverse("design_component", args=[name]) in html


def test_an_unknown_component_is_not_there(client, settings):
    settings.DEMO = True
    with override("en"):
        assert client.get(reverse("design_component", args=["carousel"])).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_a_component_shows_each_state_in_both_directions(client, settings, name):
    settings.DEMO = True
    component = next(one for one in every() if one.name == name)
    with override("ar"):
        html = client.get(reverse("design_component", args=[name])).content.decode()
    parser = html5lib.HTMLParser()
    tree = parser.parse(html)
    assert not parser.errors
    assert html.count('lang="en" dir="ltr"><p') == len(component.states)
    assert html.count('lang="ar" dir="rtl"><p') == len(component.states)
    ids = [e.attrib["id"] for e in tree.iter() if "id" in e.attrib]
    assert len(ids) == len(set(ids)), [one for one in ids if ids.count(one) > 1]
