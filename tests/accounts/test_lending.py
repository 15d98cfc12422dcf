"""Delegations through the services: who lends what to whom, for how long."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts import lending
from accounts.duties import Unable
from accounts.models import Delegation, Membership, Role
from accounts.models.post import today
from accounts.standing import standing_of
from audit.models import Event
from tests.cast import give_role
from workflow.models import Notice

DAY = timedelta(days=1)


def lend(cast, to, *, by=None, post=None, days=7, since=0):
    lender = by or cast.approver
    return lending.lend(
        post or Membership.objects.filter(user=lender).earliest("pk"),
        to,
        since=today() + since * DAY,
        until=today() + (since + days) * DAY,
        reason="annual leave",
        by=lender,
    )


def test_a_role_is_lent_recorded_and_told(cast):
    lend(cast, cast.evaluator)
    assert standing_of(cast.fresh(cast.evaluator)).holds(Role.PROCUREMENT_APPROVER, cast.health)
    event = Event.objects.latest("pk")
    assert event.verb == "role.lent"
    assert event.kept_private.data == {"reason": "annual leave"}
    notice = Notice.objects.get(to=cast.evaluator)
    assert "Karim Nasser" in notice.subject_en
    assert "annual leave" in notice.body_en
    # The last day is said, not the first day without it.
    last = today() + 6 * DAY
    assert f"{last.day} " in notice.body_en


def test_sent_twice_it_is_lent_once(cast):
    first = lend(cast, cast.evaluator)
    assert lend(cast, cast.evaluator).pk == first.pk
    assert Notice.objects.filter(to=cast.evaluator).count() == 1


def test_nobody_stands_in_for_themselves(cast):
    with pytest.raises(Unable, match="yourself"):
        lend(cast, cast.approver)


def test_what_is_lent_is_not_lent_on(cast):
    lend(cast, cast.evaluator)
    borrowed = Membership.objects.get(user=cast.approver)
    with pytest.raises(PermissionDenied):
        lend(cast, cast.opener, by=cast.evaluator, post=borrowed)
    assert borrowed not in lending.own_posts(cast.evaluator)


def test_ninety_days_at_most(cast):
    assert lend(cast, cast.evaluator, days=90)
    with pytest.raises(Unable, match="90 days"):
        lend(cast, cast.opener, days=91)


def test_not_in_the_past(cast):
    with pytest.raises(Unable, match="past"):
        lend(cast, cast.evaluator, since=-1)


@pytest.mark.parametrize("who", ["other_officer", "stranger", "noor_owner"])
def test_only_officers_of_the_same_tree_stand_in(cast, who):
    with pytest.raises(Unable, match="no officer"):
        lend(cast, getattr(cast, who))


def test_administrators_stand_in_for_nobody_with_power(cast):
    with pytest.raises(Unable, match="no power over cases"):
        lend(cast, cast.health_administrator)


def test_not_longer_than_the_role_is_held(cast):
    Membership.objects.filter(user=cast.approver).update(until=today() + 3 * DAY)
    with pytest.raises(Unable, match="do not hold the role"):
        lend(cast, cast.evaluator, days=4)
    assert lend(cast, cast.evaluator, days=3)


def test_overlapping_periods_with_the_same_person_are_refused(cast):
    lend(cast, cast.evaluator)
    with pytest.raises(Unable, match="already lent"):
        lend(cast, cast.evaluator, since=3)
    assert lend(cast, cast.evaluator, since=7)


def test_taken_back_early(cast):
    lent = lend(cast, cast.evaluator)
    assert lending.take_back(lent, by=cast.approver)
    assert not standing_of(cast.fresh(cast.evaluator)).has_role(Role.PROCUREMENT_APPROVER)
    assert not lending.take_back(lent, by=cast.approver)
    assert Event.objects.filter(verb="role.taken_back").count() == 1
    assert Notice.objects.filter(to=cast.evaluator).count() == 2
    # The way is free to lend it again.
    assert lend(cast, cast.evaluator).pk != lent.pk


@pytest.mark.parametrize("who", ["evaluator", "administrator", "stranger"])
def test_only_the_lender_takes_it_back(cast, who):
    lent = lend(cast, cast.evaluator)
    with pytest.raises(PermissionDenied):
        lending.take_back(lent, by=getattr(cast, who))


def test_each_role_is_lent_for_itself(cast):
    give_role(cast.approver, Role.CASHIER, cast.health)
    lend(cast, cast.evaluator, post=Membership.objects.get(user=cast.approver, role=Role.CASHIER))
    standing = standing_of(cast.fresh(cast.evaluator))
    assert standing.has_role(Role.CASHIER)
    assert not standing.has_role(Role.PROCUREMENT_APPROVER)
    assert Delegation.objects.count() == 1
