"""Who is told of a new tender by its categories. Procurement asks this when one is published."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from accounts.models import User
from accounts.models.post import in_force
from vendors.models import Category, Company, CompanyMember, Subscription
from vendors.standing import BIDDERS


def subscribers(categories: Iterable[Category]) -> list[Any]:
    """Return the people who follow one of these categories, what is above or what is below it.

    Persons for themselves; of a registered company its owners and bidders. Each person once.
    """
    asked = list(categories)
    if not asked:
        return []
    fitting = Category.objects.around(asked).values("pk")
    follow = Q(categories__in=fitting) | Q(own_categories=True, company__categories__in=fitting)
    found = Subscription.objects.filter(follow)
    companies = Company.objects.registered().filter(
        pk__in=found.filter(company__isnull=False).values("company_id")
    )
    members = CompanyMember.objects.filter(
        in_force(), company__in=companies.values("pk"), role__in=BIDDERS
    )
    persons = found.filter(person__isnull=False)
    wanted = Q(pk__in=persons.values("person_id")) | Q(pk__in=members.values("user_id"))
    return list(User.objects.filter(wanted, is_active=True).order_by("pk"))
