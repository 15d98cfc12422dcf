"""The pages that no link leads to: refusals, errors, what mail links to, second factors.

`prepare` brings about what must be there first (somebody new with a second factor, a message
with a link); it changes the demonstration only by adding to it.
"""

import html
import re
import time
from dataclasses import dataclass, field
from secrets import token_hex

from tests.pages.page import CROWDED, EMPTY, FORGED, Page
from tests.pages.reader import Reader, code_of

SECOND_FACTOR = "somebody with a second factor"
PASSWORD = "a-long-Secret-7"  # of those who sign up here
PAYER = "owner@ofoq.example"
OPENER = "opener@health.example"
HALF = "half signed in"  # the password given, the second factor not yet
FOUND = "&activity=I5610&place=shop"
CHOSEN = "?type=pharmacy&type=shop-sign"
LINK = re.compile(r"https?://[^\s\"<]+/(?:confirm-email|password/reset/key)/[^\s\"<]+")


@dataclass
class Extra:
    """What was brought about: links from mail, and who is signed in how."""

    holder: Reader
    confirm: str
    reset: str
    key: str  # of a member of the opening committee
    payment: str  # where a payment begun online is made, if an invoice waits for one
    cookies: dict[str, list[dict[str, str]]]
    passwords: dict[str, str] = field(default_factory=lambda: {SECOND_FACTOR: PASSWORD})


def prepare(site: str, payer: Reader, opener: Reader, invoice: str) -> Extra:
    """Sign two people up, give one a second factor, ask for a new password, begin a payment."""
    # Addresses of their own each time: a demonstration that runs may be walked again.
    unconfirmed, second = (f"{who}.{token_hex(2)}@people.example" for who in ("new", "careful"))
    confirm = _sign_up(site, unconfirmed)
    Reader(site).send(_sign_up(site, second))
    holder = Reader(site).sign_in(second, PASSWORD)
    holder.send("/en/account/reauthenticate/", password=PASSWORD)
    page = holder.get("/en/account/2fa/totp/activate/")
    found = re.search(r"class=\"secret\">([A-Z2-7]+)<", page.text)
    assert found, f"{page.status} {page.title} {page.elsewhere}"
    holder.send(page, code=code_of(found.group(1)))
    half = Reader(site).sign_in(second, PASSWORD)
    Reader(site).send("/en/account/password/reset/", email=unconfirmed)
    reset = _link_in_mail(site, unconfirmed, "/password/reset/key/")
    begun = payer.send(f"/en/invoices/{invoice}/pay/").elsewhere
    payment = begun[begun.index("/payment/") :] if "/payment/" in begun else ""
    keys = re.search(r"/account/keys/(\d+)/", opener.get("/en/account/keys/").text)
    assert keys, "no key of the opening committee was found"
    return Extra(holder, confirm, reset, keys.group(1), payment, {HALF: half.cookies()})


def _sign_up(site: str, email: str) -> str:
    both = {"password1": PASSWORD, "password2": PASSWORD}
    Reader(site).send("/en/account/signup/", name="New Person", email=email, **both)
    return _link_in_mail(site, email, "/confirm-email/")


def _link_in_mail(site: str, email: str, part: str) -> str:
    for _ in range(40):
        text = Reader(site).get(f"/en/outbox/?to={email}").text
        for link in LINK.findall(html.unescape(text)):
            if part in link:
                return str(link[link.index("/en/") :])
        time.sleep(0.25)
    raise AssertionError(f"no mail with {part} came to {email}")


def unlinked(extra: Extra, states: dict[str, tuple[str, str]]) -> list[Page]:
    """The pages themselves."""
    one = {pair: number for number, pair in reversed(states.items())}
    open_tender = one["tender", "published"]
    in_force = sorted(n for n, pair in states.items() if pair == ("licence_type_version", "active"))
    confirm, reset = extra.confirm.removeprefix("/en"), extra.reset.removeprefix("/en")
    officer, owner, bidder = "officer@health.example", "owner@noor.example", "bidder@noor.example"
    newcomer = "newcomer@people.example"
    return [
        # --- errors ---------------------------------------------------------------------
        Page("error.400", "", "/account/login/", "account_login", 400, CROWDED),
        Page("error.403", owner, "/people/", "people", 403),
        Page("error.403.forged", newcomer, "/companies/new/?step=all", "new_company", 403, FORGED),
        Page("error.404", "", "/nowhere/", "", 404),
        Page("error.404.signed-in", owner, "/tenders/T-1999-000001/", "tender", 404),
        # --- papers ---------------------------------------------------------------------
        Page("verify.unknown", "", "/verify/AAAA-BBBB-CCCC-DDDD/", "verify_code", 404),
        Page("verify.refused", "", "/verify/", "verify", 422, EMPTY),
        # --- lists with nothing, and with something asked for -----------------------------
        *(Page(f"{name}.nothing", who, f"/{path}/?q=zzzzzz", name)
          for name, path, who in (
              ("tenders", "tenders", ""), ("companies", "companies", ""),
              ("register", "register", ""), ("people", "people", "admin@health.example"))),
        Page("outbox.nothing", "", "/outbox/?to=nobody@people.example", "outbox"),
        # --- the finder: its questions are forms that are got -------------------------------
        *(Page(f"find_licences.{step}", "", f"/licences/find/?step={step}{FOUND}",
               "find_licences") for step in ("place", "size", "goods", "result")),
        Page("find_licences.words", "", "/licences/find/?step=activity&words=bakery",
             "find_licences"),
        Page("find_licences.nothing", "", "/licences/find/?step=result&goods=zzzz",
             "find_licences"),
        Page("apply_together", owner, f"/licences/together/{CHOSEN}", "apply_together"),
        *(Page(f"next_licence_type_version.{place}", "licensing@trade.example",
               f"/licence-types/{version}/next/", "next_licence_type_version")
          for place, version in (("blocked", in_force[0]), ("free", in_force[-1]))),
        Page("fee_account", "admin@state.example", "/bank/accounts/trade/", "fee_account"),
        # --- mail links -------------------------------------------------------------------
        Page("account_confirm_email", "", confirm, "account_confirm_email"),
        Page("account_confirm_email.spoilt", "", "/account/confirm-email/x/",
             "account_confirm_email"),
        Page("account_reset_password_from_key", "", reset, "account_reset_password_from_key"),
        Page("account_reset_password_from_key.spoilt", "", "/account/password/reset/key/1-x/",
             "account_reset_password_from_key"),
        # --- paying -----------------------------------------------------------------------
        Page("payment", PAYER, extra.payment, "payment"),
        Page("payment_return", PAYER, f"{extra.payment}back/", "payment_return"),
        # --- the second factor ------------------------------------------------------------
        Page("mfa_index.in-use", SECOND_FACTOR, "/account/2fa/", "mfa_index"),
        *(Page(name, SECOND_FACTOR, f"/account/2fa/{path}/", name) for name, path in (
            ("mfa_deactivate_totp", "totp/deactivate"),
            ("mfa_view_recovery_codes", "recovery-codes"),
            ("mfa_generate_recovery_codes", "recovery-codes/generate"),
            ("mfa_reauthenticate", "reauthenticate"))),
        *(Page(f"{name}_personal_key", OPENER, f"/account/keys/{extra.key}/{name}/",
               f"{name}_personal_key") for name in ("check", "recover")),
        Page("personal_keys.in-use", OPENER, "/account/keys/", "personal_keys"),
        Page("new_personal_key", newcomer, "/account/keys/new/", "new_personal_key"),
        Page("mfa_activate_totp", owner, "/account/2fa/totp/activate/", "mfa_activate_totp"),
        Page("account_reauthenticate", owner, "/account/reauthenticate/",
             "account_reauthenticate"),
        Page("mfa_authenticate", HALF, "/account/2fa/authenticate/", "mfa_authenticate"),
        Page("mfa_authenticate.refused", HALF, "/account/2fa/authenticate/", "mfa_authenticate",
             200, EMPTY),
        # --- forms sent empty ---------------------------------------------------------------
        Page("account_login.refused", "", "/account/login/", "account_login", 200, EMPTY),
        Page("account_signup.refused", "", "/account/signup/", "account_signup", 200, EMPTY),
        Page("account_reset_password.refused", "", "/account/password/reset/",
             "account_reset_password", 200, EMPTY),
        Page("new_company.refused", newcomer, "/companies/new/?step=all", "new_company",
             422, EMPTY),
        Page("new_tender.refused", officer, "/tenders/new/", "new_tender", 422, EMPTY),
        Page("new_qualification.refused", officer, "/qualifications/new/", "new_qualification",
             422, EMPTY),
        Page("ask.refused", bidder, f"/tenders/{open_tender}/ask/", "ask", 422, EMPTY),
        Page("new_delegation.refused", officer, "/delegations/new/", "new_delegation", 422, EMPTY),
        Page("invite_person.refused", "admin@health.example", "/people/invite/", "invite_person",
             422, EMPTY),
        *_refused_actions(one),
    ]  # fmt: skip


def _refused_actions(one: dict[tuple[str, str], str]) -> list[Page]:
    """Actions whose form needs words, sent without."""
    wanted = [
        ("company", "registered", "suspend", "registrar@trade.example"),
        ("clarification", "asked", "reply", "officer@health.example"),
        ("application", "awaiting_decision", "refuse", "decider@trade.example"),
        ("measure", "answered", "impose", "decider@trade.example"),
        ("tender", "in_review", "return_to_draft", "approver@health.example"),
        ("bid", "opened", "reject", "evaluator@health.example"),
        ("qualification_request", "submitted", "judge", "evaluator@health.example"),
        ("qualification_request", "draft", "submit", "owner@ofoq.example"),
        ("call_off", "issued", "decline", "bidder@noor.example"),
    ]
    return [
        Page(f"act.{kind}.{name}.refused", who, f"/do/{kind}/{one[kind, state]}/{name}/", "act",
             422, EMPTY)
        for kind, state, name, who in wanted
        if (kind, state) in one
    ]  # fmt: skip
