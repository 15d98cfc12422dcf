"""Writing what a company declares besides its registration. Called inside its action "declare".

Owners, size, bank account and further addresses are personal or confidential: the trail keeps
them, before and after, in the part that can be erased.
"""

from typing import Any

from vendors import registering
from vendors.models.details import BeneficialOwner, CompanyAddress
from vendors.sizes import size_of
from workflow.actions import Act

OWNER = ("name", "nationality", "share", "since")
ADDRESS = ("kind", "line", "city", "postal_code", "country")


def write(act: Act) -> None:
    """Put a filled-in DeclarationForm on the company."""
    company, before = act.case, registering.snapshot(act.case)
    act.apply(*registering.DECLARED)
    company.size = size_of(company.employees, company.turnover)
    company.declared_at = act.now
    _rows(company, BeneficialOwner, act.data.get("owners"), OWNER)
    _rows(company, CompanyAddress, act.data.get("addresses"), ADDRESS)
    after = registering.snapshot(company)
    changed = [name for name in after if after[name] != before[name]]
    act.public["changed"] = changed
    act.private |= {
        "before": {name: before[name] for name in changed},
        "after": {name: after[name] for name in changed},
    }


def _rows(company: Any, model: Any, rows: Any, names: tuple[str, ...]) -> None:
    """Make these the company's rows; a form that says nothing of them leaves them."""
    if rows is None:
        return
    model.objects.filter(company=company).delete()
    model.objects.bulk_create(
        model(company=company, **{name: row[name] for name in names}) for row in rows
    )
