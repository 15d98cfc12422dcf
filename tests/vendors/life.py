"""Credentials, requests and sanctions on their way, for tests of this room and of others."""

from datetime import date, timedelta
from typing import Any

from accounts.models import User
from accounts.models.post import today
from documents import storage
from tests.vendors.registration import pdf
from vendors import credentials
from vendors.models import AccessRequest, Company, Credential
from workflow.gate import begin, perform


def given(company: Company, by: User, **other: Any) -> Credential:
    """A credential that its company gave, as the page leaves it."""
    values: dict[str, Any] = {
        "type": "iso_9001",
        "number": "Q-2024-17",
        "issuer": "Certifying Body",
        "valid_from": date(2020, 1, 1),
        "valid_until": today() + timedelta(days=200),
        **other,
    }
    credential = Credential(company=company)
    credentials.fill(credential, values)
    credential = begin(credential, by=by, who="vendors.manage_credentials")
    file = storage.store(pdf(values["number"]), "iso.pdf")
    credentials.attach_file(credential, {"file": file}, by=by)
    return credential


def asked(company: Company, by: User) -> AccessRequest:
    """A request of somebody to act for a company."""
    case = AccessRequest(company=company, message="I am the new bid manager.")
    return begin(case, by=by, who="vendors.ask_access")


def debarred(company: Company, by: User, days: int = 100, **other: Any) -> Company:
    """The company after a debarment."""
    values = {
        "ground": "fraud",
        "remarks": "Forged certificate in tender 12.",
        "until": today() + timedelta(days=days),
        **other,
    }
    return perform(company, "debar", by=by, **values)
