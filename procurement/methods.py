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
        "standstill_days": 7,
    },
    "request-for-quotations": {
        "name_ar": "طلب عروض أسعار",
        "name_en": "Request for quotations",
        "position": 20,
        "minimum_days": 3,
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
