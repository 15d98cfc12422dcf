"""A person nobody knows signs up, verifies the address, and has a company registered: pages only."""

import re

import pytest
from django.core import mail

from accounts.models import User
from documents import papers
from documents.models import Paper
from tests.vendors.registration import filled_in, no_rows
from tests.vendors.test_company_pages import act_url, address
from vendors import checklist
from vendors.models import Company


@pytest.mark.parametrize("language", ["en", "ar"])
def test_from_signing_up_to_a_signed_certificate(cast, client, settings, language):
    settings.DEMO = True  # the demonstration signs with a key of its own
    words = "correct-horse-battery-7"
    client.post(
        address("account_signup", language=language),
        {"name": "Nour Hadi", "email": "nour@example.org", "password1": words, "password2": words},
    )
    assert client.get(address("new_company")).status_code == 302  # not before verifying
    confirm(client, language)
    client.post(
        address("account_login", language=language),
        {"login": "nour@example.org", "password": words},
    )
    person = User.objects.get(email="nour@example.org")
    assert client.session["_auth_user_id"] == str(person.pk)

    answer = client.post(address("new_company", language=language), filled_in())
    company = Company.objects.get(created_by=person)
    assert answer["Location"] == address("company", company.reference, language=language)
    none = {
        "no_owners": "on",
        "employees": "3",
        "turnover": "90000",
        **no_rows("owners", "addresses"),
    }
    client.post(act_url(company, "declare", language), none)
    client.post(act_url(company, "submit", language))
    client.force_login(cast.registrar)
    client.post(act_url(company, "start_review", language))
    client.post(act_url(company, "approve", language), {"checklist": list(checklist.ALL)})
    assert Company.objects.get(pk=company.pk).is_registered

    paper = papers.issue(Paper.objects.of(company).get().pk)
    assert paper.status == Paper.Status.ISSUED, paper.detail
    client.logout()
    page = client.get(address("verify_code", paper.printed_code, language=language))
    shown = "Al Riyada Contracting" if language == "en" else "شركة الريادة للمقاولات"
    assert shown in page.content.decode()
    company_page = client.get(address("company", company.reference, language=language))
    assert paper.serial in company_page.content.decode()


def confirm(client, language):
    """Follow the link in the mail, or type its code."""
    said = str(mail.outbox[-1].body)
    link = re.search(r"https?://[^/\s]+(/\S*confirm\S*)", said)
    assert link, said
    page = client.get(link[1], follow=True)
    client.post(page.request["PATH_INFO"])
