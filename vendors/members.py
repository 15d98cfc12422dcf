"""Letting people act for a company, and ending it. Called by views/people.py.

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


@transaction.atomic
def add(company: Company, *, email: str, role: str, by: Any) -> CompanyMember:
    """Let the person with this verified address act for the company from today on.

    Asked twice it is done once. Raises NotAllowed, or Refused with the reason.
    """
    held = _held(company, by)
    address = (
        EmailAddress.objects.filter(email__iexact=email, verified=True, user__is_active=True)
        .select_related("user")
        .first()
    )
    if address is None:
        text = _("Nobody with this address has an account here with a verified address.")
        raise Refused([Blocker(text, field="email")])
    present = CompanyMember.objects.filter(
        in_force(), company=held, user=address.user, role=role
    ).first()
    if present is not None:
        return present
    made = CompanyMember.objects.create(company=held, user=address.user, role=role)
    event = _record(held, made, "member_added", by)
    _tell(held, event, made, _ADDED)
    return made


@transaction.atomic
def end(company: Company, pk: int, *, by: Any) -> CompanyMember | None:
    """End a role held today, from today on; None if it had ended already.

    Raises NotAllowed, or Refused when the company would be left without an owner.
    """
    held = _held(company, by)
    current = CompanyMember.objects.filter(in_force(), company=held)
    member = current.filter(pk=pk).select_related("user").first()
    if member is None:
        return None
    owners = current.filter(role=CompanyRole.OWNER, user__is_active=True)
    if member.role == CompanyRole.OWNER and not owners.exclude(user=member.user).exists():
        text = _("A company needs an owner. Make somebody else an owner first.")
        raise Refused([Blocker(text)])
    member.until = today()
    member.save(update_fields=["until"])
    forget_companies(by)
    event = _record(held, member, "member_ended", by)
    _tell(held, event, member, _ENDED)
    return member


def _held(company: Company, by: Any) -> Company:
    """The company under a lock, if the person is one of its owners at this moment."""
    held = (
        Company.objects.select_for_update(of=("self",)).select_related("agency").get(pk=company.pk)
    )
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


_ADDED = (
    gettext_lazy("%(number)s: you now act for %(name)s"),
    gettext_lazy("You act for %(name)s from today on. Your role: %(role)s."),
)
_ENDED = (
    gettext_lazy("%(number)s: your role in %(name)s has ended"),
    gettext_lazy("You no longer act for %(name)s in this role: %(role)s."),
)


def _tell(company: Company, event: Event, member: CompanyMember, words: tuple[Any, Any]) -> None:
    """Tell the person concerned. Who acts no longer is not led to a page they cannot see."""
    tell = Tell(
        to=[member.user],
        subject=words[0],
        body=words[1],
        values={
            "number": company.reference,
            "name": lambda: company.name,
            "role": lambda: CompanyRole(member.role).label,
        },
        url="/companies/mine/",
    )
    notices.queue_after_commit(notices.store([tell], company, event))
