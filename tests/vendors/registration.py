"""What the tests of this room share: a filled-in form, its files, and companies on their way."""

from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from documents import storage
from documents.attach import attach
from tests.cast import Cast
from vendors import checklist
from vendors.models import Category, Company, CompanyMember, CompanyRole
from vendors.standing import forget_companies
from workflow.gate import begin, perform


def pdf(words: str = "register") -> bytes:
    """A small but whole PDF; other words make another file."""
    objects = (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
        b"% " + words.encode() + b"\n"
    )
    return objects + (
        b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R>>\nstartxref\n"
        + str(len(objects)).encode()
        + b"\n%%EOF\n"
    )


def upload(name: str = "extract.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, pdf() if content is None else content)


def filled_in(**other: Any) -> dict[str, Any]:
    """What a person types into the registration form, and the file they choose."""
    return {
        "name_ar": "شركة الريادة للمقاولات",
        "name_en": "Al Riyada Contracting",
        "registration_number": "200123456",
        "tax_number": "12345678",
        "address": "45 Queen Rania Street",
        "city": "Amman",
        "contact_name": "Jad Someone",
        "email": "office@riyada.example.org",
        "phone": "+962 6 500 0000",
        "categories": [Category.objects.get(code="45000000").pk],
        "register_extract": upload(),
        **other,
    }


def declared(**other: Any) -> dict[str, Any]:
    """What a company says in the action "declare": nobody holds a quarter of it."""
    return {
        "no_owners": True,
        "owners": [],
        "addresses": [],
        "employees": 12,
        "turnover": Decimal(400_000),
        "bank_name": "",
        "bank_holder": "",
        "iban": "",
        "bic": "",
        **other,
    }


def begun(cast: Cast, owner: User, **details: Any) -> Company:
    """A complete draft of `owner`, as the registration page leaves it."""
    values = filled_in(**details)
    values.pop("register_extract")
    company = Company(agency=cast.trade)
    categories = values.pop("categories")
    for name, value in values.items():
        setattr(company, name, value)
    company = begin(company, by=owner, who="vendors.register_company")
    CompanyMember.objects.create(company=company, user=owner, role=CompanyRole.OWNER)
    forget_companies(owner)
    company.categories.set(categories)
    attach(company, "register_extract", storage.store(pdf(), "extract.pdf"), by=owner)
    return perform(company, "declare", by=owner, **declared())


def in_review(cast: Cast, owner: User, **details: Any) -> Company:
    """A company that was sent and whose review has started."""
    company = perform(begun(cast, owner, **details), "submit", by=owner)
    return perform(company, "start_review", by=cast.registrar)


def registered(cast: Cast, owner: User, **details: Any) -> Company:
    """A registered company with everything it needs."""
    return approved(in_review(cast, owner, **details), cast.registrar)


def approved(company: Company, registrar: User) -> Company:
    """The company as the registrar approves it, with everything on the checklist ticked."""
    return perform(company, "approve", by=registrar, checklist=list(checklist.ALL))


def no_rows(*names: str) -> dict[str, str]:
    """Formsets without a row, as a browser sends them."""
    return {
        f"{name}-{what}_FORMS": "0" for name in names for what in ("TOTAL", "INITIAL", "MIN_NUM")
    }
