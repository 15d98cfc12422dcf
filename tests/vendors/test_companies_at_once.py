"""Two people at the same moment, on real connections: one of them is told that it was too late."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client

from accounts.models import Role, User
from documents.models import Paper
from tests.cast import give_role
from tests.vendors.registration import approved, begun, in_review, pdf, upload
from tests.vendors.test_company_pages import address
from vendors import members
from vendors.models import AccessRequest, Company, CompanyMember, Credential
from workflow.blockers import Refused
from workflow.gate import perform

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*doings: Callable[[], Any]) -> list[str]:
    """Do these at the same moment, each on its own connection; "done" or the error's name."""
    gate = Barrier(len(doings))

    def one(doing: Callable[[], Any]) -> str:
        try:
            gate.wait(timeout=10)
            doing()
        except Refused as refused:
            return type(refused).__name__
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return sorted(pool.map(one, doings))


def posted(person: User, url: str, sent: dict[str, Any]) -> Callable[[], int]:
    """The person sending a form; the answer's number comes back."""

    def post() -> int:
        client = Client()
        client.force_login(person)
        return client.post(url, sent).status_code

    return post


def answers(*doings: Callable[[], int]) -> list[int]:
    """What those sending at the same moment are answered."""
    found: list[int] = []
    assert at_once(*(lambda doing=doing: found.append(doing()) for doing in doings)) == [
        "done"
    ] * len(doings)
    return sorted(found)


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def second_registrar(cast: Any) -> User:
    give_role(cast.stranger, Role.REGISTRAR, cast.trade)
    Authenticator.objects.create(user=cast.stranger, type="totp", data={"secret": ""})
    return cast.stranger


def test_of_two_approvals_at_once_one_counts(lasting_cast):
    cast = lasting_cast
    company, other = in_review(cast, cast.noor_owner), second_registrar(cast)
    results = at_once(
        lambda: approved(company, fresh(cast.registrar)),
        lambda: approved(company, fresh(other)),
    )
    assert results == ["WrongState", "done"]
    assert Paper.objects.of(company).count() == 1


def test_of_an_approval_and_a_rejection_at_once_one_counts(lasting_cast):
    cast = lasting_cast
    company, other = in_review(cast, cast.noor_owner), second_registrar(cast)
    results = at_once(
        lambda: approved(company, fresh(cast.registrar)),
        lambda: perform(company, "reject", by=fresh(other), remarks="No."),
    )
    assert results == ["WrongState", "done"]


def test_of_two_companies_with_one_number_sent_at_once_one_arrives(lasting_cast):
    cast = lasting_cast
    first, second = begun(cast, cast.noor_owner), begun(cast, cast.ofoq_owner)
    results = at_once(
        lambda: perform(first, "submit", by=fresh(cast.noor_owner)),
        lambda: perform(second, "submit", by=fresh(cast.ofoq_owner)),
    )
    assert results == ["Refused", "done"]
    assert Company.objects.live().filter(registration_number="200123456").count() == 1


def test_two_owners_who_end_one_another_at_once_leave_one(lasting_cast):
    cast = lasting_cast
    members.add(cast.noor, email="noor.bidder@example.org", role="owner", by=cast.noor_owner)
    held = CompanyMember.objects.filter(company=cast.noor, role="owner")
    of = {row.user_id: row.pk for row in held}
    results = at_once(
        lambda: members.end(cast.noor, of[cast.noor_owner.pk], by=fresh(cast.noor_bidder)),
        lambda: members.end(cast.noor, of[cast.noor_bidder.pk], by=fresh(cast.noor_owner)),
    )
    assert results == ["NotAllowed", "done"]
    assert held.filter(until__isnull=True).count() == 1


def test_of_two_requests_for_access_at_once_the_second_is_told_so(lasting_cast):
    cast = lasting_cast
    sent = {"registration_number": cast.noor.registration_number, "message": "I am new."}
    sending = posted(cast.stranger, address("ask_access"), sent)
    assert answers(sending, sending, sending) == [302, 422, 422]
    assert AccessRequest.objects.count() == 1


def test_of_two_credentials_given_at_once_the_second_is_told_so(lasting_cast):
    cast = lasting_cast

    def sending():
        sent = {
            "type": "iso_9001",
            "number": "Q-1",
            "issuer": "Body",
            "valid_from": "2024-01-01",
            "file": upload("iso.pdf", pdf("iso")),
        }
        return posted(cast.noor_owner, address("new_credential", cast.noor.reference), sent)

    assert answers(sending(), sending(), sending()) == [302, 422, 422]
    assert Credential.objects.count() == 1


def test_a_form_sent_twice_at_once_leads_to_the_one_case(lasting_cast):
    cast = lasting_cast
    sent = {
        "registration_number": cast.noor.registration_number,
        "message": "I am new.",
        "once": str(uuid.uuid4()),
    }
    sending = posted(cast.stranger, address("ask_access"), sent)
    assert answers(sending, sending, sending) == [302, 302, 302]
    assert AccessRequest.objects.count() == 1
