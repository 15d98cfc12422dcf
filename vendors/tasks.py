"""Background work of this room: reminders before things end, and the mail of invitations."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from audit.models import database_now
from vendors import inviting, reminding
from vendors.models import Invitation

BATCH = 200


@shared_task
def remind_of_endings() -> int:
    """Remind companies of what ends soon. Safe to run twice."""
    return reminding.remind(database_now())


@shared_task
def send_invitation(pk: int) -> None:
    """Send one invitation, unless it was sent."""
    inviting.send(pk)


@shared_task
def sweep_invitations() -> int:
    """Send the invitations that were never sent. Safe to run twice."""
    waiting = Invitation.objects.open().filter(
        sent_at__isnull=True, at__lt=timezone.now() - timedelta(seconds=30)
    )
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return sum(inviting.send(pk) for pk in ids)
