"""The cast itself: everybody holds what their name says, and nothing more."""

from accounts.standing import standing_of
from tests.cast import OFFICERS
from vendors.standing import companies_of


def test_officers_hold_exactly_their_one_role(cast):
    for who, (_name, where, role) in OFFICERS.items():
        posts = standing_of(getattr(cast, who)).posts
        assert [(p.role, p.agency_id) for p in posts] == [(role, getattr(cast, where).pk)]


def test_the_stranger_holds_nothing(cast):
    assert standing_of(cast.stranger).posts == ()
    assert companies_of(cast.stranger) == {}


def test_companies_have_their_members(cast):
    assert companies_of(cast.noor_owner) == {cast.noor.pk: frozenset({"owner"})}
    assert cast.noor.reference.startswith("C-")


def test_signing_in_works(cast, client):
    client.force_login(cast.officer)
    assert client.session["_auth_user_id"] == str(cast.officer.pk)
