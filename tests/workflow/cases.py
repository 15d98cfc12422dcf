"""Cases for tests of the workflow itself: companies, the simplest kind with an office's clock."""

from typing import Any

from django.urls import reverse

from tests.cast import Cast
from vendors.models import Company
from workflow.gate import begin

# What a browser sends of the remarks on fields when nobody has written one.
NO_ROWS = {"beside-TOTAL_FORMS": "0", "beside-INITIAL_FORMS": "0"}
_numbers = iter(range(500_000, 900_000))


def company(cast: Cast, state: str = Company.State.SUBMITTED, **fields: Any) -> Company:
    """A company in `state`, as an import would bring it."""
    number = str(next(_numbers))
    values = {
        "agency": cast.trade,
        "name_ar": "شركة",
        "name_en": f"Company {number}",
        "registration_number": number,
        "tax_number": number,
        "address": "1 Main Street",
        "city": "Amman",
        "contact_name": "Somebody",
        "email": "office@example.org",
        "phone": "+96265000000",
        **fields,
    }
    return begin(Company(state=state, **values), by=None, who=None)


def act_url(case: Any, name: str) -> str:
    return reverse("act", args=[case.kind, case.reference, name])
