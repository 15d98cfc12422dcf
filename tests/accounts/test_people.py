"""The life of people's posts, through the services: granted, ended, and who may do it."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied

from accounts import people
from accounts.duties import Unable
from accounts.models import Delegation, Membership, Role, User
from accounts.models.post import today
from accounts.standing import standing_of
from audit.models import Event
from tests.cast import give_role, without_second_factor
from workflow.models import Notice

DAY = timedelta(days=1)


def last_event() -> Event:
    return Event.objects.latest("pk")


def test_a_role_is_granted_recorded_and_told(cast):
    post = people.grant(cast.stranger, Role.EVALUATOR, cast.health, by=cast.health_administrator)
    assert standing_of(cast.fresh(cast.stranger)).holds(Role.EVALUATOR, cast.health)
    event = last_event()
    assert (event.verb, event.subject_id) == ("role.granted", str(cast.stranger.pk))
    assert event.scope == cast.health.path
    assert event.public["until"] is None
    notice = Notice.objects.get(to=cast.stranger)
    assert "Evaluator" in notice.subject_en
    assert "Ministry of Health" in notice.subject_en
    assert "وزارة الصحة" in notice.subject_ar
    assert post.until is None


def test_granting_twice_grants_once(cast):
    for _try in range(2):
        people.grant(cast.stranger, Role.EVALUATOR, cast.health, by=cast.administrator)
    assert Membership.objects.filter(user=cast.stranger).count() == 1
    assert Notice.objects.filter(to=cast.stranger).count() == 1


@pytest.mark.parametrize("who", ["officer", "auditor", "other_administrator", "stranger"])
def test_only_administrators_of_the_agency_grant(cast, who):
    with pytest.raises(PermissionDenied):
        people.grant(cast.stranger, Role.EVALUATOR, cast.health, by=getattr(cast, who))


def test_an_administrator_below_does_not_reach_up(cast):
    with pytest.raises(PermissionDenied):
        people.grant(cast.stranger, Role.AUDITOR, cast.state, by=cast.health_administrator)


def test_without_a_second_factor_an_administrator_does_nothing(cast, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    admin = without_second_factor(cast.health_administrator)
    with pytest.raises(PermissionDenied):
        people.grant(cast.stranger, Role.EVALUATOR, cast.health, by=admin)


@pytest.mark.parametrize("role", [r for r in Role.values if r != Role.ADMINISTRATOR])
def test_administrators_give_themselves_no_role(cast, role):
    admin = cast.administrator
    with pytest.raises(Unable, match="no power over cases"):
        people.grant(admin, role, cast.health, by=admin)


def test_administrators_are_given_no_role_by_others_either(cast):
    with pytest.raises(Unable, match="no power over cases"):
        people.grant(
            cast.health_administrator,
            Role.PROCUREMENT_APPROVER,
            cast.health,
            by=cast.administrator,
        )
    # An administrator of the whole tree would have power over the cases of a part of it.
    with pytest.raises(Unable):
        people.grant(cast.officer, Role.ADMINISTRATOR, cast.state, by=cast.administrator)


def test_somebody_who_holds_a_lent_role_is_made_no_administrator(cast):
    Delegation.objects.create(
        membership=Membership.objects.get(user=cast.approver),
        to=cast.auditor,
        since=today(),
        until=today() + 5 * DAY,
        reason="leave",
    )
    with pytest.raises(Unable):
        people.grant(cast.auditor, Role.ADMINISTRATOR, cast.health, by=cast.administrator)


def test_roles_elsewhere_in_the_tree_do_not_stand_in_the_way(cast):
    people.grant(cast.officer, Role.ADMINISTRATOR, cast.trade, by=cast.administrator)
    assert standing_of(cast.fresh(cast.officer)).holds(Role.ADMINISTRATOR, cast.trade)


def test_periods_are_checked(cast):
    admin = cast.administrator
    with pytest.raises(Unable, match="past"):
        people.grant(cast.stranger, Role.EVALUATOR, cast.health, by=admin, since=today() - DAY)
    with pytest.raises(Unable, match="last day"):
        people.grant(
            cast.stranger, Role.EVALUATOR, cast.health, by=admin, since=today(), until=today()
        )
    give_role(cast.stranger, Role.EVALUATOR, cast.health)
    with pytest.raises(Unable, match="already holds"):
        people.grant(
            cast.stranger,
            Role.EVALUATOR,
            cast.health,
            by=admin,
            since=today() + DAY,
            until=today() + 9 * DAY,
        )


def test_a_role_ends_today(cast):
    post = Membership.objects.get(user=cast.evaluator)
    assert people.end_role(post, by=cast.health_administrator)
    assert not standing_of(cast.fresh(cast.evaluator)).posts
    post.refresh_from_db()
    assert post.until == today()
    assert last_event().verb == "role.ended"
    assert not people.end_role(post, by=cast.health_administrator)
    assert Event.objects.filter(verb="role.ended").count() == 1


def test_a_role_of_tomorrow_never_begins(cast):
    post = give_role(cast.stranger, Role.CASHIER, cast.trade, since=today() + 3 * DAY)
    people.end_role(post, by=cast.administrator)
    post.refresh_from_db()
    assert post.until == post.since


def test_the_last_administrator_stays(cast):
    post = Membership.objects.get(user=cast.administrator)
    with pytest.raises(Unable, match="last administrator"):
        people.end_role(post, by=cast.administrator)
    # That of a part of the tree may go: the one above looks after it.
    assert people.end_role(
        Membership.objects.get(user=cast.health_administrator), by=cast.administrator
    )


def test_a_second_factor_is_reset_by_somebody_else(cast):
    assert people.reset_factors(cast.officer, by=cast.health_administrator) == 1
    assert not Authenticator.objects.filter(user=cast.officer).exists()
    event = last_event()
    assert (event.verb, event.public) == ("user.factors_reset", {"types": ["totp"]})
    assert people.reset_factors(cast.officer, by=cast.health_administrator) == 0
    with pytest.raises(Unable, match="another administrator"):
        people.reset_factors(cast.health_administrator, by=cast.health_administrator)


def test_who_also_serves_elsewhere_is_left_to_who_administers_both(cast):
    give_role(cast.officer, Role.CASHIER, cast.trade)
    with pytest.raises(Unable, match="you do not administer"):
        people.reset_factors(cast.officer, by=cast.health_administrator)
    with pytest.raises(Unable):
        people.close_sign_in(cast.officer, "left", by=cast.health_administrator)
    assert people.reset_factors(cast.officer, by=cast.administrator) == 1


def test_the_administrator_below_cannot_touch_the_one_above(cast):
    with pytest.raises(PermissionDenied):
        people.close_sign_in(cast.administrator, "coup", by=cast.health_administrator)


def test_sign_in_is_closed_and_opened_again(cast):
    admin = cast.health_administrator
    assert people.close_sign_in(cast.officer, "left the service", by=admin)
    assert not cast.fresh(cast.officer).is_active
    event = last_event()
    assert event.kept_private.data == {"why": "left the service"}
    assert "left" not in bytes(event.statement).decode()
    assert not people.close_sign_in(cast.officer, "again", by=admin)
    assert people.open_sign_in(cast.officer, "came back", by=admin)
    assert cast.fresh(cast.officer).is_active
    assert not people.open_sign_in(cast.officer, "again", by=admin)


def test_nobody_closes_their_own_sign_in(cast):
    with pytest.raises(Unable, match="your own"):
        people.close_sign_in(cast.administrator, "tired", by=cast.administrator)


def test_somebody_unknown_is_invited(cast):
    invited = people.invite(
        " New.Person@Example.ORG ", "New Person", "ar", Role.CASHIER, cast.trade,
        by=cast.administrator,
    )  # fmt: skip
    person = User.objects.get(email="new.person@example.org")
    assert invited.needs_password
    assert not person.has_usable_password()
    assert not EmailAddress.objects.get(user=person).verified
    verbs = list(Event.objects.order_by("-pk").values_list("verb", flat=True)[:2])
    assert verbs == ["role.granted", "user.invited"]
    event = Event.objects.get(verb="user.invited")
    assert "new.person" not in bytes(event.statement).decode()


def test_somebody_known_keeps_name_and_password(cast):
    cast.stranger.set_password("a long and good one")
    cast.stranger.save()
    invited = people.invite(
        cast.stranger.email, "Another Name", "ar", Role.CASHIER, cast.trade, by=cast.administrator
    )
    person = cast.fresh(cast.stranger)
    assert (person.name, person.language) == ("Jad Someone", "en")
    assert person.check_password("a long and good one")
    assert not invited.needs_password


def test_an_address_never_confirmed_loses_the_password_somebody_set(cast):
    """Whoever signed up with it may not be whom it belongs to."""
    cast.stranger.set_password("set by an impostor")
    cast.stranger.save()
    EmailAddress.objects.filter(user=cast.stranger).update(verified=False)
    invited = people.invite(
        cast.stranger.email, "X", "en", Role.CASHIER, cast.trade, by=cast.administrator
    )
    assert invited.needs_password
    assert not cast.fresh(cast.stranger).has_usable_password()


def test_somebody_whose_sign_in_is_closed_is_not_invited(cast):
    User.objects.filter(pk=cast.stranger.pk).update(is_active=False)
    with pytest.raises(Unable, match="closed"):
        people.invite(
            cast.stranger.email, "X", "en", Role.CASHIER, cast.trade, by=cast.administrator
        )


def test_a_refused_invitation_leaves_nobody_behind(cast):
    with pytest.raises(Unable):
        people.invite(
            "x@example.org", "X", "en", Role.CASHIER, cast.trade,
            by=cast.administrator, since=today() - DAY,
        )  # fmt: skip
    assert not User.objects.filter(email="x@example.org").exists()
