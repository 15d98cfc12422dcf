"""A kind of case about which no room says anything still has its whole page, from what it declares."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from tests.workflow import cases
from vendors.models import Company
from workflow.views.page import CasePage

pytestmark = pytest.mark.django_db


class PlainPage(CasePage):
    model = Company


@pytest.fixture
def page(cast, monkeypatch):
    monkeypatch.setattr(Company, "fact_fields", ("city", "created_at"), raising=False)
    case = cases.company(cast, city="Irbid")

    def show(user, language):
        request = RequestFactory().get("/")
        request.user = user
        with override(language):
            context = PlainPage().context(request, case)
            return render_to_string("case/page.html", context, request)

    return show


def test_it_says_what_is_declared(cast, page):
    html = page(cast.registrar, "en")
    assert "Irbid" in html
    assert "Awaited from Registrar of companies: " in html
    assert "/start_review/" in html
    assert html.count("<h1>") == 1


def test_it_says_so_in_arabic(cast, page):
    html = page(cast.registrar, "ar")
    assert "Awaited" not in html
    assert 'dir="rtl"' in html
