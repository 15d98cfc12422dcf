"""Lending and taking back a role on the site."""

from datetime import timedelta

from django.urls import reverse

from accounts.models import Delegation, Membership
from accounts.models.post import today
from tests.cast import give_role


def lend(client, cast, **changes):
    data = {
        "membership": Membership.objects.filter(user=cast.approver).first().pk,
        "stand_in": cast.evaluator.email,
        "since": today().isoformat(),
        "last_day": (today() + timedelta(days=6)).isoformat(),
        "reason": "leave",
        **changes,
    }
    return client.post(reverse("new_delegation"), data)


def test_a_role_is_lent_shown_to_both_and_taken_back(client, cast):
    client.force_login(cast.approver)
    assert lend(client, cast).status_code == 302
    lent = Delegation.objects.get()
    assert lent.until == today() + timedelta(days=7)
    page = client.get(reverse("delegations"))
    assert [row["cells"][4] for row in page.context["rows"]] == [today() + timedelta(days=6)]
    assert reverse("end_delegation", args=[lent.pk]) in page.content.decode()
    client.force_login(cast.evaluator)
    page = client.get(reverse("delegations"), {"side": "received"})
    assert page.context["rows"][0]["cells"][1] == cast.approver.name
    assert reverse("end_delegation", args=[lent.pk]) not in page.content.decode()
    assert client.get(reverse("delegations"), {"side": "lent"}).context["rows"] == []
    assert client.get(reverse("end_delegation", args=[lent.pk])).status_code == 404
    client.force_login(cast.approver)
    assert client.get(reverse("end_delegation", args=[lent.pk])).status_code == 200
    for _twice in range(2):
        assert client.post(reverse("end_delegation", args=[lent.pk])).status_code == 302
    lent.refresh_from_db()
    assert lent.revoked_at is not None


def test_sending_it_twice_lends_once(client, cast):
    client.force_login(cast.approver)
    for _twice in range(2):
        assert lend(client, cast).status_code == 302
    assert Delegation.objects.count() == 1


def test_what_is_wrong_is_said_beside_the_field(client, cast):
    client.force_login(cast.approver)
    cases = [
        ({"stand_in": "nobody@example.org"}, "stand_in"),
        ({"stand_in": cast.noor_owner.email}, "stand_in"),
        ({"last_day": (today() + timedelta(days=90)).isoformat()}, "last_day"),
        ({"last_day": (today() - timedelta(days=1)).isoformat()}, "last_day"),
        ({"since": (today() - timedelta(days=1)).isoformat()}, "since"),
        ({"reason": ""}, "reason"),
        ({"membership": Membership.objects.get(user=cast.officer).pk}, "membership"),
    ]
    for changes, field in cases:
        answer = lend(client, cast, **changes)
        assert answer.status_code == 422, changes
        assert field in answer.context["form"].errors, changes
    assert not Delegation.objects.exists()


def test_only_own_roles_are_offered(client, cast):
    give_role(cast.approver, "cashier", cast.health)
    client.force_login(cast.officer)
    lent = Membership.objects.get(user=cast.officer)
    Delegation.objects.create(
        membership=lent,
        to=cast.approver,
        since=today(),
        until=today() + timedelta(days=2),
        reason="x",
    )
    client.force_login(cast.approver)
    offered = client.get(reverse("new_delegation")).context["form"].fields["membership"].queryset
    assert {post.user_id for post in offered} == {cast.approver.pk}
    assert offered.count() == 2


def test_people_without_a_role_have_no_such_page(client, cast):
    client.force_login(cast.noor_owner)
    assert client.get(reverse("delegations")).status_code == 403
    assert client.get(reverse("new_delegation")).status_code == 404


def test_the_list_costs_the_same_however_long_it_is(client, cast, django_assert_num_queries):
    client.force_login(cast.approver)
    lend(client, cast)
    with django_assert_num_queries(20, exact=False) as counted:
        client.get(reverse("delegations"))
        before = len(counted)
    for week in range(1, 30):
        since = today() + timedelta(days=7 * week)
        lend(client, cast, since=since.isoformat(), last_day=since.isoformat())
    with django_assert_num_queries(before):
        client.get(reverse("delegations"))
