"""Who wants to know what happens to a tender, and who is told.

Everybody who follows it, whom it invites, and whoever has a bid for it, be it a draft: each
is told once, and nobody learns from it who else is.
"""

from typing import Any

from django.db.models import Q

from accounts.models import User
from vendors.models import Company
from vendors.standing import BIDDERS, members_of, members_of_all


def follow(tender: Any, person: Any) -> None:
    """From now on the person is told what happens to the tender."""
    tender.followers.get_or_create(user=person)


def unfollow(tender: Any, person: Any) -> None:
    """No longer."""
    tender.followers.filter(user=person).delete()


def follows(tender: Any, person: Any) -> bool:
    """Whether the person follows it."""
    return bool(person.is_authenticated and tender.followers.filter(user=person).exists())


def followers(tender: Any) -> list[User]:
    """Those who follow it."""
    return list(User.objects.filter(followed_tenders__tender=tender, is_active=True))


def interested(tender: Any, *, but: Any = None) -> list[User]:
    """Everybody to tell of a change: followers, invited companies, bidders; each once."""
    concerned = Q(bids__in=tender.bids.exclude(state="withdrawn")) | Q(
        tender_invitations__tender=tender
    )
    companies = Company.objects.filter(concerned).distinct()
    if but is not None:
        companies = companies.exclude(pk=but.pk)
    found = {person.pk: person for person in followers(tender)}
    found |= {person.pk: person for person in members_of_all(companies, BIDDERS)}
    if but is not None:
        for person in members_of(but, BIDDERS):
            found.pop(person.pk, None)
    return list(found.values())


def subscribers(tender: Any) -> list[User]:
    """Who is told of its publication: the companies invited; where all may bid, the registered
    companies that deal in one of its categories.
    """
    if tender.method_rules.is_by_invitation:
        companies = Company.objects.filter(tender_invitations__tender=tender)
    else:
        dealing = Company.objects.registered()
        companies = dealing.filter(categories__in=tender.categories.all()).distinct()
    return members_of_all(companies, BIDDERS)
