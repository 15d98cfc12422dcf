"""Sends one notice by mail: claim, speak to the mail server, note the result.

The claim is committed before the server is spoken to. A refusal gives the claim back for a
later try; a crash in between leaves it claimed, for a person to look at, because the mail may
have left.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from workflow.models import Notice

MAX_ATTEMPTS = 8


def send(pk: int) -> bool:
    """Send the notice if it is nobody else's; return whether it was sent now."""
    notice = _claim(pk)
    if notice is None:
        return False
    try:
        message(notice).send()
    except Exception as error:  # any failure of the mail server: try again later
        _give_back(notice, error)
        return False
    Notice.objects.filter(pk=pk).update(sent_at=timezone.now(), problem="")
    return True


@transaction.atomic
def _claim(pk: int) -> Notice | None:
    notice = (
        Notice.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("to")
        .filter(pk=pk, sent_at__isnull=True, claimed_at__isnull=True, attempts__lt=MAX_ATTEMPTS)
        .first()
    )
    if notice is not None:
        notice.claimed_at = timezone.now()
        notice.attempts += 1
        notice.save(update_fields=["claimed_at", "attempts"])
    return notice


def _give_back(notice: Notice, error: Exception) -> None:
    wait = timedelta(minutes=2 ** min(notice.attempts, 8))
    Notice.objects.filter(pk=notice.pk).update(
        claimed_at=None, next_try_at=timezone.now() + wait, problem=type(error).__name__
    )


def message(notice: Notice) -> EmailMessage:
    """Return the mail of a notice, in its reader's language."""
    language = notice.to.language
    with override(language):
        link = f"{settings.SITE_URL}/{language}{notice.url}" if notice.url else ""
        greeting = _("Dear %(name)s,") % {"name": notice.to.name}
        parts = [greeting, notice.body or notice.subject, link, str(settings.SITE_NAME)]
        return EmailMessage(
            subject=notice.subject,
            body="\n\n".join(part for part in parts if part),
            to=[notice.to.email],
            headers={"Message-ID": f"<notice-{notice.pk}@{urlsplit(settings.SITE_URL).hostname}>"},
        )
