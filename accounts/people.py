"""The life of a person's posts: invited, given a role, relieved of it; and of their sign-in:
second factor reset, closed, opened again.

Called by the administration pages and by the command that appoints a first administrator. All
of it is done in one transaction with its entry in the trail; doing it twice does no more than
doing it once. Raises PermissionDenied and `duties.Unable`.
"""

from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import duties, ports
from accounts.duties import Unable
from accounts.models import Agency, Membership, Role, User
from accounts.models.post import in_force, today
from audit.models import Event, Subject
from audit.trail import record


@dataclass(frozen=True)
class Invited:
    """Who was invited, to what; `needs_password` says that they have never signed in."""

    person: User
    membership: Membership
    needs_password: bool


@transaction.atomic
def invite(
    email: str,
    name: str,
    language: str,
    role: str,
    agency: Agency,
    *,
    by: User | None,
    since: date | None = None,
    until: date | None = None,
) -> Invited:
    """Give a role to whoever has this address; somebody unknown gets an account first.

    The caller sends the invitation when `needs_password`. An address that was signed up but
    never confirmed loses its password: whoever set it need not be whom we invite.
    """
    if by is not None:
        duties.must_administer(by, agency)
    person, is_new = _person_at(email, name, language)
    if not person.is_active:
        raise Unable(_("The sign-in of this person is closed. Open it again first."), field="email")
    confirmed = EmailAddress.objects.filter(user=person, verified=True).exists()
    if not confirmed and person.has_usable_password():
        person.set_unusable_password()
        person.save(update_fields=["password"])
    if is_new:
        record(
            "user.invited",
            Subject("user", person.pk),
            by=by,
            agency=agency.pk,
            scope=agency.path,
            private={"email": person.email, "name": person.name},
        )
    membership = grant(person, role, agency, by=by, since=since, until=until)
    return Invited(person, membership, needs_password=not person.has_usable_password())


def _person_at(email: str, name: str, language: str) -> tuple[User, bool]:
    address = email.strip().lower()
    known = User.objects.filter(email=address).first()
    if known is not None:
        return known, False
    try:
        with transaction.atomic():
            person = User.objects.create_user(address, name=name, language=language)
            EmailAddress.objects.create(user=person, email=address, primary=True, verified=False)
    except IntegrityError:  # invited in another tab at this very moment
        return User.objects.get(email=address), False
    return person, True


@transaction.atomic
def grant(
    person: User,
    role: str,
    agency: Agency,
    *,
    by: User | None,
    since: date | None = None,
    until: date | None = None,
) -> Membership:
    """Give the person a role in the agency from `since` (today) to before `until` (open).

    `by` is an administrator of the agency, or None for the operator of the machine. The same
    role for the same period again changes nothing.
    """
    since = since or today()
    if by is None:
        (person,) = duties.hold(person)
    else:
        by, person = duties.hold(by, person)
        duties.must_administer(by, agency)
        if role != Role.ADMINISTRATOR:
            text = _(
                "You cannot give yourself this role: an administrator has no power over cases."
            )
            duties.not_oneself(by, person, text)
    held = Membership.objects.filter(
        duties.overlapping(since, until), user=person, agency=agency, role=role
    ).first()
    if held is not None and held.until == until and held.since <= since:
        return held
    duties.period_is_sound(since, until)
    if held is not None:
        raise Unable(_("This person already holds the role in that period."), field="role")
    duties.roles_go_together(person, role, agency)
    membership = Membership.objects.create(
        user=person, agency=agency, role=role, since=since, until=until
    )
    event = _of_membership("role.granted", membership, by)
    _tell(
        event,
        membership,
        gettext_lazy("You are now %(role)s at %(agency)s"),
        gettext_lazy("From %(since)s you hold the role “%(role)s” at %(agency)s."),
    )
    return membership


@transaction.atomic
def end_role(membership: Membership, *, by: User) -> bool:
    """End the role from today on; what was lent of it ends with it. False if it was over."""
    by, _held = duties.hold(by, membership.user)
    if membership.role == Role.ADMINISTRATOR:
        duties.hold_administrators(membership.agency)
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("agency", "user")
        .get(pk=membership.pk)
    )
    duties.must_administer(by, membership.agency)
    if membership.until is not None and membership.until <= today():
        return False
    duties.leaves_an_administrator([membership], without=None)
    membership.until = max(today(), membership.since)
    membership.save(update_fields=["until"])
    event = _of_membership("role.ended", membership, by)
    _tell(
        event,
        membership,
        gettext_lazy("Your role at %(agency)s has ended"),
        gettext_lazy("You no longer hold the role “%(role)s” at %(agency)s."),
    )
    return True


@transaction.atomic
def reset_factors(person: User, *, by: User) -> int:
    """Remove the person's second factors and end their sessions; return how many there were.

    For somebody who lost the telephone: they sign in with the password and set up another one
    before they can act. Nobody does it for themselves.
    """
    by, person = duties.hold(by, person)
    agency = duties.must_look_after(by, person)
    duties.not_oneself(
        by, person, _("Your own second factor is reset by another administrator, not by you.")
    )
    factors = list(Authenticator.objects.select_for_update().filter(user=person))
    if not factors:
        return 0
    Authenticator.objects.filter(pk__in=[factor.pk for factor in factors]).delete()
    event = record(
        "user.factors_reset",
        Subject("user", person.pk),
        by=by,
        agency=agency.pk,
        scope=agency.path,
        public={"types": sorted({str(factor.type) for factor in factors})},
    )
    transaction.on_commit(lambda: _end_sessions(person))
    ports.desk.tell(
        event,
        ports.Message(
            to=[person],
            subject=gettext_lazy("Your second factor was reset"),
            body=gettext_lazy(
                "An administrator of %(agency)s removed it at your request. Set up a new one when "
                "you next sign in. If you did not ask for this, tell your administrator at once."
            ),
            values={"agency": lambda: agency.name},
        ),
    )
    return len(factors)


@transaction.atomic
def close_sign_in(person: User, why: str, *, by: User) -> bool:
    """Bar the person from signing in; their sessions end with the next click.

    Never oneself, never the last administrator. False if it was closed before.
    """
    by, person = duties.hold(by, person)
    agency = duties.must_look_after(by, person)
    duties.not_oneself(by, person, _("You cannot close your own sign-in."))
    if not person.is_active:
        return False
    posts = Membership.objects.filter(in_force(), user=person).select_related("agency")
    duties.leaves_an_administrator(posts, without=person)
    _switch(person, "user.sign_in_closed", by, agency, why, active=False)
    return True


@transaction.atomic
def open_sign_in(person: User, why: str, *, by: User) -> bool:
    """Let the person sign in again. False if nothing barred them."""
    by, person = duties.hold(by, person)
    agency = duties.must_look_after(by, person)
    if person.is_active:
        return False
    _switch(person, "user.sign_in_opened", by, agency, why, active=True)
    return True


def _switch(person: User, verb: str, by: User, agency: Agency, why: str, *, active: bool) -> None:
    person.is_active = active
    person.save(update_fields=["is_active"])
    record(
        verb,
        Subject("user", person.pk),
        by=by,
        agency=agency.pk,
        scope=agency.path,
        private={"why": why} if why else None,
    )


def _end_sessions(person: User) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()


def _of_membership(verb: str, membership: Membership, by: User | None) -> Event:
    return record(
        verb,
        Subject("user", membership.user_id),
        by=by,
        agency=membership.agency_id,
        scope=membership.agency.path,
        public={
            "role": str(membership.role),
            "agency": membership.agency.code,
            "since": duties.iso(membership.since),
            "until": duties.iso(membership.until),
        },
    )


def _tell(event: Event, membership: Membership, subject: object, body: object) -> None:
    ports.desk.tell(
        event,
        ports.Message(
            to=[membership.user],
            subject=subject,
            body=body,
            values={
                "role": lambda: str(Role(membership.role).label),
                "agency": lambda: membership.agency.name,
                "since": membership.since,
            },
            url="/inbox/",
        ),
    )
