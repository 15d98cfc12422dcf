"""Where the demonstration's mail lands: a table that the outbox page shows."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from workflow.models import OutboxMail


class OutboxBackend(BaseEmailBackend):
    """Stores messages instead of sending them (MIZAN_DEMO=1 only, see settings)."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        OutboxMail.objects.bulk_create(
            OutboxMail(
                to=", ".join(message.recipients())[:300],
                subject=str(message.subject)[:300],
                body=str(message.body),
            )
            for message in email_messages
        )
        return len(email_messages)
