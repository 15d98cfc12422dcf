"""Who is who in the demonstration: three agencies under one government, and their officers."""

import secrets
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings

from accounts.models import Agency, Membership, Role, User

AGENCIES: dict[str, dict[str, Any]] = {
    "state": {
        "name_ar": "حكومة المملكة",
        "name_en": "Government of the Kingdom",
        "email": "info@state.example",
    },
    "health": {
        "name_ar": "وزارة الصحة",
        "name_en": "Ministry of Health",
        "email": "procurement@health.example",
        "phone": "+962 6 520 0230",
        "address": "Queen Rania Street, Amman",
    },
    "trade": {
        "name_ar": "وزارة الصناعة والتجارة",
        "name_en": "Ministry of Industry and Trade",
        "email": "registry@trade.example",
        "phone": "+962 6 562 9030",
        "address": "Sixth Circle, Amman",
        "registers_companies": True,
        "grants_licences": True,
    },
    "civil": {
        "name_ar": "المديرية العامة للدفاع المدني",
        "name_en": "Civil Defence Directorate",
        "email": "licences@civil.example",
        "phone": "+962 6 569 0901",
        "address": "Al Madina Al Munawara Street, Amman",
    },
}

# address: (name, language, agency, role)
OFFICERS: dict[str, tuple[str, str, str, str]] = {
    "officer@health.example": ("Huda Salem", "ar", "health", Role.PROCUREMENT_OFFICER),
    "approver@health.example": ("Karim Nasser", "en", "health", Role.PROCUREMENT_APPROVER),
    "opener@health.example": ("Lina Haddad", "ar", "health", Role.OPENING_MEMBER),
    "opener2@health.example": ("Rami Khoury", "en", "health", Role.OPENING_MEMBER),
    "opener3@health.example": ("Suha Mansi", "ar", "health", Role.OPENING_MEMBER),
    "evaluator@health.example": ("Dana Awad", "ar", "health", Role.EVALUATOR),
    "complaints@health.example": ("Sami Qasem", "ar", "health", Role.COMPLAINTS_REVIEWER),
    "registrar@trade.example": ("Mona Tahan", "ar", "trade", Role.REGISTRAR),
    "licensing@trade.example": ("Yusuf Darwish", "ar", "trade", Role.LICENSING_OFFICER),
    "inspector@trade.example": ("Nadia Barakat", "ar", "trade", Role.INSPECTOR),
    "decider@trade.example": ("Tarek Sabbagh", "en", "trade", Role.LICENSING_APPROVER),
    # A board of appeal: nobody there has a part in what the ministries decide.
    "appeals@state.example": ("Nawal Rifai", "ar", "state", Role.LICENSING_APPROVER),
    "reviewer@health.example": ("Iman Shami", "ar", "health", Role.LICENSING_OFFICER),
    "reviewer@civil.example": ("Bilal Atiyeh", "en", "civil", Role.LICENSING_OFFICER),
    "inspector@civil.example": ("Ruba Masri", "ar", "civil", Role.INSPECTOR),
    "cashier@trade.example": ("Rana Issa", "ar", "trade", Role.CASHIER),
    "auditor@state.example": ("Fadi Mansour", "en", "state", Role.AUDITOR),
    "admin@state.example": ("Salma Jaber", "en", "state", Role.ADMINISTRATOR),
    "admin@health.example": ("Omar Zaid", "ar", "health", Role.ADMINISTRATOR),
}

# address: (name, language); what they own is in companies.py
BUSINESS: dict[str, tuple[str, str]] = {
    "owner@noor.example": ("Amal Noor", "ar"),
    "bidder@noor.example": ("Basel Noor", "en"),
    "owner@ofoq.example": ("Ziad Ofoq", "en"),
    "owner@sanabel.example": ("Hadi Sanabel", "ar"),
    "newcomer@people.example": ("Jad Rashed", "en"),
}


def password() -> str:
    """Return the password of this demonstration, made on the first call and kept in var/keys."""
    path = Path(settings.VAR_DIR) / "keys" / "demo_password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        letters = "abcdefghjkmnpqrstuvwxyz23456789"
        path.touch(mode=0o600)
        path.write_text("mizan-" + "".join(secrets.choice(letters) for _ in range(6)))
    return path.read_text().strip()


def passphrase() -> str:
    """Return the passphrase of the keys of this demonstration's opening committee."""
    return f"sealed {password()}"


def make() -> tuple[dict[str, Agency], dict[str, User]]:
    """Create agencies and people; return them by code and by address."""
    agencies: dict[str, Agency] = {}
    for code, facts in AGENCIES.items():
        parent = None if code == "state" else agencies["state"]
        agencies[code] = Agency.objects.plant(code=code, parent=parent, **facts)
    people = {
        address: _person(address, name, language)
        for address, (name, language, *_rest) in {**OFFICERS, **BUSINESS}.items()
    }
    for address, (_name, _language, code, role) in OFFICERS.items():
        Membership.objects.create(user=people[address], agency=agencies[code], role=role)
    return agencies, people


def _person(address: str, name: str, language: str) -> User:
    person = User.objects.create_user(address, password(), name=name, language=language)
    EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    return person


def listing() -> list[dict[str, Any]]:
    """Return the demonstration's people for printing: address, password, name, roles."""
    rows = []
    for address, (name, _language, code, role) in OFFICERS.items():
        agency = str(AGENCIES[code]["name_en"])
        row = _row(address, name, f"{Role(role).label}, {agency}")
        if role == Role.OPENING_MEMBER:
            row["roles"].append(f"passphrase of the key: {passphrase()}")
        rows.append(row)
    for address, (name, _language) in BUSINESS.items():
        rows.append(_row(address, name, _company_words(address)))
    return rows


def _row(address: str, name: str, role: str) -> dict[str, Any]:
    return {"email": address, "password": password(), "name": name, "roles": [role]}


def _company_words(address: str) -> str:
    local, _at, host = address.partition("@")
    if local == "newcomer":
        return "Nobody yet: may register a company"
    return f"{local.capitalize()} of the company {host.removesuffix('.example').capitalize()}"
