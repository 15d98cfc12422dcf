"""Who gets what at every address, and who may take which action: the table to read and to edit.

A row names an address and says what each person of the cast gets. `rest` is what everybody
gets who is not named; nobody signed in gets `anonymous`. A new address fails the test until it
has a row here. The cast is in tests/cast.py; `superuser` runs the machine and holds no post.
"""

from dataclasses import dataclass, field

OK, ELSEWHERE, FORBIDDEN, MISSING, POST_ONLY = 200, 302, 403, 404, 405
REFUSED = 422
SIGN_IN = "sign in"  # sent to the sign-in page, and back afterwards

STATE = "auditor"  # the administrator looks after people, and reads no case for it
HEALTH = "officer approver opener second_opener evaluator complaints_reviewer health_reviewer"
TRADE_DESK = "licensing_officer inspector licensing_approver cashier"
REVIEWING = "health_reviewer civil_reviewer civil_inspector"
TRADE = f"registrar {TRADE_DESK}"
MONEY = "cashier licensing_approver auditor"
CIVIL = "civil_reviewer civil_inspector"
# Whoever looks into applications, for whichever agency.
REVIEWERS = f"licensing_officer inspector licensing_approver health_reviewer {CIVIL}"
CITY = "other_officer other_administrator"
NOOR = "noor_owner noor_bidder noor_viewer"
OFOQ = "ofoq_owner ofoq_bidder"
WITHOUT_POST = f"{NOOR} {OFOQ} sanabel_owner stranger superuser"
# Where everybody gets the same, these stand for all.
FEW = "officer noor_owner stranger superuser"

Answer = int | str


@dataclass(frozen=True)
class Row:
    """What people get. `named` maps an answer to the names of those who get it."""

    rest: Answer
    anonymous: Answer = SIGN_IN
    named: dict[Answer, str] = field(default_factory=dict)
    method: str = "get"
    few: bool = False

    def answer(self, who: str) -> Answer:
        """What `who` gets."""
        if who == "anonymous":
            return self.anonymous
        for answer, names in self.named.items():
            if who in names.split():
                return answer
        return self.rest


def only(names: str, rest: Answer = FORBIDDEN, anonymous: Answer = SIGN_IN, **also: str) -> Row:
    """These people; to the rest it is forbidden, or it does not exist."""
    more: dict[Answer, str] = {OK: names}
    for key, value in also.items():
        more[FORBIDDEN if key == "forbidden" else MISSING] = value
    return Row(rest=rest, anonymous=anonymous, named=more)


def sends(names: str, rest: Answer, forbidden: str = "") -> Row:
    """Takes what is sent, from these people, and leads elsewhere."""
    return Row(rest=rest, named={ELSEWHERE: names, FORBIDDEN: forbidden}, method="post")


EVERYBODY = Row(rest=OK, anonymous=OK, few=True)
SIGNED_IN = Row(rest=OK)
OWN = Row(rest=OK, few=True)  # one's own account: the same for all who are signed in
MOVED = Row(rest=ELSEWHERE, anonymous=ELSEWHERE, few=True)
# allauth asks first who it is, or has nothing to show; what matters is that nobody else gets in.
GUARDED = Row(rest="guarded", few=True)
ADMINISTRATORS = "administrator health_administrator other_administrator"
OF_HEALTH = only("administrator health_administrator", missing="other_administrator")
# A draft of a licence type: who prepares it; others of the agency read it, and change nothing.
OF_CATALOGUE = only(
    "licensing_officer", rest=MISSING, forbidden="auditor inspector licensing_approver"
)

ADDRESSES: dict[str, Row] = {
    # --- without a language -------------------------------------------------------------
    "/": MOVED,
    "/verify": MOVED,
    "/verify/": MOVED,
    "/verify/<str:code>": MOVED,
    "/verify/<str:code>/": MOVED,
    "healthz": Row(rest="health", anonymous="health", few=True),
    "process_payment": MOVED,
    "static_process_payment": Row(rest=MISSING, anonymous=MISSING, few=True),
    # --- signing in ---------------------------------------------------------------------
    "account_login": Row(rest=ELSEWHERE, anonymous=OK, few=True),
    "account_logout": Row(rest=OK, anonymous=ELSEWHERE, few=True),
    "account_inactive": EVERYBODY,
    "account_signup": Row(rest=ELSEWHERE, anonymous=OK, few=True),
    "account_reauthenticate": GUARDED,
    "account_email": OWN,
    "account_email_verification_sent": EVERYBODY,
    "account_change_password": GUARDED,
    "account_set_password": GUARDED,
    "account_reset_password": EVERYBODY,
    "account_confirm_login_code": GUARDED,
    "account_confirm_email": EVERYBODY,
    "account_reset_password_from_key_done": EVERYBODY,
    "account_reset_password_from_key": EVERYBODY,
    "account_reset_password_done": EVERYBODY,
    "mfa_index": OWN,
    "mfa_authenticate": GUARDED,
    "mfa_reauthenticate": GUARDED,
    "mfa_activate_totp": GUARDED,
    "mfa_deactivate_totp": GUARDED,
    "mfa_view_recovery_codes": GUARDED,
    "mfa_generate_recovery_codes": GUARDED,
    "mfa_download_recovery_codes": GUARDED,
    "mfa_list_webauthn": OWN,
    "mfa_add_webauthn": GUARDED,
    "mfa_reauthenticate_webauthn": GUARDED,
    "mfa_remove_webauthn": GUARDED,
    "mfa_edit_webauthn": GUARDED,
    "mfa_login_webauthn": GUARDED,
    "usersessions_list": OWN,
    "personal_keys": OWN,
    "new_personal_key": GUARDED,
    "check_personal_key": only("opener", rest=MISSING),
    "recover_personal_key": GUARDED,
    # --- people and agencies ------------------------------------------------------------
    "people": only(ADMINISTRATORS),
    "invite_person": only(ADMINISTRATORS),
    "manage_agencies": only(ADMINISTRATORS),
    "edit_agency": OF_HEALTH,
    "add_agency": OF_HEALTH,
    "person": OF_HEALTH,
    "invite_again": Row(
        rest=FORBIDDEN,
        named={ELSEWHERE: "administrator health_administrator", MISSING: "other_administrator"},
    ),
    "end_role": OF_HEALTH,
    "reset_factors": OF_HEALTH,
    "close_sign_in": OF_HEALTH,
    "open_sign_in": OF_HEALTH,
    "delegations": Row(rest=OK, named={FORBIDDEN: WITHOUT_POST}),
    "new_delegation": Row(rest=OK, named={MISSING: WITHOUT_POST}),
    "end_delegation": only("approver", rest=MISSING),
    # One's own, each by its name: of a list that everybody may see.
    "save_filter": Row(rest=ELSEWHERE, method="post"),
    "open_with_filter": Row(rest=ELSEWHERE, method="post"),
    "tell_of_filter": Row(rest=ELSEWHERE, method="post"),
    "forget_filter": Row(rest=ELSEWHERE, method="post"),
    # --- the desk -----------------------------------------------------------------------
    "inbox": SIGNED_IN,
    "notices": SIGNED_IN,
    "open_notice": sends("noor_owner", rest=MISSING),
    "read_all_notices": Row(rest=ELSEWHERE, method="post"),
    "search": EVERYBODY,
    "figures": EVERYBODY,
    "accessibility": EVERYBODY,
    "design": Row(rest=MISSING, anonymous=MISSING, few=True),
    "design_component": Row(rest=MISSING, anonymous=MISSING, few=True),
    "outbox": Row(rest=MISSING, anonymous=MISSING, few=True),
    "act": only("registrar", rest=MISSING, forbidden=f"{STATE} {TRADE_DESK} {NOOR}"),
    "trail": only("auditor"),
    "trail_entry": only("auditor"),
    # --- documents and papers -----------------------------------------------------------
    "document": only(f"{STATE} {TRADE} {NOOR}", rest=MISSING, anonymous=MISSING),
    "paper": EVERYBODY,  # one that is public
    "retry_paper": sends(TRADE, rest=FORBIDDEN),
    "verify": EVERYBODY,
    "verify_code": EVERYBODY,
    # --- companies ----------------------------------------------------------------------
    "companies": EVERYBODY,
    "my_companies": SIGNED_IN,
    "new_company": SIGNED_IN,
    "company": EVERYBODY,  # one that is registered
    "company_people": only(
        "noor_owner", rest=MISSING, forbidden=f"{STATE} {TRADE} noor_bidder noor_viewer"
    ),
    "end_company_role": sends(
        "noor_owner", rest=MISSING, forbidden=f"{STATE} {TRADE} noor_bidder noor_viewer"
    ),
    # --- the procurement plan ------------------------------------------------------------
    "plan": EVERYBODY,
    "new_plan_item": only("officer other_officer"),
    "plan_item": only(f"{STATE} {HEALTH}", rest=MISSING, anonymous=MISSING),  # a draft
    "debarments": EVERYBODY,
    "categories_found": EVERYBODY,
    "activities_found": EVERYBODY,
    "my_subscription": SIGNED_IN,
    "company_subscription": only(
        "noor_owner", rest=MISSING, forbidden=f"{STATE} {TRADE} noor_bidder noor_viewer"
    ),
    "ask_access": SIGNED_IN,
    "access": only("noor_owner stranger", rest=MISSING, anonymous=MISSING),
    "my_invitations": SIGNED_IN,
    "take_back_invitation": sends(
        "noor_owner", rest=MISSING, forbidden=f"{STATE} {TRADE} noor_bidder noor_viewer"
    ),
    "leave_company": only(NOOR, rest=MISSING, forbidden=f"{STATE} {TRADE}"),
    "credential": only(f"{STATE} {TRADE} {NOOR}", rest=MISSING, anonymous=MISSING),
    "new_credential": only(
        "noor_owner noor_bidder", rest=MISSING, forbidden=f"{STATE} {TRADE} noor_viewer"
    ),
    # --- qualifications ------------------------------------------------------------------
    "qualifications": EVERYBODY,
    "new_qualification": only("officer other_officer"),
    "qualification": only(f"{STATE} {HEALTH}", rest=MISSING, anonymous=MISSING),  # a draft
    "apply_to_qualify": only(f"noor_owner noor_bidder {OFOQ}"),
    # An application before the closing: nobody but those who apply for the company.
    "qualification_request": only("noor_owner noor_bidder", rest=MISSING, anonymous=MISSING),
    "new_tender_from_qualification": only("officer", missing="other_officer"),
    # --- tenders ------------------------------------------------------------------------
    "tenders": EVERYBODY,
    "start_tender": only("officer other_officer"),
    "new_tender": only("officer other_officer"),
    "new_tender_from_plan": only("officer", missing="other_officer"),
    "new_tender_like": only("officer", missing="other_officer"),
    "new_tender_from_template": only("officer other_officer"),
    "tender_template": only("officer", rest=MISSING),
    "tender_categories_found": only("officer other_officer"),
    "registered_companies_found": only("officer other_officer"),
    "follow_tender": Row(rest=ELSEWHERE, method="post"),
    "tender": only(f"{STATE} {HEALTH}", rest=MISSING, anonymous=MISSING),  # a draft
    "sealing_sheet": Row(rest=MISSING, anonymous=MISSING, few=True),  # of a draft
    "new_call_off": only("officer"),
    "call_off": only(f"{STATE} {HEALTH}", rest=MISSING, anonymous=MISSING),  # a draft
    "ask": only(f"noor_owner noor_bidder {OFOQ}"),
    "new_bid": only(f"noor_owner noor_bidder {OFOQ}"),
    # A question that nobody has answered yet.
    "clarification": only(f"{STATE} {HEALTH} {NOOR}", rest=MISSING, anonymous=MISSING),
    # A bid before the opening: nobody but those who bid for the company.
    "bid": only("noor_owner noor_bidder", rest=MISSING, anonymous=MISSING),
    # Sealing it, and what its script sends: nothing and rubbish are refused with 422.
    "seal_bid": only("noor_owner noor_bidder", rest=MISSING),
    "begin_part": Row(rest=MISSING, named={OK: "noor_owner noor_bidder"}, method="post"),
    "part": only("noor_owner noor_bidder", rest=MISSING),
    "chunk": Row(rest=MISSING, named={REFUSED: "noor_owner noor_bidder"}, method="put"),
    "hand_in": Row(rest=MISSING, named={REFUSED: "noor_owner noor_bidder"}, method="post"),
    "bid_draft": only("noor_owner noor_bidder", rest=MISSING),
    "hand_in_whole": Row(rest=MISSING, named={REFUSED: "noor_owner noor_bidder"}, method="post"),
    "bid_receipt": only("noor_owner noor_bidder", rest=MISSING),
    # The opening: everybody can watch; the members of the tender's own committee open.
    "opening": EVERYBODY,
    "open_bids": only("opener second_opener", rest=MISSING),
    "envelopes": only("opener second_opener", rest=MISSING),
    "shares": Row(rest=MISSING, named={REFUSED: "opener second_opener"}, method="post"),
    # --- licences -----------------------------------------------------------------------
    "licences": EVERYBODY,
    "licence_type": EVERYBODY,
    "find_licences": EVERYBODY,
    # Without licences to apply for it leads to the finder.
    "apply_together": Row(rest=ELSEWHERE, few=True),
    "bundle": only(f"auditor {TRADE_DESK} {NOOR}", rest=MISSING),
    "licence_type_version": only(
        "auditor licensing_officer inspector licensing_approver", rest=MISSING
    ),
    "licence_fee": EVERYBODY,
    "version_fees": only("auditor licensing_officer inspector licensing_approver", rest=MISSING),
    "licence_types": only(
        "auditor licensing_officer inspector licensing_approver "
        "health_reviewer civil_reviewer civil_inspector"
    ),
    "new_licence_type": only("licensing_officer health_reviewer civil_reviewer"),
    "next_licence_type_version": only(
        "licensing_officer", rest=MISSING, forbidden="auditor inspector licensing_approver"
    ),
    "licence_type_trial": only(
        "licensing_officer licensing_approver", rest=MISSING, forbidden="auditor inspector"
    ),
    "licence_type_form": OF_CATALOGUE,
    "licence_type_section": OF_CATALOGUE,
    "licence_type_question": OF_CATALOGUE,
    "licence_type_add_question": OF_CATALOGUE,
    "apply": SIGNED_IN,
    "applications": SIGNED_IN,
    "application": only(f"auditor {TRADE_DESK} {NOOR}", rest=MISSING),
    "bulk": only("licensing_officer health_reviewer civil_reviewer"),
    "reviews": only(f"auditor cashier {REVIEWERS}"),
    "review": only(f"auditor {TRADE_DESK} health_reviewer", rest=MISSING),
    "workload": only(REVIEWERS),
    "information_request": only(
        f"auditor {TRADE_DESK} health_reviewer {CIVIL} {NOOR}", rest=MISSING
    ),
    "invoice": only(f"auditor {TRADE_DESK} {NOOR}", rest=MISSING),
    "pay": only(
        "noor_owner", rest=MISSING, forbidden=f"auditor {TRADE_DESK} noor_bidder noor_viewer"
    ),
    "payment": only("noor_owner", rest=MISSING),
    "payment_return": only("noor_owner", rest=MISSING),
    "invoices": SIGNED_IN,
    "refunds": SIGNED_IN,
    "refund": only(f"auditor {TRADE_DESK} {NOOR}", rest=MISSING),
    "new_refund": only(
        "cashier",
        rest=MISSING,
        forbidden=f"auditor licensing_officer inspector licensing_approver {NOOR}",
    ),
    "statements": only(MONEY),
    "new_statement": only("cashier"),
    "statement": only(MONEY, rest=MISSING),
    "statement_file": only(MONEY, rest=MISSING),
    "bank_entries": only(MONEY),
    "bank_entry": only(MONEY, rest=MISSING),
    "fee_accounts": only(f"{MONEY} {ADMINISTRATORS}"),
    "fee_account": only("administrator"),
    "differences": only(MONEY),
    "difference": only(MONEY, rest=MISSING),
    "reconciliation": only(MONEY),
    "reconcile_now": sends("cashier", rest=FORBIDDEN),
    "new_settlement_report": only("cashier"),
    "register": EVERYBODY,
    "licence": EVERYBODY,
    "check_licence": EVERYBODY,
    "licence_figures": EVERYBODY,
    # Imports: the desk that looks after licences; only its licensing officer brings a file.
    # Officers of agencies that only review see lists of their own, which are empty.
    "licence_imports": only(f"auditor {TRADE_DESK} {REVIEWING}"),
    "licence_import_rows": only(f"auditor {TRADE_DESK} {REVIEWING}"),
    "licence_import_columns": only(f"auditor {TRADE_DESK} {REVIEWING}"),
    "licence_import_template": only(f"auditor {TRADE_DESK} {REVIEWING}"),
    "new_licence_import": only("licensing_officer"),
    "licence_import": only(f"auditor {TRADE_DESK}", rest=MISSING, anonymous=MISSING),
    # --- for programs -------------------------------------------------------------------
    "api": EVERYBODY,
    "api_openapi": EVERYBODY,
    "api_licence": EVERYBODY,
    # An empty body is refused with 415: it is neither JSON nor CSV.
    "api_verify_licences": Row(rest=415, anonymous=415, method="post", few=True),
    "my_licences": SIGNED_IN,
    "change_licence": only("noor_owner"),
    "new_measure": only("licensing_officer licensing_approver"),
    "measure": only(f"auditor {TRADE_DESK} {NOOR}", rest=MISSING),
    "appeal_measure": only(
        "noor_owner", rest=MISSING, forbidden=f"auditor {TRADE_DESK} noor_bidder noor_viewer"
    ),
    "appeal_application": only(
        "noor_owner", rest=MISSING, forbidden=f"auditor {TRADE_DESK} noor_bidder noor_viewer"
    ),
    "appeal": only(f"auditor {TRADE_DESK} {NOOR}", rest=MISSING),
    # --- inspections ----------------------------------------------------------------------
    "inspections": SIGNED_IN,
    "findings": SIGNED_IN,
    "new_inspection": only("licensing_officer health_reviewer civil_reviewer"),
    "inspection": only(f"auditor {TRADE_DESK} {NOOR}", rest=MISSING),
    "inspector_day": only("inspector civil_inspector"),
    "inspector_visits": only("inspector civil_inspector"),
    "inspection_worker": EVERYBODY,
    "inspection_notes": Row(rest=MISSING, named={REFUSED: "inspector"}, method="post"),
    "inspection_photo": Row(rest=MISSING, named={REFUSED: "inspector"}, method="put"),
    "finish_inspection": Row(rest=MISSING, named={REFUSED: "inspector"}, method="post"),
    "inspection_week": only(f"auditor cashier {REVIEWERS}"),
    "inspection_feed": only("inspector civil_inspector"),
    "new_inspection_calendar": only(f"licensing_officer inspector health_reviewer {CIVIL}"),
    "inspection_calendar": only(f"auditor {TRADE_DESK}", rest=MISSING),
    "finding": only(f"auditor {TRADE_DESK} {NOOR}", rest=MISSING),
    # --- the front ----------------------------------------------------------------------
    "home": EVERYBODY,
}

# Who may ever take an action (its state aside) on the scene's case of that kind. Nobody but
# these: no administrator, no auditor, no superuser, nobody of another agency or company.
ACTIONS: dict[str, str] = {
    "company.edit": "noor_owner",
    "company.declare": "noor_owner",
    "company.submit": "noor_owner",
    "company.renew": "noor_owner",
    "company.ask_renewal": "noor_owner",
    "company.grant_renewal": "registrar",
    "company.decline_renewal": "registrar",
    "company.debar": "registrar",
    "company.lift_debarment": "registrar",
    "credential.correct": "noor_owner noor_bidder",
    "credential.withdraw": "noor_owner noor_bidder",
    "credential.confirm": "registrar",
    "credential.refuse": "registrar",
    "access.accept": "noor_owner",
    "access.decline": "noor_owner",
    "access.withdraw": "stranger",
    "company.start_review": "registrar",
    "company.approve": "registrar",
    "company.send_back": "registrar",
    "company.reject": "registrar",
    "company.suspend": "registrar",
    "company.reinstate": "registrar",
    "plan_item.edit": "officer",
    "plan_item.approve": "approver",
    "plan_item.return_to_draft": "approver",
    "plan_item.publish": "officer",
    "plan_item.plan_again": "officer",
    "plan_item.tender_it": "officer",
    "plan_item.drop": "officer",
    "qualification.edit": "officer",
    "qualification.submit_for_approval": "officer",
    "qualification.return_to_draft": "approver",
    "qualification.publish": "approver",
    "qualification.conclude": "approver",
    "qualification.declare_unsuccessful": "approver",
    "qualification.cancel": "approver",
    "qualification_request.edit": "noor_owner noor_bidder",
    "qualification_request.submit": "noor_owner noor_bidder",
    "qualification_request.replace": "noor_owner noor_bidder",
    "qualification_request.withdraw": "noor_owner noor_bidder",
    "qualification_request.judge": "evaluator",
    "qualification_request.qualify": "approver",
    "qualification_request.turn_down": "approver",
    "tender.edit": "officer",
    "tender.set_requirements": "officer",
    "tender.set_terms": "officer",
    "tender.invite": "officer",
    "tender.keep_as_template": "officer",
    "tender.issue_addendum": "officer",
    "tender.call_meeting": "officer",
    "tender.publish_minutes": "officer",
    "tender.set_qualification": "officer",
    "tender.submit_for_approval": "officer",
    "tender.return_to_draft": "approver",
    "tender.approve": "approver",
    "tender.appoint_committee": "officer",
    "tender.publish": "officer",
    "tender.give_shares": "opener second_opener",
    "tender.leave_shut": "approver",
    "tender.declare_opening_failed": "approver",
    "tender.approve_technical": "approver",
    "tender.award": "approver",
    "tender.declare_unsuccessful": "approver",
    "tender.cancel": "approver",
    "call_off.edit": "officer",
    "call_off.submit_for_approval": "officer",
    "call_off.return_to_draft": "approver",
    "call_off.issue": "approver",
    "call_off.accept": "noor_owner noor_bidder",
    "call_off.decline": "noor_owner noor_bidder",
    "call_off.complete": "officer",
    "call_off.cancel": "approver",
    "clarification.reply": "officer",
    "clarification.decline": "officer",
    "bid.submit": "noor_owner noor_bidder",
    "bid.replace": "noor_owner noor_bidder",
    "bid.confirm": "noor_owner noor_bidder",
    "bid.withdraw": "noor_owner noor_bidder",
    "bid.note_late": "noor_owner noor_bidder",
    "bid.admit": "evaluator",
    "bid.reject": "evaluator",
    "bid.reconsider": "evaluator",
    "bid.win": "approver",
    "bid.lose": "approver",
    "licence_type_version.edit_about": "licensing_officer",
    "licence_type_version.edit_form": "licensing_officer",
    "licence_type_version.paste_form": "licensing_officer",
    "licence_type_version.edit_documents": "licensing_officer",
    "licence_type_version.edit_stages": "licensing_officer",
    "licence_type_version.edit_rules": "licensing_officer",
    "licence_type_version.propose": "licensing_officer",
    "licence_type_version.edit_fees": "licensing_officer",
    "licence_type_version.edit_eligibility": "licensing_officer",
    "licence_type_version.send_back": "licensing_approver",
    "licence_type_version.activate": "licensing_approver",
    "licence_type_version.retire": "licensing_approver",
    "licence_type_version.discard": "licensing_officer",
    "application.edit": "noor_owner",
    "application.submit": "noor_owner",
    "application.withdraw": "noor_owner",
    "application.take_up": "licensing_officer",
    "application.accept": "licensing_officer",
    "application.start_review": "licensing_officer",
    "application.recommend": "licensing_officer",
    "application.give_back": "licensing_officer",
    "application.assign": "licensing_officer inspector licensing_approver",
    "application.note": "licensing_officer inspector licensing_approver",
    "application.request_information": "licensing_officer",
    "application.remind_of_fee": "licensing_officer",
    "application.sum_up": "licensing_officer",
    "application.approve": "licensing_approver",
    "application.refuse": "licensing_approver",
    "application.send_back": "licensing_approver",
    "review.take": "health_reviewer",
    "review.conclude": "health_reviewer",
    "review.ask": "health_reviewer",
    "review.assign": "health_reviewer",
    "review.note": "health_reviewer",
    "review.take_over": "licensing_officer",
    "information_request.give_answer": "noor_owner",
    "information_request.accept": "health_reviewer licensing_officer inspector",
    "information_request.ask_anew": "health_reviewer licensing_officer inspector",
    "information_request.extend": "health_reviewer licensing_officer inspector",
    "information_request.take_back": "health_reviewer licensing_officer inspector",
    "invoice.pay": "noor_owner",
    "invoice.record_payment": "cashier",
    "statement.book": "cashier",
    "statement.discard": "cashier",
    "bank_entry.assign": "cashier",
    "bank_entry.set_aside": "cashier",
    "refund.propose": "cashier",
    "refund.approve": "licensing_approver",
    "refund.reject": "licensing_approver",
    "refund.send": "cashier",
    "refund.pay_out": "cashier",
    "difference.resolve": "cashier",
    "application.accept_transfer": "",  # of the receiving company: tests/licensing/test_changes.py
    "application.decline_transfer": "",
    "inspection.book": "noor_owner",
    "inspection.rebook": "noor_owner",
    "inspection.set_time": "licensing_officer",
    "inspection.assign": "licensing_officer",
    "inspection.miss": "licensing_officer inspector",
    "inspection.cancel": "licensing_officer",
    "inspection.note": "inspector",
    "inspection.conclude": "inspector",
    "finding.put_right": "noor_owner",
    "finding.accept": "licensing_officer",
    "finding.give_back": "licensing_officer",
    "finding.send_inspector": "licensing_officer",
    "finding.drop": "licensing_officer",
    "inspection_calendar.edit": "licensing_officer inspector",
    "inspection_calendar.close": "licensing_officer inspector",
    "inspection_calendar.reopen": "licensing_officer inspector",
    "licence.reinstate": "licensing_approver",
    "licence_import.let_in": "licensing_approver",
    "licence_import.discard": "licensing_officer",
    "licence_import.undo": "licensing_approver",
    "licence.note_holder": "licensing_officer",
    "measure.answer": "noor_owner",
    "measure.impose": "licensing_approver",
    "measure.drop": "licensing_approver",
    "appeal.admit": "licensing_approver",
    "appeal.turn_away": "licensing_approver",
    "appeal.uphold": "licensing_approver",
    "appeal.dismiss": "licensing_approver",
    "appeal.withdraw": "noor_owner",
}
