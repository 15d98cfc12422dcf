"""The life of a delegation: an officer lends a role to a colleague for a period, and may take
it back early. Called by the delegation pages.

What is lent is not lent on; the stand-in is an officer of the same agency tree; the period has
at most 90 days. Raises PermissionDenied and `duties.Unable`.
"""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import duties, ports
from accounts.duties import Unable
from accounts.models import Agency, Delegation, Membership, Role, User
from accounts.models.post import in_force, today
from accounts.second_factor import must_set_up
from audit.models import Event, Subject
from audit.trail import record

MAX_DAYS = 90


def colleagues(agency: Agency) -> QuerySet[User]:
    """The officers of the agency's whole tree, who may stand in for one another."""
    root = agency.path.split("/")[0] + "/"
    held = Membership.objects.filter(in_force(), agency__path__startswith=root)
    return User.objects.filter(is_active=True, pk__in=held.values("user_id"))


def own_posts(user: User) -> QuerySet[Membership]:
    """The roles that the person holds today and may lend: never those lent to them."""
    return Membership.objects.filter(in_force(), user=user).select_related("agency")


@transaction.atomic
def lend(
    membership: Membership, to: User, *, since: date, until: date, reason: str, by: User
) -> Delegation:
    """Lend the role to `to` from `since` to before `until`. Sent twice, it is lent once."""
    by, to = duties.hold(by, to) if to.pk != by.pk else (by, by)
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("agency", "user")
        .get(pk=membership.pk)
    )
    if must_set_up(by) or not by.has_perm("accounts.delegate", membership):
        raise PermissionDenied
    duties.not_oneself(by, to, _("You cannot stand in for yourself."))
    same = Delegation.objects.filter(
        duties.overlapping(since, until), membership=membership, to=to, revoked_at__isnull=True
    ).first()
    if same is not None and (same.since, same.until) == (since, until):
        return same
    _may_be_lent(membership, to, since, until)
    if same is not None:
        raise Unable(_("This role is already lent to this person in that period."), field="since")
    lent = Delegation.objects.create(
        membership=membership, to=to, since=since, until=until, reason=reason
    )
    event = _record("role.lent", lent, by, reason)
    ports.desk.tell(
        event,
        ports.Message(
            to=[to],
            subject=gettext_lazy("You stand in for %(lender)s"),
            body=gettext_lazy(
                "From %(since)s to %(last)s, both included, you hold the role “%(role)s” at "
                "%(agency)s for %(lender)s. Reason given: %(reason)s"
            ),
            values={**_values(lent), "reason": reason},
            url="/delegations/",
        ),
    )
    return lent


def _may_be_lent(membership: Membership, to: User, since: date, until: date) -> None:
    duties.period_is_sound(since, until)
    if until - since > timedelta(days=MAX_DAYS):
        raise Unable(
            _("A role is lent for %(days)s days at most.") % {"days": MAX_DAYS}, field="last_day"
        )
    ended = membership.until is not None and membership.until < until
    if ended or membership.since > since:
        raise Unable(_("You do not hold the role yourself for all of that time."), field="last_day")
    if not colleagues(membership.agency).filter(pk=to.pk).exists():
        raise Unable(_("There is no officer with this address in your agencies."), field="stand_in")
    duties.roles_go_together(to, membership.role, membership.agency)


@transaction.atomic
def take_back(delegation: Delegation, *, by: User) -> bool:
    """End the delegation now. False if it was over, or taken back before."""
    delegation = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("membership__agency", "membership__user", "to")
        .get(pk=delegation.pk)
    )
    if must_set_up(by) or not by.has_perm("accounts.delegate", delegation.membership):
        raise PermissionDenied
    if delegation.revoked_at is not None or delegation.until <= today():
        return False
    delegation.revoked_at = timezone.now()
    delegation.save(update_fields=["revoked_at"])
    event = _record("role.taken_back", delegation, by, "")
    ports.desk.tell(
        event,
        ports.Message(
            to=[delegation.to],
            subject=gettext_lazy("You no longer stand in for %(lender)s"),
            body=gettext_lazy(
                "The role “%(role)s” at %(agency)s, lent to you by %(lender)s, was taken back today."
            ),
            values=_values(delegation),
            url="/delegations/",
        ),
    )
    return True


def _record(verb: str, lent: Delegation, by: User, reason: str) -> Event:
    membership = lent.membership
    return record(
        verb,
        Subject("user", lent.to_id),
        by=by,
        agency=membership.agency_id,
        scope=membership.agency.path,
        public={
            "role": str(membership.role),
            "agency": membership.agency.code,
            "since": duties.iso(lent.since),
            "until": duties.iso(lent.until),
        },
        private={"reason": reason} if reason else None,
    )


def _values(lent: Delegation) -> dict[str, object]:
    membership = lent.membership
    return {
        "lender": membership.user.name,
        "role": lambda: str(Role(membership.role).label),
        "agency": lambda: membership.agency.name,
        "since": lent.since,
        "last": lent.until - timedelta(days=1),
    }
