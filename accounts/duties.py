"""What must hold before people and roles are changed: who may, which roles exclude one
another, and that no agency is left without an administrator.

Called by the services of this room (people, lending, agencies), inside their transactions.
Raises PermissionDenied where somebody has no business, Unable with a sentence otherwise.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Agency, Delegation, Membership, Role, User
from accounts.models.post import in_force, today
from accounts.rules import POWERLESS
from accounts.second_factor import must_set_up
from accounts.standing import paths_up, standing_of


class Unable(Exception):
    """Nothing was changed; `text` says why, `field` names the form field it concerns."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.text, self.field = text, field


def hold(*people: User) -> list[User]:
    """Lock these people's rows, always in the same order, and return them as they are now.

    Two administrators who act on one another at the same moment wait for each other here, and
    the second one acts as what the first has left of him.
    """
    locked = User.objects.select_for_update().filter(pk__in=[p.pk for p in people])
    fresh = {person.pk: person for person in locked.order_by("pk")}
    return [fresh[person.pk] for person in people]


def must_administer(by: User, agency: Agency) -> None:
    """Only an administrator of the agency, or of one above it, with a second factor."""
    if not by.is_active or must_set_up(by) or not by.has_perm("accounts.manage_people", agency):
        raise PermissionDenied


def must_look_after(by: User, person: User) -> Agency:
    """Only an administrator over every agency in which the person holds a role today.

    Returns the agency for which it is done. Otherwise the administrator of a directorate
    could lock out the administrator of its ministry.
    """
    held = Membership.objects.filter(in_force(), user=person).select_related("agency")
    agencies = [membership.agency for membership in held.order_by("agency__path")]
    standing = standing_of(by)
    mine = [a for a in agencies if standing.holds(Role.ADMINISTRATOR, a)]
    if not mine or must_set_up(by) or not by.is_active:
        raise PermissionDenied
    if len(mine) < len(agencies):
        raise Unable(
            _(
                "%(name)s also holds a role in an agency that you do not administer. "
                "An administrator of both has to do this."
            )
            % {"name": person.name}
        )
    return mine[0]


def not_oneself(by: User, person: User, text: str) -> None:
    """Some things nobody does to themselves."""
    if by.pk == person.pk:
        raise Unable(text)


def roles_go_together(person: User, role: str, agency: Agency) -> None:
    """An administrator has no power over cases: the two are never held over the same agency.

    Counts roles held and lent, today or later. Auditors have no power either, so that
    role may stand beside both.
    """
    if role == Role.AUDITOR:
        return
    wanted = (
        [r for r in Role.values if r not in POWERLESS]
        if role == Role.ADMINISTRATOR
        else [Role.ADMINISTRATOR]
    )
    held = Membership.objects.filter(_not_over(), user=person, role__in=wanted)
    lent = Delegation.objects.filter(
        _not_over(), to=person, revoked_at__isnull=True, membership__role__in=wanted
    )
    paths = [
        *held.values_list("agency__path", flat=True),
        *lent.values_list("membership__agency__path", flat=True),
    ]
    if any(agency.path.startswith(path) or path.startswith(agency.path) for path in paths):
        raise Unable(
            _(
                "An administrator has no power over cases: %(name)s cannot be an administrator "
                "and hold another role over the same agency."
            )
            % {"name": person.name},
            field="role",
        )


def hold_administrators(agency: Agency) -> None:
    """Lock the posts of administrators in the agency's whole tree, always in the same order.

    Two of them who leave at once cannot then each rely on the other. Held before any single
    post is, or the two would wait for one another for ever.
    """
    root = agency.path.split("/")[0] + "/"
    posts = Membership.objects.select_for_update(of=("self",)).filter(
        role=Role.ADMINISTRATOR, agency__path__startswith=root
    )
    list(posts.order_by("pk"))


def leaves_an_administrator(memberships: Iterable[Membership], *, without: User | None) -> None:
    """Once these administrators' posts are gone, somebody still looks after each agency.

    With `without`, none of that person's posts counts.
    """
    going = [m for m in memberships if m.role == Role.ADMINISTRATOR]
    for membership in going:
        hold_administrators(membership.agency)
        left = Membership.objects.filter(
            in_force(),
            role=Role.ADMINISTRATOR,
            agency__path__in=paths_up(membership.agency),
            user__is_active=True,
        ).exclude(pk__in=[m.pk for m in going])
        if without is not None:
            left = left.exclude(user=without)
        if not left.exists():
            raise Unable(
                _("This is the last administrator of %(agency)s. Appoint another one first.")
                % {"agency": membership.agency.name}
            )


def period_is_sound(since: date, until: date | None) -> None:
    """A period begins today or later and has at least one day. `until` is half-open."""
    if since < today():
        raise Unable(_("The first day cannot lie in the past."), field="since")
    if until is not None and until <= since:
        raise Unable(_("The last day cannot come before the first."), field="last_day")


def overlapping(since: date, until: date | None) -> Q:
    """The condition that a half-open period has a day in common with this one."""
    condition = Q(until__isnull=True) | Q(until__gt=since)
    return condition & Q(since__lt=until) if until is not None else condition


def _not_over() -> Q:
    return Q(until__isnull=True) | Q(until__gt=today())


def iso(day: date | None) -> Any:
    """A day as the trail writes it."""
    return day.isoformat() if day is not None else None
