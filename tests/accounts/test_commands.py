"""The operator's way to a first administrator."""

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from accounts.models import Agency, Membership, Role, User
from accounts.standing import standing_of
from audit.models import Event


def appoint(**options):
    values = {
        "name": "First One",
        "agency": "republic",
        "agency_ar": "الجمهورية",
        "agency_en": "The Republic",
        **options,
    }
    call_command("appoint_administrator", "First@Example.org", **values)


def test_the_first_administrator_of_a_new_installation(db, capsys):
    appoint()
    person, agency = User.objects.get(), Agency.objects.get()
    assert (person.email, agency.path) == ("first@example.org", "republic/")
    assert standing_of(person).holds(Role.ADMINISTRATOR, agency)
    verbs = list(Event.objects.order_by("pk").values_list("verb", "actor"))
    assert verbs == [
        ("agency.added", "system"),
        ("user.invited", "system"),
        ("role.granted", "system"),
    ]
    assert "was sent" in capsys.readouterr().out
    assert "/ar/account/password/reset/key/" in mail.outbox[0].body
    assert mail.outbox[0].to == ["first@example.org"]


def test_twice_changes_nothing(db):
    appoint()
    before = Event.objects.count()
    appoint()
    assert Membership.objects.count() == User.objects.count() == 1
    assert Event.objects.count() == before


def test_a_new_agency_needs_its_names(db):
    with pytest.raises(CommandError, match="agency-ar"):
        appoint(agency_ar="")
    assert not User.objects.exists()


def test_who_has_power_over_cases_is_not_appointed(cast):
    with pytest.raises(CommandError, match="no power over cases"):
        call_command("appoint_administrator", cast.officer.email, name="X", agency="health")
