"""What people were told: their notices, and the demonstration's mail."""

from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.lists import Button, Choice, Column, Empty, ListPage, Option, Words, each_word
from workflow.models import Notice, OutboxMail


def _with_words(query: QuerySet[Notice], text: str) -> QuerySet[Notice]:
    names = ("subject_ar", "subject_en", "body_ar", "body_en")
    return each_word(query, text, *(f"{name}__icontains" for name in names))


class NoticeList(ListPage):
    """What this person was told, newest first."""

    name = "notices"
    address = "notices"
    template = "workflow/notices.html"
    title = gettext_lazy("Notices")
    lead = gettext_lazy("What you were told, here and by e-mail.")
    private = True
    order = "-at"
    size = 50
    columns = (
        Column("subject", gettext_lazy("Subject")),
        Column("body", gettext_lazy("Text")),
        Column("at", gettext_lazy("Time"), sort="pk", sorts="date"),
    )
    filters = (
        Words("q", gettext_lazy("Words"), _with_words),
        Choice(
            "read",
            gettext_lazy("Read or not"),
            many=False,
            options=(
                Option("no", gettext_lazy("Not read yet"), Q(read_at__isnull=True)),
                Option("yes", gettext_lazy("Read"), Q(read_at__isnull=False)),
            ),
        ),
    )

    def query(self) -> QuerySet[Notice]:
        return Notice.objects.filter(to=self.user)

    def url_of(self, row: Notice) -> str:
        return reverse("open_notice", args=[row.pk])

    def counted(self, count: int) -> str:
        return ngettext("%(count)s notice", "%(count)s notices", count) % {"count": f"{count:,}"}

    def empty(self) -> Empty:
        text = _("You have not been told anything yet. What needs you waits in your inbox.")
        return Empty(text, Button(reverse("inbox"), _("Go to the inbox")), icon="bell")


def _sent_to(query: QuerySet[OutboxMail], text: str) -> QuerySet[OutboxMail]:
    return query.filter(to__icontains=text.lower())


class Outbox(ListPage):
    """The demonstration's mail. Anywhere else this page does not exist."""

    name = "outbox"
    address = "outbox"
    template = "workflow/outbox.html"
    title = gettext_lazy("Messages sent by e-mail")
    lead = gettext_lazy(
        "In the demonstration no message leaves the machine. "
        "Everything that would have been sent is here."
    )
    order = "-at"
    size = 50
    columns = (
        Column("to", gettext_lazy("Sent to")),
        Column("subject", gettext_lazy("Subject")),
        Column("at", gettext_lazy("Time"), sort="pk", sorts="date"),
    )
    filters = (Words("to", gettext_lazy("Sent to"), _sent_to),)

    def admit(self) -> None:
        if not settings.DEMO:
            raise Http404

    def query(self) -> QuerySet[OutboxMail]:
        return OutboxMail.objects.all()

    def url_of(self, row: Any) -> str:
        return ""

    def counted(self, count: int) -> str:
        return ngettext("%(count)s message", "%(count)s messages", count) % {"count": f"{count:,}"}

    def empty(self) -> Empty:
        return Empty(_("No message was sent yet."), icon="mail")
