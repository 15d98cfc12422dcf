"""The frame of every page, and the pages of django-allauth in it."""

import html5lib
import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override

ENTRANCE = ["account_login", "account_signup", "account_reset_password"]
OWN = [
    "account_email", "account_set_password", "account_logout", "mfa_index",
    "usersessions_list",
]  # fmt: skip
ERRORS = ["400.html", "403.html", "404.html", "500.html", "403_csrf.html", "429.html"]


def problems(html: str) -> list[object]:
    parser = html5lib.HTMLParser()
    parser.parse(html)
    return parser.errors


def page(client, name: str, language: str, query: str = ""):
    with override(language):
        return client.get(reverse(name) + query)


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("name", ENTRANCE)
@pytest.mark.django_db
def test_pages_for_signing_in_are_in_our_frame(client, name, language):
    response = page(client, name, language)
    html = response.content.decode()
    assert response.status_code == 200
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in html
    assert 'class="masthead"' in html
    assert 'href="#main"' in html
    assert not problems(html)


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("name", OWN)
def test_pages_of_the_account_are_in_our_frame(client, cast, name, language):
    client.force_login(cast.stranger)
    response = page(client, name, language)
    assert response.status_code == 200
    assert 'class="masthead"' in response.content.decode()
    assert not problems(response.content.decode())


@pytest.mark.django_db
def test_the_site_is_not_hidden_by_allauths_own_site(client):
    html = page(client, "account_login", "en").content.decode()
    assert reverse("companies") in html
    assert "testserver</span>" not in html


@pytest.mark.django_db
def test_the_language_switch_keeps_the_place(client):
    html = page(client, "account_login", "ar", "?next=/ar/inbox/").content.decode()
    assert 'href="/en/account/login/?next=%2Fen%2Finbox%2F"' in html


@pytest.mark.parametrize("template", ERRORS)
@pytest.mark.django_db
def test_error_pages_stand_without_a_request(template):
    with override("ar"):
        html = render_to_string(template)
    assert 'dir="rtl"' in html
    assert not problems(html)


@pytest.mark.django_db
def test_an_unknown_page_says_so_in_the_language_of_the_address(client):
    response = client.get("/ar/nowhere/")
    assert response.status_code == 404
    assert 'dir="rtl"' in response.content.decode()


@pytest.mark.django_db
def test_a_frame_without_site_or_person_still_renders():
    request = RequestFactory().get("/en/")
    request.user = AnonymousUser()
    assert 'class="mark"' in render_to_string("base.html", {"crumbs": []}, request=request)
