"""The administration area in the browser's eyes: lists, invitations, roles, agencies."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from accounts.models import Agency, Membership, Role, User
from accounts.models.post import today
from accounts.standing import standing_of
from audit.models import Event
from tests.cast import give_role


@pytest.fixture
def admin_page(client, cast):
    client.force_login(cast.administrator)
    return client


def invitation(**changes):
    return {
        "email": "newcomer@example.org",
        "name": "New Comer",
        "language": "ar",
        "role": Role.EVALUATOR,
        "since": today().isoformat(),
        "last_day": "",
        **changes,
    }


def test_the_list_shows_ones_own_tree_and_no_other(admin_page, cast):
    page = admin_page.get(reverse("people")).content.decode()
    assert cast.officer.email in page
    assert cast.registrar.email in page
    assert cast.other_officer.email not in page
    assert cast.noor_owner.email not in page


def test_an_administrator_below_sees_only_below(client, cast):
    client.force_login(cast.health_administrator)
    page = client.get(reverse("people")).content.decode()
    assert cast.officer.email in page
    assert cast.registrar.email not in page


def test_the_list_is_searched_and_filtered(admin_page, cast):
    def found(**query):
        rows = admin_page.get(reverse("people"), query).context["rows"]
        return {row["cells"][1] for row in rows}

    assert found(q="huda") == {cast.officer.email}
    assert found(q="registrar@") == {cast.registrar.email}
    assert found(role=Role.CASHIER) == {cast.cashier.email}
    assert cast.registrar.email in found(agency="trade")
    assert cast.officer.email not in found(agency="trade")
    assert found(state="closed") == set()
    Membership.objects.filter(user=cast.cashier).update(until=today())
    assert found(state="former") == {cast.cashier.email}
    # An agency that one does not administer is no filter.
    assert len(found(agency="city")) > 5


def test_the_list_goes_on_by_key_with_a_constant_number_of_queries(
    admin_page, cast, django_assert_num_queries
):
    with django_assert_num_queries(20, exact=False) as counted:
        admin_page.get(reverse("people"))
        before = len(counted)
    for i in range(60):
        person = User.objects.create_user(f"p{i}@example.org", name=f"Person {i % 7}")
        give_role(person, Role.INSPECTOR, cast.health)
    with django_assert_num_queries(before, exact=False):
        first = admin_page.get(reverse("people"))
    seen = [row["cells"][1] for row in first.context["rows"]]
    assert len(seen) == 50
    second = admin_page.get(reverse("people") + first.context["next_url"])
    seen += [row["cells"][1] for row in second.context["rows"]]
    assert len(seen) == len(set(seen)) == 77  # 17 officers of the tree besides


@pytest.mark.parametrize("after", ["x", "0", "999999999999999999999", "²", "-1"])
def test_an_odd_key_does_no_harm(admin_page, after):
    assert admin_page.get(reverse("people"), {"after": after}).status_code == 200


def test_a_person_elsewhere_does_not_exist(admin_page, cast):
    assert admin_page.get(reverse("person", args=[cast.officer.pk])).status_code == 200
    for somebody in (cast.other_officer, cast.noor_owner, cast.stranger):
        assert admin_page.get(reverse("person", args=[somebody.pk])).status_code == 404


def test_a_newcomer_is_invited_and_chooses_a_password(
    admin_page, cast, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = admin_page.post(reverse("invite_person"), invitation(agency=cast.health.pk))
    person = User.objects.get(email="newcomer@example.org")
    assert answer.url == reverse("person", args=[person.pk])
    (message,) = [m for m in mail.outbox if m.to == [person.email] and "/password/" in m.body]
    assert message.subject.startswith("وزارة الصحة") or "وزارة الصحة" in message.subject
    link = next(word for word in message.body.split() if word.startswith("http"))
    client.logout()
    form = client.get(link, follow=True)
    assert form.status_code == 200
    chosen = {"password1": "a-new-and-long-one", "password2": "a-new-and-long-one"}
    client.post(form.redirect_chain[-1][0], chosen)
    person.refresh_from_db()
    assert person.check_password("a-new-and-long-one")
    assert EmailAddress.objects.get(user=person).verified
    # The link is good once.
    assert "token_fail" in client.get(link, follow=True).context


def test_inviting_twice_invites_once(admin_page, cast, django_capture_on_commit_callbacks):
    for _try in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            answer = admin_page.post(reverse("invite_person"), invitation(agency=cast.health.pk))
            assert answer.status_code == 302
    person = User.objects.get(email="newcomer@example.org")
    assert person.memberships.count() == 1


def test_the_last_day_is_included(admin_page, cast):
    last = today() + timedelta(days=3)
    data = invitation(agency=cast.health.pk, last_day=last.isoformat())
    admin_page.post(reverse("invite_person"), data)
    post = Membership.objects.get(user__email="newcomer@example.org")
    assert post.until == last + timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "not an address"}, "email"),
        ({"name": ""}, "name"),
        ({"name": "\u200b\u200f"}, "name"),
        ({"role": "emperor"}, "role"),
        ({"since": "2020-01-01"}, "since"),
        ({"since": "soon"}, "since"),
        ({"last_day": "2020-01-01"}, "last_day"),
        ({"agency": "999999"}, "agency"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_done(
    admin_page, cast, changes, field
):
    before = Event.objects.count()
    data = invitation(**{"agency": cast.health.pk, **changes})
    answer = admin_page.post(reverse("invite_person"), data)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Event.objects.count() == before
    if field != "email":
        assert "newcomer@example.org" in answer.content.decode()


def test_an_agency_elsewhere_cannot_be_chosen(admin_page, cast):
    answer = admin_page.post(reverse("invite_person"), invitation(agency=cast.city.pk))
    assert "agency" in answer.context["form"].errors


def test_giving_oneself_a_role_is_refused_with_a_sentence(admin_page, cast):
    data = invitation(
        email=cast.administrator.email, agency=cast.health.pk, role=Role.PROCUREMENT_APPROVER
    )
    answer = admin_page.post(reverse("invite_person"), data)
    assert answer.status_code == 422
    assert "no power over cases" in answer.content.decode()
    assert not standing_of(cast.fresh(cast.administrator)).has_role(Role.PROCUREMENT_APPROVER)


def test_a_role_is_ended_after_asking(admin_page, cast):
    post = Membership.objects.get(user=cast.evaluator)
    address = reverse("end_role", args=[cast.evaluator.pk, post.pk])
    assert admin_page.get(address).status_code == 200
    post.refresh_from_db()
    assert post.until is None
    assert admin_page.post(address).status_code == 302
    assert admin_page.post(address).status_code == 302
    post.refresh_from_db()
    assert post.until == today()


def test_sign_in_is_closed_with_a_reason_and_opened_again(admin_page, cast, client):
    address = reverse("close_sign_in", args=[cast.evaluator.pk])
    assert admin_page.post(address, {"reason": " "}).status_code == 422
    assert admin_page.post(address, {"reason": "left"}).status_code == 302
    assert not cast.fresh(cast.evaluator).is_active
    admin_page.post(reverse("open_sign_in", args=[cast.evaluator.pk]), {"reason": "back"})
    assert cast.fresh(cast.evaluator).is_active


def test_closing_the_sign_in_ends_the_session(admin_page, cast):
    other = type(admin_page)()
    other.force_login(cast.evaluator)
    assert other.get(reverse("inbox")).status_code == 200
    admin_page.post(reverse("close_sign_in", args=[cast.evaluator.pk]), {"reason": "left"})
    assert other.get(reverse("inbox")).status_code == 302


def test_the_second_factor_is_reset(admin_page, cast):
    address = reverse("reset_factors", args=[cast.evaluator.pk])
    assert admin_page.post(address).status_code == 302
    own = admin_page.post(reverse("reset_factors", args=[cast.administrator.pk]))
    assert own.status_code == 422
    assert "another administrator" in own.content.decode()


def test_agencies_are_listed_added_and_edited(admin_page, cast):
    assert "Ministry of Health" in admin_page.get(reverse("manage_agencies")).content.decode()
    address = reverse("add_agency", args=["health"])
    data = {"code": "ward", "name_ar": "قسم", "name_en": "Ward", "grants_licences": "on"}
    for _twice in range(2):
        assert admin_page.post(address, data).status_code == 302
    ward = Agency.objects.get(code="ward")
    assert (ward.path, ward.grants_licences) == ("state/health/ward/", True)
    assert Event.objects.filter(verb="agency.added", subject_label="ward").count() == 1
    taken = admin_page.post(address, {**data, "name_en": "Other"})
    assert "code" in taken.context["form"].errors
    edited = {"name_ar": "قسم", "name_en": "The Ward", "email": "ward@example.org"}
    admin_page.post(reverse("edit_agency", args=["ward"]), edited)
    ward.refresh_from_db()
    assert (str(ward), ward.email) == ("The Ward", "ward@example.org")
    event = Event.objects.latest("pk")
    assert event.public["changes"]["name_en"] == ["Ward", "The Ward"]


@pytest.mark.parametrize("code", ["Ward", "w ard", "-ward", "ward/", "قسم", "ward\n"])
def test_a_code_is_small_latin_letters(admin_page, code):
    answer = admin_page.post(
        reverse("add_agency", args=["health"]), {"code": code, "name_ar": "ق", "name_en": "W"}
    )
    created = Agency.objects.filter(parent__code="health").first()
    assert answer.status_code == 422 or created.code == "ward"


def test_agencies_elsewhere_do_not_exist(admin_page):
    assert admin_page.get(reverse("edit_agency", args=["city"])).status_code == 404
    assert admin_page.get(reverse("add_agency", args=["city"])).status_code == 404


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_page_is_there_in_both_languages(admin_page, cast, language):
    post = Membership.objects.get(user=cast.evaluator)
    pages = [
        reverse("people"),
        reverse("invite_person") + f"?person={cast.officer.pk}",
        reverse("person", args=[cast.officer.pk]),
        reverse("end_role", args=[cast.evaluator.pk, post.pk]),
        reverse("reset_factors", args=[cast.officer.pk]),
        reverse("close_sign_in", args=[cast.officer.pk]),
        reverse("open_sign_in", args=[cast.officer.pk]),
        reverse("manage_agencies"),
        reverse("add_agency", args=["health"]),
        reverse("edit_agency", args=["health"]),
    ]
    for address in pages:
        answer = admin_page.get(address.replace("/en/", f"/{language}/", 1))
        assert answer.status_code == 200, address
        assert f'<html lang="{language}"' in answer.content.decode()
