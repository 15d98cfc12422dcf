"""Notices: stored with the act, in both languages; mailed after commit, once, and tried again."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from audit.models import Event
from tests.workflow.cases import company
from workflow import notices, queue, sending, tasks
from workflow.gate import perform
from workflow.mail import OutboxBackend
from workflow.models import Notice, OutboxMail


def event_of(cast) -> Event:
    company(cast)
    return Event.objects.latest("pk")


def notice(cast, **fields) -> Notice:
    event = event_of(cast)
    values = {
        "to": cast.noor_owner,
        "event": event,
        "at": timezone.now() - timedelta(minutes=5),
        "subject_ar": "خبر",
        "subject_en": "News",
        "body_ar": "نص",
        "body_en": "Text",
        "url": "/inbox/",
        **fields,
    }
    return Notice.objects.create(**values)


def test_both_languages_are_kept_and_each_reader_gets_their_own(cast):
    tell = notices.Tell(
        to=[cast.noor_owner, cast.ofoq_owner],
        subject=gettext_lazy("Draft"),
        body="%(name)s",
        values={"name": lambda: str(cast.health)},
        url="/x/",
    )
    assert len(notices.store([tell], None, event_of(cast))) == 2
    stored = Notice.objects.get(to=cast.noor_owner)
    assert (stored.body_ar, stored.body_en) == ("وزارة الصحة", "Ministry of Health")
    with override("ar"):
        assert stored.body == "وزارة الصحة"


def test_nobody_is_told_the_same_twice_nor_when_they_may_not_sign_in(cast):
    cast.ofoq_owner.is_active = False
    tell = notices.Tell(to=[cast.noor_owner, cast.noor_owner, cast.ofoq_owner], subject="News")
    assert len(notices.store([tell, tell], None, event_of(cast))) == 1


def test_a_subject_is_one_line(cast):
    tell = notices.Tell(
        to=[cast.noor_owner], subject="About %(n)s", values={"n": "a\r\nBcc: b@c.d"}
    )
    (pk,) = notices.store([tell], None, event_of(cast))
    assert Notice.objects.get(pk=pk).subject_en == "About a Bcc: b@c.d"
    assert sending.send(pk)


def test_mail_is_queued_after_commit_only(cast, monkeypatch, django_capture_on_commit_callbacks):
    sent: list[tuple] = []
    monkeypatch.setattr(queue, "send", lambda task, *args: sent.append((task, *args)))
    with django_capture_on_commit_callbacks() as callbacks:
        case = perform(company(cast), "start_review", by=cast.registrar)
        perform(case, "send_back", by=cast.registrar, remarks="Please.", remark_parts=[])
        tell = notices.Tell(to=[cast.noor_owner], subject="x")
        notices.queue_after_commit(notices.store([tell], None, event_of(cast)))
        assert sent == []
    for callback in callbacks:
        callback()
    pk = Notice.objects.get(to=cast.noor_owner).pk
    assert ("workflow.tasks.send_notice", pk) in sent


def test_what_is_rolled_back_is_told_to_nobody(cast, django_capture_on_commit_callbacks):
    before = Notice.objects.count()
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        tell = notices.Tell(to=[cast.noor_owner], subject="x")
        notices.queue_after_commit(notices.store([tell], None, event_of(cast)))
        transaction.set_rollback(True)
    assert callbacks == []
    assert Notice.objects.count() == before


def test_a_broker_that_is_away_is_no_error(monkeypatch):
    def away(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr("celery.current_app.send_task", away)
    queue.send("workflow.tasks.send_notice", 1)


def test_the_sweep_finds_what_was_never_queued(cast):
    old = notice(cast)
    fresh = notice(cast, at=timezone.now())
    assert tasks.sweep_notices() == 1
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert old.sent_at is not None
    assert fresh.sent_at is None
    assert tasks.sweep_notices() == 0
    assert len(mail.outbox) == 1


def test_a_sent_notice_is_not_sent_again(cast):
    pk = notice(cast).pk
    assert sending.send(pk)
    assert not sending.send(pk)
    assert len(mail.outbox) == 1


def test_one_that_was_begun_and_never_finished_is_left_to_a_person(cast):
    """The worker died while it spoke to the mail server: the mail may have left."""
    stuck = notice(cast, claimed_at=timezone.now(), attempts=1)
    assert not sending.send(stuck.pk)
    assert tasks.sweep_notices() == 0


@pytest.fixture
def server_away(monkeypatch):
    def away(self, *args, **kwargs):
        raise SMTPServerDisconnected("away")

    monkeypatch.setattr(EmailMessage, "send", away)


def test_a_mail_server_that_is_away_is_tried_again_later(cast, server_away, monkeypatch):
    waiting = notice(cast)
    assert not sending.send(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.attempts, waiting.claimed_at, waiting.sent_at) == (1, None, None)
    assert waiting.problem == "SMTPServerDisconnected"
    assert waiting.next_try_at > timezone.now()
    assert tasks.sweep_notices() == 0, "not yet"
    monkeypatch.undo()
    Notice.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    assert tasks.sweep_notices() == 1
    waiting.refresh_from_db()
    assert waiting.sent_at is not None
    assert waiting.problem == ""


def test_those_given_up_do_not_stand_in_the_way_of_others(cast, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)
    for _i in range(3):
        notice(cast, attempts=sending.MAX_ATTEMPTS, next_try_at=timezone.now() - timedelta(days=1))
    last = notice(cast)
    tasks.sweep_notices()
    last.refresh_from_db()
    assert last.sent_at is not None


def test_a_mail_is_in_its_readers_language_with_a_link_to_follow(cast):
    cast.noor_owner.language = "ar"
    cast.noor_owner.save()
    sending.send(notice(cast).pk)
    message = mail.outbox[0]
    assert message.subject == "خبر"
    assert "/ar/inbox/" in message.body
    assert message.to == [cast.noor_owner.email]
    assert "@127.0.0.1>" in message.extra_headers["Message-ID"]


def test_the_demonstrations_mail_lands_in_a_table(db):
    sent = OutboxBackend().send_messages(
        [EmailMessage("Subject", "Body", to=["a@example.org", "b@example.org"])]
    )
    assert sent == 1
    assert OutboxMail.objects.get().to == "a@example.org, b@example.org"
