"""Letting people act for a company, and ending it. Called by views/people.py and by the actions
on requests for access; invitations are in `vendors.inviting`.

Not actions of the case: they change no state. Each holds the company's row, so that two
owners who end one another at the same moment cannot leave the company without any.
"""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models.post import in_force, today
from accounts.second_factor import must_set_up
from audit.models import Audience, Event, Subject
from audit.trail import record
from vendors.models import Company, CompanyMember, CompanyRole
from vendors.standing import forget_companies
from workflow import notices
from workflow.blockers import Blocker, NotAllowed, Refused
from workflow.notices import Tell


def person_at(email: str) -> Any:
    """The person who has proved that this address is theirs, or None."""
    found = EmailAddress.objects.filter(
        email__iexact=email, verified=True, user__is_active=True
    ).select_related("user")
    address = found.first()
    return address.user if address is not None else None


@transaction.atomic
def add(company: Company, *, email: str, role: str, by: Any) -> CompanyMember:
    """Let the person with this verified address act for the company from today on.

    Asked twice it is done once. Raises NotAllowed, or Refused with the reason.
    """
    held = held_by_owner(company, by)
    person = person_at(email)
    if person is None:
        text = _("Nobody with this address has an account here with a verified address.")
        raise Refused([Blocker(text, field="email")])
    made, event = let_in(held, person, role, by=by)
    if event is not None:
        _tell(held, event, made, _ADDED)
    return made


def let_in(
    company: Company, user: Any, role: str, *, by: Any
) -> tuple[CompanyMember, Event | None]:
    """Let the person act for the company, in the caller's transaction; the event, if it is new.

    Who may decide that was asked by the caller: an owner adds somebody or accepts a request, or
    the person accepts an owner's invitation.
    """
    present = CompanyMember.objects.filter(in_force(), company=company, user=user, role=role)
    found = present.first()
    if found is not None:
        return found, None
    made = CompanyMember.objects.create(company=company, user=user, role=role)
    forget_companies(user)
    return made, _record(company, made, "member_added", by)


@transaction.atomic
def leave(company: Company, *, by: Any) -> int:
    """End every role that the person holds in the company; return how many.

    Raises Refused when the company would be left without an owner.
    """
    held = _locked(company)
    current = CompanyMember.objects.filter(in_force(), company=held)
    mine = list(current.filter(user=by).select_related("user"))
    if any(row.role == CompanyRole.OWNER for row in mine):
        _keep_an_owner(current, by)
    for row in mine:
        row.until = today()
        row.save(update_fields=["until"])
        event = _record(held, row, "member_left", by)
        owners = [m.user for m in current.filter(role=CompanyRole.OWNER).exclude(user=by)]
        _tell(held, event, row, _LEFT, to=owners)
    forget_companies(by)
    return len(mine)


@transaction.atomic
def end(company: Company, pk: int, *, by: Any) -> CompanyMember | None:
    """End a role held today, from today on; None if it had ended already.

    Raises NotAllowed, or Refused when the company would be left without an owner.
    """
    held = held_by_owner(company, by)
    current = CompanyMember.objects.filter(in_force(), company=held)
    member = current.filter(pk=pk).select_related("user").first()
    if member is None:
        return None
    if member.role == CompanyRole.OWNER:
        _keep_an_owner(current, member.user)
    member.until = today()
    member.save(update_fields=["until"])
    forget_companies(by)
    event = _record(held, member, "member_ended", by)
    _tell(held, event, member, _ENDED)
    return member


def _keep_an_owner(current: Any, leaving: Any) -> None:
    owners = current.filter(role=CompanyRole.OWNER, user__is_active=True)
    if not owners.exclude(user=leaving).exists():
        text = _("A company needs an owner. Make somebody else an owner first.")
        raise Refused([Blocker(text)])


def _locked(company: Company) -> Company:
    """The company's row, held: of two owners who leave at once, the second is counted alone."""
    held: Company = (
        Company.objects.select_for_update(of=("self",)).select_related("agency").get(pk=company.pk)
    )
    return held


def held_by_owner(company: Company, by: Any) -> Company:
    """The company under a lock, if the person is one of its owners at this moment."""
    held = _locked(company)
    forget_companies(by)
    if not by.has_perm("vendors.manage_members", held):
        raise NotAllowed
    if must_set_up(by):
        raise Refused([Blocker(_("Set up a second factor first."))])
    return held


def _record(company: Company, member: CompanyMember, verb: str, by: Any) -> Event:
    return record(
        f"company.{verb}",
        Subject("company", company.pk, company.reference),
        by=by,
        company=company.pk,
        scope=company.agency.path,
        audience=Audience.PARTIES,
        public={"person": f"user:{member.user_id}", "role": str(member.role)},
        private={"name": member.user.name, "email": member.user.email},
    )


def note(company: Company, verb: str, by: Any, public: dict[str, Any], private: Any) -> Event:
    """Note in the trail what changes no role (yet)."""
    return record(
        f"company.{verb}",
        Subject("company", company.pk, company.reference),
        by=by,
        company=company.pk,
        scope=company.agency.path,
        audience=Audience.PARTIES,
        public=public,
        private=private or None,
    )


_ADDED = (
    gettext_lazy("%(number)s: you now act for %(name)s"),
    gettext_lazy("You act for %(name)s from today on. Your role: %(role)s."),
)
_ENDED = (
    gettext_lazy("%(number)s: your role in %(name)s has ended"),
    gettext_lazy("You no longer act for %(name)s in this role: %(role)s."),
)
_LEFT = (
    gettext_lazy("%(number)s: %(person)s no longer acts for %(name)s"),
    gettext_lazy("%(person)s has left %(name)s. The role was: %(role)s."),
)


def _tell(
    company: Company,
    event: Event,
    member: CompanyMember,
    words: tuple[Any, Any],
    to: list[Any] | None = None,
) -> None:
    """Tell the person concerned. Who acts no longer is not led to a page they cannot see."""
    tell = Tell(
        to=[member.user] if to is None else to,
        subject=words[0],
        body=words[1],
        values={
            "number": company.reference,
            "name": lambda: company.name,
            "person": member.user.name,
            "role": lambda: CompanyRole(member.role).label,
        },
        url="/companies/mine/",
    )
    notices.queue_after_commit(notices.store([tell], company, event))
