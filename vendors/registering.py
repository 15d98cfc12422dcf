"""What the actions on a company do beyond its state. Called by vendors/models/company.py.

Remarks and details are personal or erasable, so they go into the private part of the events;
what the public register shows anyway is public.
"""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from documents import papers
from documents.attach import attachments_of, replace
from documents.models import Paper
from vendors.uses import PURPOSES
from workflow.actions import Act

CERTIFICATE = "registration_certificate"
# What is declared besides (`vendors.declaring`).
DECLARED = ("no_owners", "employees", "turnover", "bank_name", "bank_holder", "iban", "bic")
# What a company's owner fills in, besides categories and documents.
DETAILS = (
    "name_ar", "name_en", "registration_number", "tax_number", "address", "city",
    "contact_name", "email", "phone",
)  # fmt: skip


def snapshot(company: Any) -> dict[str, Any]:
    """Everything a registration says, as JSON: details, categories, documents by their hash."""
    return {
        **{name: getattr(company, name) or "" for name in DETAILS},
        **{name: _plain(getattr(company, name)) for name in DECLARED},
        "owners": [
            f"{owner.name} · {owner.nationality} · {owner.share} % · {owner.since}"
            for owner in company.beneficial_owners.all()
        ],
        "addresses": [
            f"{one.kind} · {one.line} · {one.city} · {one.postal_code} · {one.country}"
            for one in company.addresses.all()
        ],
        "categories": list(company.categories.values_list("code", flat=True)),
        "documents": {
            purpose: list(attachments_of(company, purpose).values_list("file__sha256", flat=True))
            for purpose in PURPOSES
        },
    }


def _plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def public_facts(company: Any) -> dict[str, Any]:
    """What everybody may know of a registered company."""
    return {
        "name_ar": company.name_ar or "",
        "name_en": company.name_en or "",
        "registration_number": company.registration_number,
        "country": company.country,
        "categories": list(company.categories.values_list("code", flat=True)),
    }


def write(act: Act) -> None:
    """Put a filled-in CompanyForm on a company that is already saved."""
    before = snapshot(act.case)
    act.apply(*DETAILS)
    attach_what_came(act.case, act.data, by=act.by)
    if "categories" in act.data:
        act.case.categories.set(act.data["categories"])
    after = snapshot(act.case)
    changed = [name for name in after if after[name] != before[name]]
    act.public["changed"] = changed
    act.private |= {
        "before": {name: before[name] for name in changed},
        "after": {name: after[name] for name in changed},
    }


def attach_what_came(company: Any, data: dict[str, Any], *, by: Any) -> None:
    """Make the documents that a CompanyForm brought the company's, each for its purpose.

    A form that says nothing of a purpose leaves it as it is.
    """
    for purpose in PURPOSES:
        if purpose in data:
            files = [data[purpose]] if data[purpose] is not None else []
            replace(company, purpose, files, by=by)


def say(act: Act, remarks: str, parts: Iterable[str] = ()) -> None:
    """Keep what the registrar says to the company, in place of what was said before."""
    act.case.remarks, act.case.remark_parts = remarks, list(parts)
    act.case.field_remarks = {}
    if act.case.remark_parts:
        act.public["parts"] = act.case.remark_parts
    if remarks:
        act.private["remarks"] = remarks


def say_beside_fields(act: Act) -> None:
    """Keep what the registrar says of single fields, to be shown beside them."""
    rows = act.data.get("field_remarks") or []
    said: dict[str, str] = {}
    for row in rows:
        name = row["field"]
        said[name] = f"{said[name]}\n{row['remark']}" if name in said else row["remark"]
    act.case.field_remarks = said
    if said:
        act.public["fields"] = list(said)
        act.private["field_remarks"] = said


def certify(act: Act) -> None:
    """Ask for the registration certificate, signed after commit."""
    papers.request_paper(act.case, CERTIFICATE, by=act.by, once_per_case=False)


def certify_again(act: Act) -> None:
    """After a suspension or debarment: the same, unless the company's year ended meanwhile."""
    if not act.case.year_ended_by(timezone.localdate(act.now)):
        certify(act)


def revoke_certificates(act: Act) -> None:
    """End the certificates that hold or are being made: whoever checks one reads it was revoked."""
    ended = [Paper.Status.REVOKED, Paper.Status.REPLACED]
    held = Paper.objects.of(act.case).filter(kind=CERTIFICATE).exclude(status__in=ended)
    for paper in held:
        papers.revoke(paper, act.data["remarks"], by=act.by)
