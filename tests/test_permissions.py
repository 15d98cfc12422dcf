"""Every address and every action against every person of the cast.

What is expected stands in tests/permissions/table.py. An address or an action that has no row
there fails; so does one that answers anybody otherwise than its row says.
"""

from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.middleware import FREE, FREE_NAMES
from accounts.models import User
from licensing.catalogue import FOOD_SHOP
from tests.cast import with_second_factor, without_second_factor
from tests.permissions import scene as scene_module
from tests.permissions.resolver import addresses, technical
from tests.permissions.scene import Scene
from tests.permissions.table import ACTIONS, ADDRESSES, FEW, SIGN_IN, Row
from workflow.actions import actions_of
from workflow.case import case_kinds
from workflow.gate import may

PARTS = 6
REFUSED = {SIGN_IN, 403, 404}


@pytest.fixture
def scene(cast, settings, tmp_path) -> Scene:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR_DIR = tmp_path
    settings.SIGNING_OWN_KEY = True
    settings.PAYMENT_VARIANTS = {"default": ("payments.dummy.DummyProvider", {})}
    return scene_module.build(cast)


def arguments(scene: Scene) -> dict[str, list[Any]]:
    """What the addresses with places are filled with."""
    cast = scene.cast
    person, noor = cast.evaluator.pk, cast.noor.reference
    viewer = cast.noor.members.get(user=cast.noor_viewer).pk
    return {
        "design_component": ["button"],
        "process_payment": [scene.payment.token],
        "static_process_payment": ["unknown"],
        "account_confirm_email": ["x"],
        "account_reset_password_from_key": ["1", "x"],
        "mfa_remove_webauthn": [1],
        "mfa_edit_webauthn": [1],
        "edit_agency": ["health"],
        "add_agency": ["health"],
        "person": [person],
        "invite_again": [person],
        "end_role": [person, scene.post.pk],
        "reset_factors": [person],
        "close_sign_in": [person],
        "open_sign_in": [person],
        "end_delegation": [scene.delegation.pk],
        "save_filter": ["tenders"],
        "open_with_filter": ["tenders"],
        "tell_of_filter": ["tenders"],
        "forget_filter": ["tenders"],
        "open_notice": [scene.notice.pk],
        "act": ["company", noor, "suspend"],
        "trail_entry": [scene.event.pk],
        "document": [scene.document.token],
        "paper": [scene.paper.code],
        "retry_paper": [scene.failed_paper.pk],
        "verify_code": [scene.paper.printed_code],
        "company": [noor],
        "company_people": [noor],
        "end_company_role": [noor, viewer],
        "plan_item": [scene.plan_item.reference],
        "new_tender_from_plan": [scene.plan_item.reference],
        "new_tender_like": [scene.tender.reference],
        "new_tender_from_template": [scene.template.code],
        "tender_template": [scene.own_template.code],
        "new_tender_from_qualification": [scene.concluded_call.reference],
        "qualification": [scene.draft_call.reference],
        "apply_to_qualify": [scene.call.reference],
        "qualification_request": [scene.request.reference],
        "new_call_off": [scene.order.tender.reference],
        "call_off": [scene.order.reference],
        "follow_tender": [scene.tender.reference],
        "leave_company": [noor],
        "company_subscription": [noor],
        "new_credential": [noor],
        "credential": [scene.credential.reference],
        "access": [scene.access.reference],
        "take_back_invitation": [noor, scene.invitation.pk],
        "check_personal_key": [scene.key.pk],
        "recover_personal_key": [scene.key.pk],
        "sealing_sheet": [scene.draft_tender.reference],
        "seal_bid": [scene.bid.reference],
        "begin_part": [scene.bid.reference],
        "bid_draft": [scene.bid.reference],
        "part": [scene.bid.reference, scene.part.token],
        "chunk": [scene.bid.reference, scene.part.token, 0],
        "hand_in_whole": [scene.bid.reference],
        "hand_in": [scene.bid.reference],
        "open_bids": [scene.tender.reference],
        "envelopes": [scene.tender.reference],
        "shares": [scene.tender.reference],
        "tender": [scene.draft_tender.reference],
        "ask": [scene.tender.reference],
        "opening": [scene.tender.reference],
        "bid_receipt": [scene.bid.reference, scene.bid.receipts.get().pk],
        "new_bid": [scene.tender.reference],
        "clarification": [scene.question.reference],
        "bid": [scene.bid.reference],
        "licence_type": [FOOD_SHOP],
        "licence_type_version": [scene.application.version.reference],
        "next_licence_type_version": [scene.application.version.reference],
        "licence_type_trial": [scene.draft_type.reference],
        "licence_type_form": [scene.draft_type.reference],
        "licence_type_section": [scene.draft_type.reference, "shop"],
        "licence_type_question": [scene.draft_type.reference, "goods"],
        "licence_type_add_question": [scene.draft_type.reference, "shop", "text"],
        "apply": [FOOD_SHOP],
        "application": [scene.application.reference],
        "bundle": [scene.application.bundle],
        "licence_fee": [FOOD_SHOP],
        "version_fees": [scene.application.version.reference],
        "review": [scene.review.reference],
        "information_request": [scene.information_request.reference],
        "invoice": [scene.invoice.reference],
        "pay": [scene.invoice.reference],
        "payment": [scene.payment.token],
        "payment_return": [scene.payment.token],
        "licence": [scene.licence.reference],
        "refund": [scene.refund.reference],
        "new_refund": [scene.refund.invoice.reference, scene.refund.receipt_id],
        "statement": [scene.entry.statement.reference],
        "statement_file": [scene.entry.statement.reference],
        "bank_entry": [scene.entry.reference],
        "fee_account": ["trade"],
        "difference": [scene.difference.reference],
        "licence_import": [scene.batch.reference],
        "licence_import_template": ["csv"],
        "api_licence": [scene.licence.reference],
        "change_licence": [scene.licence.reference, "renew"],
        "new_measure": [scene.licence.reference],
        "measure": [scene.measure.reference],
        "appeal_measure": [scene.measure.reference],
        "appeal_application": [scene.application.reference],
        "appeal": [scene.appeal.reference],
        "inspection": [scene.visit.reference],
        "inspection_notes": [scene.visit.reference],
        "inspection_photo": [scene.visit.reference, UUID(int=7)],
        "finish_inspection": [scene.visit.reference],
        "inspection_calendar": [scene.calendar.reference],
        "finding": [scene.finding.reference],
    }


def address(name: str, scene: Scene) -> str:
    if name.startswith("/"):
        return name.replace("<str:code>", str(scene.paper.code))
    with override("en"):
        return reverse(name, args=arguments(scene).get(name, []))


def people(scene: Scene) -> dict[str, User]:
    """Everybody who can sign in, and one who runs the machine."""
    root = User.objects.create_superuser("root@example.org", None, name="Root")
    return {**scene.cast.everybody, "superuser": with_second_factor(root)}


def clients(everybody: dict[str, User]) -> dict[str, Client]:
    made = {"anonymous": Client()}
    for name, person in everybody.items():
        made[name] = Client()
        made[name].force_login(person)
    return made


def ask(client: Client, method: str, url: str) -> HttpResponse:
    """Ask and undo: nobody's asking changes what the next one finds."""
    session = client.cookies.get("sessionid")
    cache.clear()
    with transaction.atomic():
        answer = getattr(client, method)(url)
        transaction.set_rollback(True)
    if session is not None:  # sending a form may have signed somebody out
        client.cookies["sessionid"] = session.value
    return answer


def outcome(answer: HttpResponse) -> int | str:
    if answer.status_code == 302 and "/account/login/" in answer.headers["Location"]:
        return SIGN_IN
    return answer.status_code


def fits(expected: int | str, got: int | str) -> bool:
    if expected == "guarded":
        return got in {200, 302, 403, 404, SIGN_IN}
    if expected == "health":
        return got in {200, 503}
    return got == expected


def part(index: int) -> list[tuple[str, Row]]:
    return [entry for i, entry in enumerate(sorted(ADDRESSES.items())) if i % PARTS == index]


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(addresses()) == set(ADDRESSES)


def test_every_action_has_a_row_and_every_row_an_action():
    declared = {
        f"{kind}.{action.name}"
        for kind, model in case_kinds().items()
        for action in actions_of(model).values()
        if action.who is not None
    }
    assert declared == set(ACTIONS)


@pytest.mark.parametrize("index", range(PARTS))
def test_every_address_answers_each_person_as_the_table_says(scene, index):
    """And what is refused when it is read is refused when something is sent there, too."""
    everybody = clients(people(scene))
    wrong = []
    for name, row in part(index):
        url = address(name, scene)
        for who, client in everybody.items():
            if row.few and who != "anonymous" and who not in FEW.split():
                continue
            got = outcome(ask(client, row.method, url))
            if not fits(row.answer(who), got):
                wrong.append(f"{name} for {who}: {got}, not {row.answer(who)}")
            if row.method == "get" and got in REFUSED:
                sent = outcome(ask(client, "post", url))
                if sent not in {*REFUSED, 405}:
                    wrong.append(f"{name} for {who}, refused with {got}, takes a POST: {sent}")
    assert wrong == []


def test_each_action_is_for_whom_the_table_says(scene):
    everybody = people(scene)
    wrong = []
    for key, names in ACTIONS.items():
        kind, _dot, action = key.partition(".")
        case = scene.case(kind, action)
        able = {
            who
            for who, person in everybody.items()
            if may(User.objects.get(pk=person.pk), type(case).objects.get(pk=case.pk), action)
        }
        if able != set(names.split()):
            wrong.append(f"{key}: {' '.join(sorted(able))}, not {names}")
    assert wrong == []


def test_an_officer_without_a_second_factor_gets_no_further_than_setting_one_up(scene):
    officer = without_second_factor(scene.cast.officer)
    client = Client()
    client.force_login(officer)
    wrong = []
    for name in ADDRESSES:
        if name.startswith(("/", *FREE)) or name in FREE_NAMES:
            continue
        url = address(name, scene)
        for method in ("get", "post"):
            answer = ask(client, method, url)
            if answer.status_code != 302 or answer.headers["Location"] != reverse("mfa_index"):
                wrong.append(f"{method} {name}: {answer.status_code}")
    # What payment providers call knows no person.
    assert [w for w in wrong if "process_payment" not in w] == []


def test_the_technical_administration_is_for_those_who_run_the_machine(scene):
    assert technical(), "it moved: this test no longer looks at it"
    everybody = clients(people(scene))
    for who, client in everybody.items():
        answer = ask(client, "get", "/en/staff/")
        assert answer.status_code == (200 if who == "superuser" else 302), who
        answer = ask(client, "get", "/en/staff/accounts/membership/add/")
        assert answer.status_code in {302, 403}, who
