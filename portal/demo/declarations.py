"""What the demonstration's companies declare: owners, size, bank account, further addresses."""

from datetime import date
from decimal import Decimal
from typing import Any

NOBODY: list[dict[str, Any]] = []


def _owner(name: str, nationality: str, share: str, since: date) -> dict[str, Any]:
    return {"name": name, "nationality": nationality, "share": Decimal(share), "since": since}


OWNERS: dict[str, list[dict[str, Any]]] = {
    "noor": [
        _owner("Amal Noor", "JO", "60", date(2014, 3, 1)),
        _owner("Basel Noor", "JO", "40", date(2017, 9, 15)),
    ],
    "ofoq": [_owner("Ziad Ofoq", "JO", "100", date(2009, 6, 1))],
    "sanabel": [_owner("Hadi Sanabel", "JO", "75.5", date(2019, 1, 10))],
}
SIZES = {"noor": (38, "4200000"), "ofoq": (7, "900000"), "sanabel": (21, "650000")}
# Made up, with check digits that hold.
ACCOUNTS = {"noor": "JO94CBJO0010000000000131000302"}


def of(code: str) -> dict[str, Any]:
    """What the company with this code declares."""
    employees, turnover = SIZES.get(code, (9, "300000"))
    owners = OWNERS.get(code, NOBODY)
    iban = ACCOUNTS.get(code, "")
    branch = {
        "kind": "branch",
        "line": "9 King Talal Street",
        "city": "Irbid",
        "postal_code": "21110",
        "country": "JO",
    }
    return {
        "no_owners": not owners,
        "owners": owners,
        "addresses": [branch] if code == "noor" else [],
        "employees": employees,
        "turnover": Decimal(turnover),
        "bank_name": "Cairo Amman Bank" if iban else "",
        "bank_holder": "Al Noor Medical Supplies LLC" if iban else "",
        "iban": iban,
        "bic": "",
    }
