"""What the demonstration's companies declare: owners, size, bank account, further addresses."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.models.post import today

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


MESSAGE = "I have joined the tenders department.\nانضممت إلى قسم المناقصات."


def debarment() -> dict[str, Any]:
    """Why and until when Al Jisr is debarred."""
    return {
        "ground": "performance",
        "remarks": "The works of contract 2024/17 were abandoned and the site was left unsafe.\n"
        "تُركت أعمال العقد 2024/17 دون إتمام، وبقي الموقع غير آمن.",
        "until": today() + timedelta(days=400),
    }


def credentials() -> list[dict[str, Any]]:
    """What Al Noor can show of itself; the second ends soon."""
    day = today()
    return [
        {
            "type": "iso_13485",
            "number": "MD-2291",
            "issuer": "Standards Institution",
            "valid_from": day - timedelta(days=300),
            "valid_until": day + timedelta(days=790),
        },
        {
            "type": "tax",
            "number": "TC-55801",
            "issuer": "Income and Sales Tax Department",
            "valid_from": day - timedelta(days=340),
            "valid_until": day + timedelta(days=25),
        },
    ]
