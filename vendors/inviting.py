"""Invitations: an owner invites an address, its person says yes or no. Called by the views.

The mail goes out after commit; a sweep finds what was never sent. What an invitation gives is
given only to somebody who has proved that the address is theirs.
"""

import logging
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from vendors import members
from vendors.models import Company, CompanyMember, Invitation
from workflow.blockers import Blocker, Refused
from workflow.queue import after_commit

log = logging.getLogger(__name__)
# So many open ones may a company have.
MOST = 20


@transaction.atomic
def invite(company: Company, *, email: str, role: str, by: Any) -> Invitation:
    """Invite an address that nobody here has proved to be theirs. Asked twice it is one.

    Raises NotAllowed, or Refused.
    """
    held = members.held_by_owner(company, by)
    there = Invitation.objects.open().filter(company=held)
    same = there.filter(email__iexact=email, role=role).first()
    if same is not None:
        return same
    if there.count() >= MOST:
        raise Refused([Blocker(_("Too many invitations are waiting for an answer."))])
    made = Invitation.objects.create(
        company=held, email=email, role=role, by=by, language=(get_language() or "ar")[:2]
    )
    members.note(held, "member_invited", by, {"role": role}, {"email": email})
    after_commit("vendors.tasks.send_invitation", made.pk)
    return made


@transaction.atomic
def answer(pk: int, *, accept: bool, by: Any) -> CompanyMember | None:
    """Accept or decline an invitation that reached the person; None if there is none (now).

    A company that lost its owner meanwhile, or an inviter who did, changes nothing: the
    invitation was an owner's when it was made.
    """
    found = (
        Invitation.objects.to_person(by)
        .select_for_update(of=("self",))
        .select_related("company", "company__agency")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        return None
    found.answered_at, found.accepted = timezone.now(), accept
    found.save(update_fields=["answered_at", "accepted"])
    if not accept:
        members.note(found.company, "invitation_declined", by, {"role": found.role}, {})
        return None
    made, _event = members.let_in(found.company, by, found.role, by=by)
    return made


@transaction.atomic
def take_back(company: Company, pk: int, *, by: Any) -> bool:
    """Take an open invitation back; False if there is none."""
    held = members.held_by_owner(company, by)
    found = Invitation.objects.open().filter(company=held, pk=pk)
    if not found.update(answered_at=timezone.now()):
        return False
    members.note(held, "invitation_taken_back", by, {}, {})
    return True


def send(pk: int) -> bool:
    """Send one invitation by mail, unless it was sent or is over. Called by the task."""
    with transaction.atomic():
        row = (
            Invitation.objects.open()
            .select_for_update(of=("self",), skip_locked=True)
            .select_related("company", "by")
            .filter(pk=pk, sent_at__isnull=True)
            .first()
        )
        if row is None:
            return False
        try:
            _message(row).send()
        except Exception:  # every mail server has its own ways of refusing; the sweep tries again
            log.exception("invitation %s was not sent", pk)
            return False
        row.sent_at = timezone.now()
        row.save(update_fields=["sent_at"])
    return True


def _message(row: Invitation) -> EmailMessage:
    with override(row.language):
        values = {
            "person": row.by.name if row.by else "",
            "company": row.company.name,
            "role": row.get_role_display(),
            "link": f"{settings.SITE_URL}{reverse('my_invitations')}",
            "email": row.email,
        }
        subject = _("%(person)s invites you to act for %(company)s") % values
        body = _(
            "%(person)s invites you to act for %(company)s. Your role: %(role)s.\n\n"
            "Sign in, or make an account with this address (%(email)s), and answer here:\n%(link)s"
            "\n\nIf you expected no invitation, you need do nothing."
        )
        return EmailMessage(" ".join(subject.split()), body % values, to=[row.email])
