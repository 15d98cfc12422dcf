"""What a person may act as, today: posts held and posts stood in for.

`standing_of(user)` is the one place that reads memberships and delegations; rules and the
inbox ask it. It costs two queries a request.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from accounts.models import Agency, Delegation, Membership, Role
from accounts.models.post import in_force


@dataclass(frozen=True)
class Post:
    """One role in one agency; `lent_by` is the id of the person stood in for, if any."""

    role: str
    agency_id: int
    path: str
    lent_by: int | None = None


@dataclass(frozen=True)
class Standing:
    """Everything a person may act as in agencies."""

    posts: tuple[Post, ...] = field(default=())

    def post(self, role: str, agency: Agency | None) -> Post | None:
        """The post that gives `role` over `agency`: held there or above it. Own posts first."""
        if agency is None:
            return None
        found = [p for p in self.posts if p.role == role and agency.path.startswith(p.path)]
        return min(found, key=lambda p: p.lent_by is not None, default=None)

    def holds(self, role: str, agency: Agency | None) -> bool:
        """Whether the person holds `role` over `agency`."""
        return self.post(role, agency) is not None

    def holds_any(self, agency: Agency | None, roles: Iterable[str] | None = None) -> bool:
        """Whether the person holds any of `roles` (or any at all) over `agency`."""
        wanted = set(roles) if roles is not None else None
        return agency is not None and any(
            agency.path.startswith(p.path) and (wanted is None or p.role in wanted)
            for p in self.posts
        )

    def has_role(self, role: str) -> bool:
        """Whether the person holds `role` anywhere."""
        return any(p.role == role for p in self.posts)

    def paths(self, role: str) -> list[str]:
        """The tops of the subtrees in which the person holds `role`."""
        return sorted({p.path for p in self.posts if p.role == role})

    def agencies_q(self, roles: Iterable[str], lookup: str = "agency") -> Q:
        """Return the condition that a row's agency (at `lookup`) is under one of these roles.

        With no such post the condition holds for nothing.
        """
        wanted = set(roles)
        condition = Q(pk__in=[])
        for path in sorted({p.path for p in self.posts if p.role in wanted}):
            condition |= Q(**{f"{lookup}__path__startswith": path})
        return condition


def standing_of(user: Any) -> Standing:
    """Return the person's standing, read once and kept on the object for the request."""
    if user is None or not getattr(user, "pk", None) or not user.is_active:
        return Standing()
    kept = getattr(user, "_standing", None)
    if kept is None:
        kept = user._standing = _read(user)
    return kept


def forget_standing(user: Any) -> None:
    """Forget what was read, after posts have changed within a request."""
    if hasattr(user, "_standing"):
        del user._standing


def _read(user: Any) -> Standing:
    own = Membership.objects.filter(in_force(), user=user).values_list(
        "role", "agency_id", "agency__path"
    )
    lent = Delegation.objects.filter(
        in_force(),
        in_force("membership__"),
        to=user,
        revoked_at__isnull=True,
        membership__user__is_active=True,
    ).values_list(
        "membership__role",
        "membership__agency_id",
        "membership__agency__path",
        "membership__user_id",
    )
    return Standing(tuple(Post(*row) for row in own) + tuple(Post(*row) for row in lent))


def holders(role: str, agency: Agency) -> list[Any]:
    """Return the people who hold `role` over `agency` today, stand-ins included."""
    paths = paths_up(agency)
    own = Membership.objects.filter(
        in_force(), role=role, agency__path__in=paths, user__is_active=True
    ).select_related("user")
    lent = Delegation.objects.filter(
        in_force(),
        in_force("membership__"),
        membership__role=role,
        membership__agency__path__in=paths,
        revoked_at__isnull=True,
        membership__user__is_active=True,
        to__is_active=True,
    ).select_related("to")
    people = {m.user_id: m.user for m in own} | {d.to_id: d.to for d in lent}
    return list(people.values())


def paths_up(agency: Agency) -> list[str]:
    """Return the paths of the agency and of everything above it."""
    codes = agency.path.rstrip("/").split("/")
    return ["/".join(codes[: i + 1]) + "/" for i in range(len(codes))]


def is_officer(user: Any) -> bool:
    """Whether the person holds, or stands in for, any role in any agency today."""
    return bool(standing_of(user).posts)


# Roles whose work is with cases. Administrators look after people: they read no case for it.
CASE_ROLES = tuple(role for role in Role.values if role != Role.ADMINISTRATOR)
