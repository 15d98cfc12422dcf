"""What a company declares, as its page shows it to its members and to the registry."""

from typing import Any

from django.utils.translation import gettext as _

from vendors.countries import name_of
from vendors.models import Company
from vendors.terms import last_day
from workflow import wording


def sections(company: Company) -> list[dict[str, Any]]:
    """Owners, size, bank account and further addresses, once they were declared."""
    if company.declared_at is None:
        return []
    return [
        {"title": _("Beneficial owners"), "rows": _owners(company)},
        {"title": _("Size and bank account"), "rows": _size_and_bank(company)},
        *_addresses(company),
    ]


def _owners(company: Company) -> list[dict[str, Any]]:
    if company.no_owners:
        return [{"label": _("Owners"), "value": _("Nobody holds 25 percent or more")}]
    said = _("%(share)s %%, %(country)s, since %(day)s")
    return [
        {
            "label": owner.name,
            "value": said
            % {
                "share": f"{owner.share.normalize():f}",
                "country": owner.country,
                "day": wording.date_both(owner.since),
            },
        }
        for owner in company.beneficial_owners.all()
    ]


def _size_and_bank(company: Company) -> list[dict[str, Any]]:
    return [
        {"label": _("Size"), "value": company.get_size_display() if company.size else ""},
        {"label": _("Employees"), "value": company.employees},
        {"label": _("Turnover of the last year"), "value": _amount(company.turnover)},
        {"label": _("Bank"), "value": company.bank_name},
        {"label": _("Account holder"), "value": company.bank_holder},
        {"label": _("IBAN"), "value": " ".join(_fours(company.iban))},
        {"label": _("BIC"), "value": company.bic},
    ]


def _amount(value: Any) -> str:
    return "" if value is None else str(wording.money(value))


def _fours(text: str) -> list[str]:
    """An IBAN is read in groups of four."""
    return [text[i : i + 4] for i in range(0, len(text), 4)]


def _addresses(company: Company) -> list[dict[str, Any]]:
    rows = [
        {
            "label": one.get_kind_display(),
            "value": "\n".join(
                part for part in (one.line, one.city, one.postal_code, name_of(one.country)) if part
            ),
        }
        for one in company.addresses.all()
    ]
    return [{"title": _("Further addresses"), "rows": rows}] if rows else []


def credentials(company: Company, user: Any, side: str) -> dict[str, Any]:
    """The panel of the company's credentials; what was withdrawn is not shown."""
    withdrawn = "withdrawn"
    found = company.credentials.exclude(state=withdrawn).order_by("type", "-valid_until", "-pk")
    return {
        "credentials": [
            {
                "case": one,
                "last": last_day(one.valid_until) if one.valid_until else None,
                "state": one.label_for(side),
            }
            for one in found
        ],
        "may_add": user.has_perm("vendors.manage_credentials", company),
    }
