"""The methods that every installation begins with. Called by set-up and the demonstration."""

from typing import Any

from procurement.models import Method

DEMONSTRATION = "demonstration"
IMPORTED = "imported"

METHODS: dict[str, dict[str, Any]] = {
    "open": {
        "name_ar": "مناقصة مفتوحة",
        "name_en": "Open tender",
        "position": 10,
        "minimum_days": 10,
        "addendum_days": 5,
        "standstill_days": 7,
    },
    "open-points": {
        "name_ar": "مناقصة مفتوحة بمظروفين",
        "name_en": "Open tender with two envelopes",
        "position": 12,
        "minimum_days": 21,
        "addendum_days": 7,
        "standstill_days": 10,
        "envelopes": 2,
        "evaluation": "points",
        "committee_size": 5,
        "opening_threshold": 3,
    },
    "restricted": {
        "name_ar": "مناقصة محدودة بعد تأهيل مسبق",
        "name_en": "Restricted tender after prequalification",
        "position": 15,
        "minimum_days": 10,
        "addendum_days": 5,
        "standstill_days": 7,
        "needs_justification": True,
        "invitations": 3,
        "prequalifies": True,
        "ocds_method": "selective",
    },
    "request-for-quotations": {
        "name_ar": "طلب عروض أسعار",
        "name_en": "Request for quotations",
        "position": 20,
        "minimum_days": 3,
        "addendum_days": 1,
        "value_to": 20_000,
        "ocds_method": "limited",
    },
    "framework": {
        "name_ar": "اتفاقية إطارية",
        "name_en": "Framework agreement",
        "position": 22,
        "minimum_days": 21,
        "addendum_days": 7,
        "standstill_days": 10,
        "value_from": 20_000,
        "is_framework": True,
        "committee_size": 5,
        "opening_threshold": 3,
    },
    "two-stage": {
        "name_ar": "مناقصة على مرحلتين",
        "name_en": "Two-stage tender",
        "position": 24,
        "minimum_days": 30,
        "addendum_days": 10,
        "standstill_days": 10,
        "envelopes": 2,
        "stages": 2,
        "evaluation": "points",
        "value_from": 100_000,
        "needs_justification": True,
        "committee_size": 5,
        "opening_threshold": 3,
    },
    "direct": {
        "name_ar": "شراء مباشر",
        "name_en": "Direct purchase",
        "position": 40,
        "minimum_days": 1,
        "addendum_days": 1,
        "needs_justification": True,
        "invitations": 1,
        "approval": "superior",
        "ocds_method": "direct",
    },
    IMPORTED: {
        "name_ar": "من سجلات سابقة",
        "name_en": "From earlier records",
        "position": 900,
        "is_offered": False,
    },
}
FOR_DEMONSTRATION: dict[str, Any] = {
    "name_ar": "مناقصة تجريبية سريعة",
    "name_en": "Quick demonstration tender",
    "position": 30,
    "minimum_minutes": 2,
}


def seed(*, demonstration: bool = False) -> None:
    """Create the methods that are missing; those that are there stay as they were set."""
    for code, fields in METHODS.items():
        Method.objects.get_or_create(code=code, defaults=fields)
    if demonstration:
        Method.objects.get_or_create(code=DEMONSTRATION, defaults=FOR_DEMONSTRATION)


def imported_method() -> Method:
    """Return the method of cases whose own is not one of ours."""
    seed()
    return Method.objects.get(code=IMPORTED)
