"""What people may act as: posts, posts lent, periods, the tree, and who has no power at all."""

from datetime import timedelta

import pytest

from accounts.models import Agency, Delegation, Membership, Role, User
from accounts.models.post import today
from accounts.rules import officer
from accounts.standing import holders, standing_of
from tests.cast import SINCE, forget, give_role

DAY = timedelta(days=1)


def lend(cast, lender, to, **fields):
    membership = Membership.objects.get(user=lender)
    period = {"since": today(), "until": today() + DAY, "reason": "leave", **fields}
    return Delegation.objects.create(membership=membership, to=to, **period)


def test_a_role_in_the_parent_agency_covers_its_children(cast):
    ward = Agency.objects.plant(code="ward", parent=cast.health, name_ar="قسم", name_en="Ward")
    assert standing_of(cast.officer).holds(Role.PROCUREMENT_OFFICER, ward)
    assert standing_of(cast.auditor).holds(Role.AUDITOR, ward)


def test_a_role_does_not_reach_up_nor_sideways(cast):
    standing = standing_of(cast.officer)
    assert not standing.holds(Role.PROCUREMENT_OFFICER, cast.state)
    assert not standing.holds(Role.PROCUREMENT_OFFICER, cast.trade)
    assert not standing.holds(Role.PROCUREMENT_OFFICER, cast.city)


def test_a_code_that_begins_like_another_is_not_below_it(cast):
    twin = Agency.objects.plant(
        code="health2", parent=cast.state, name_ar="صحة", name_en="Health 2"
    )
    assert not standing_of(cast.officer).holds(Role.PROCUREMENT_OFFICER, twin)


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [(0, None, True), (0, 1, True), (-2, 0, False), (1, None, False), (0, 0, False), (-1, 1, True)],
)
def test_periods_are_half_open(cast, since, until, holds):
    period = {
        "since": today() + since * DAY,
        "until": None if until is None else today() + until * DAY,
    }
    give_role(cast.stranger, Role.CASHIER, cast.trade, **period)
    assert standing_of(cast.stranger).holds(Role.CASHIER, cast.trade) is holds


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [(0, 1, True), (1, 2, False), (-2, 0, False), (-1, 1, True)],
)
def test_lent_roles_hold_for_their_period(cast, since, until, holds):
    lend(
        cast,
        cast.approver,
        cast.evaluator,
        since=today() + since * DAY,
        until=today() + until * DAY,
    )
    standing = standing_of(cast.evaluator)
    assert standing.holds(Role.PROCUREMENT_APPROVER, cast.health) is holds
    if holds:
        assert standing.post(Role.PROCUREMENT_APPROVER, cast.health).lent_by == cast.approver.pk


def test_a_lent_role_ends_with_the_lenders_own(cast):
    lend(cast, cast.approver, cast.evaluator)
    Membership.objects.filter(user=cast.approver).update(until=today())
    assert not standing_of(cast.evaluator).holds(Role.PROCUREMENT_APPROVER, cast.health)
    assert holders(Role.PROCUREMENT_APPROVER, cast.health) == []


def test_a_lent_role_ends_when_the_lender_may_not_sign_in(cast):
    lend(cast, cast.approver, cast.evaluator)
    User.objects.filter(pk=cast.approver.pk).update(is_active=False)
    assert not standing_of(cast.evaluator).holds(Role.PROCUREMENT_APPROVER, cast.health)
    assert holders(Role.PROCUREMENT_APPROVER, cast.health) == []


def test_a_role_taken_back_is_gone(cast):
    lend(cast, cast.approver, cast.evaluator, revoked_at="2026-01-01T00:00:00Z")
    assert not standing_of(cast.evaluator).holds(Role.PROCUREMENT_APPROVER, cast.health)


def test_holders_are_those_above_and_those_who_stand_in(cast):
    give_role(cast.stranger, Role.PROCUREMENT_APPROVER, cast.state)
    lend(cast, cast.approver, cast.evaluator)
    found = {person.pk for person in holders(Role.PROCUREMENT_APPROVER, cast.health)}
    assert found == {cast.approver.pk, cast.stranger.pk, cast.evaluator.pk}


def test_somebody_who_may_not_sign_in_holds_nothing(cast):
    cast.officer.is_active = False
    assert standing_of(forget(cast.officer)).posts == ()


def test_a_superuser_has_no_power_over_cases(cast):
    cast.stranger.is_superuser = cast.stranger.is_staff = True
    cast.stranger.save()
    root = cast.fresh(cast.stranger)
    for permission in ("vendors.review_company", "accounts.manage_people", "accounts.read_trail"):
        assert not root.has_perm(permission, cast.noor)
    assert root.has_perm("accounts.view_user")


def test_an_administrator_has_no_power_over_cases_however_they_came_by_a_role(cast):
    give_role(cast.health_administrator, Role.PROCUREMENT_OFFICER, cast.health)
    rule = officer(Role.PROCUREMENT_OFFICER)
    assert not rule.test(cast.health_administrator, cast.health)
    assert rule.test(cast.officer, cast.health)
    give_role(cast.health_administrator, Role.REGISTRAR, cast.trade)
    assert officer(Role.REGISTRAR).test(cast.health_administrator, cast.trade)


def test_standing_costs_two_queries(cast, django_assert_num_queries):
    person = cast.fresh(cast.officer)
    with django_assert_num_queries(2):
        standing_of(person)
        standing_of(person)


def test_since_is_long_ago_in_the_cast(cast):
    assert Membership.objects.get(user=cast.officer).since == SINCE
