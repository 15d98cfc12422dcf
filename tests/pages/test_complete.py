"""No page is forgotten: every address that shows a page to somebody is in the census, or here."""

import pytest

from tests.pages.page import Census
from tests.permissions.resolver import addresses
from tests.permissions.table import ADDRESSES, ELSEWHERE, OK

pytestmark = pytest.mark.browser

# Address: why nobody looks at it in the demonstration.
LEFT_OUT = {
    "healthz": "words for machines",
    "static_process_payment": "called by payment providers",
    "document": "a file",
    "activities_found": "a script asks it",
    "categories_found": "a script asks it",
    "tender_categories_found": "a script asks it",
    "registered_companies_found": "a script asks it",
    "paper": "a file",
    "mfa_download_recovery_codes": "a file",
    "account_set_password": "only for who has no password, which nobody here is",
    "account_confirm_login_code": "signing in by a code sent by mail is not offered",
    "mfa_add_webauthn": "speaks with a key that is plugged in",
    "mfa_reauthenticate_webauthn": "speaks with a key that is plugged in",
    "mfa_remove_webauthn": "needs a key that was registered",
    "mfa_edit_webauthn": "needs a key that was registered",
    "mfa_login_webauthn": "a script asks it",
    "statement_file": "a file",
    "sealing_sheet": "data for machines",
    "inspector_visits": "data for a script",
    "inspection_worker": "a script",
    "inspection_feed": "a file",
    "part": "data for a script",
    "bid_draft": "data for a script",
    "envelopes": "data for a script",
    "bid_receipt": "data for machines",
    "api_openapi": "data for machines",
    "api_licence": "data for machines",
    "licence_import_template": "a file",
    "reset_factors": "no officer of the demonstration has a second factor",
    "open_sign_in": "nobody's account is closed in the demonstration",
    "end_delegation": "nobody has lent a role in the demonstration",
}


def is_page(name: str) -> bool:
    """Whether the permission table lets somebody look at it."""
    row = ADDRESSES[name]
    answers = {row.rest, row.anonymous, *row.named}
    return row.method == "get" and bool(answers & {OK, "guarded", "health"})


def test_every_address_that_shows_a_page_is_looked_at(census: Census):
    seen = {page.route for page in census.pages}
    wanted = {name for name in addresses() if name in ADDRESSES and is_page(name)}
    assert wanted - seen - set(LEFT_OUT) == set(), "add them to tests/pages/unlinked.py"
    assert seen & set(LEFT_OUT) == set(), "no longer left out"
    assert set(LEFT_OUT) - set(addresses()) == set(), "no longer there"
    assert ELSEWHERE  # what only leads elsewhere is no page


def test_every_state_of_a_case_and_every_side_is_looked_at(census: Census):
    names = {page.name for page in census.pages}
    for wanted in ("tender.published.public", "tender.published.company", "tender.published.office",
                   "company.returned.company", "application.issued.company", "act.tender.award.office",
                   "tenders.nothing", "error.404", "new_tender.refused"):  # fmt: skip
        assert wanted in names
    assert len(names) == len(census.pages), "two pages have one name"
    assert len(names) > 150
