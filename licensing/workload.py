"""How much each officer has: open cases, those due soon, those late. For officers of the agency.

An approver or officer sees the agencies in which they hold a post, and those below them.
"""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Agency, Membership, Role, User
from accounts.models.post import in_force
from accounts.standing import standing_of
from licensing.models import Application, Review
from licensing.models.application_states import OFFICE

DESK = (Role.LICENSING_OFFICER, Role.LICENSING_APPROVER, Role.INSPECTOR)
WORKERS = (Role.LICENSING_OFFICER, Role.INSPECTOR)
SOON = timedelta(days=3)
NONE: dict[str, int] = {"applications": 0, "reviews": 0, "soon": 0, "late": 0}


def may_see(user: Any) -> bool:
    """Whether the person works on licences anywhere."""
    return any(standing_of(user).has_role(role) for role in DESK)


def of(user: Any) -> list[dict[str, Any]]:
    """Each agency of the person with a row for everybody who has, or could have, cases there."""
    within = standing_of(user).agencies_q(DESK)
    counted: dict[int, dict[int | None, dict[str, int]]] = {}
    for name, model, states in (
        ("applications", Application, OFFICE),
        ("reviews", Review, Review.OPEN),
    ):
        _count(counted, name, model.objects.filter(within, state__in=states))
    people = _people(counted, user)
    agencies = Agency.objects.filter(pk__in=set(counted) | set(people)).order_by("path")
    return [_agency(agency, counted, people) for agency in agencies]


def _count(counted: Any, name: str, query: Any) -> None:
    today = timezone.localdate()
    rows = query.order_by().values("agency_id", "assigned_to_id")
    for row in rows.annotate(
        open=Count("pk"),
        soon=Count("pk", filter=Q(due_on__gte=today, due_on__lte=today + SOON)),
        late=Count("pk", filter=Q(due_on__lt=today)),
    ):
        found = counted.setdefault(row["agency_id"], {})
        entry = found.setdefault(row["assigned_to_id"], dict(NONE))
        entry[name] += row["open"]
        entry["soon"] += row["soon"]
        entry["late"] += row["late"]


def _people(counted: Any, user: Any) -> dict[int, dict[int, str]]:
    """By agency: the people who work there today, and those who have cases there."""
    within = standing_of(user).agencies_q(DESK)
    found: dict[int, dict[int, str]] = {}
    posts = Membership.objects.filter(in_force(), within, role__in=WORKERS, user__is_active=True)
    for post in posts.select_related("user"):
        found.setdefault(post.agency_id, {})[post.user_id] = post.user.name
    ids = {pk for rows in counted.values() for pk in rows if pk is not None}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
    for agency, rows in counted.items():
        for pk in rows:
            if pk is not None:
                found.setdefault(agency, {})[pk] = names[pk]
    return found


def _agency(agency: Agency, counted: Any, people: Any) -> dict[str, Any]:
    numbers = counted.get(agency.pk, {})
    rows = [
        {"name": name, **numbers.get(pk, NONE)}
        for pk, name in sorted(people.get(agency.pk, {}).items(), key=lambda entry: entry[1])
    ]
    nobody = numbers.get(None)
    return {"name": agency.name, "rows": rows, "nobody": nobody}
