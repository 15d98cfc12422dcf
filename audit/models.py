"""The trail: who did what, when, for whom, to what.

Events are only ever added; the database itself refuses to change or remove them. What may
have to be erased one day (a person's address, a remark) is kept in a private part beside
the event, which holds only a commitment to it.
"""

import json
from datetime import datetime
from typing import Any, ClassVar

import pgtrigger
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from audit import leaf


class Audience(models.TextChoices):
    """Who may read an event in the history of its case."""

    PUBLIC = "public", _("Everybody")
    PARTIES = "parties", _("The agency and the company concerned")
    AGENCY = "agency", _("The agency")


def _not_emptied(name: str) -> pgtrigger.Trigger:
    """A trigger that refuses TRUNCATE."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        operation=pgtrigger.Truncate,
        when=pgtrigger.Before,
        func="RAISE EXCEPTION 'the trail is append-only'; RETURN NULL;",
    )


class Event(models.Model):
    """One act. `statement` is what the log commits to; the columns repeat it for queries."""

    at = models.DateTimeField(_("time"))
    actor = models.CharField(_("person"), max_length=40)
    on_agency = models.CharField(max_length=40, blank=True)
    on_company = models.CharField(max_length=40, blank=True)
    verb = models.CharField(_("act"), max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField(_("case"), max_length=60, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    scope = models.CharField(max_length=400, blank=True)
    public = models.JSONField(default=dict)
    statement = models.BinaryField()
    salt = models.BinaryField()
    commitment = models.BinaryField()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="event_subject"),
            models.Index(fields=["actor", "-id"], name="event_actor"),
            models.Index(fields=["verb", "-id"], name="event_verb"),
            models.Index(fields=["at"], name="event_at"),
            models.Index(fields=["scope"], name="event_scope", opclasses=["varchar_pattern_ops"]),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
            _not_emptied("no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{leaf.moment(self.at)} {self.verb} {self.subject_label}"

    @property
    def actor_id(self) -> int | None:
        """The acting person's id, or None for the system and for the anonymous."""
        kind, _sep, value = self.actor.partition(":")
        return int(value) if kind == "user" else None

    def is_genuine(self) -> bool:
        """Whether columns, statement and commitment still agree."""
        entry = leaf.commitment(bytes(self.salt), bytes(self.statement))
        return entry == bytes(self.commitment) and bytes(self.statement) == leaf.canonical(
            self._restate()
        )

    @property
    def kept_private(self) -> "PrivatePart | None":
        """The private part, or None where there never was one or it was erased.

        `select_related("private_part")` spares the query.
        """
        try:
            return self.private_part
        except PrivatePart.DoesNotExist:
            return None

    def _restate(self) -> dict[str, Any]:
        part = self.kept_private
        private = part.commitment() if part else leaf_private(bytes(self.statement))
        return leaf.statement(
            at=self.at,
            actor=self.actor,
            verb=self.verb,
            subject=f"{self.subject_kind}:{self.subject_id}",
            agency=self.on_agency or None,
            company=self.on_company or None,
            public=self.public,
            private=private,
        )


def leaf_private(statement: bytes) -> str | None:
    """Return the private commitment that a stored statement names (its part may be erased)."""
    value = json.loads(statement)["private"]
    return str(value) if value is not None else None


class PrivatePart(models.Model):
    """What an event says in private: only its commitment is part of the event.

    It may be erased (`audit.trail.erase`), never changed.
    """

    event = models.OneToOneField(
        Event, on_delete=models.DO_NOTHING, primary_key=True, related_name="private_part"
    )
    salt = models.BinaryField()
    data = models.JSONField()

    class Meta:
        triggers: ClassVar = [
            pgtrigger.Protect(name="unchanged", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="erased_on_purpose",
                operation=pgtrigger.Delete,
                when=pgtrigger.Before,
                func=(
                    "IF current_setting('mizan.erasing', true) IS DISTINCT FROM 'yes' THEN "
                    "RAISE EXCEPTION 'a private part is erased by audit.trail.erase only'; "
                    "END IF; RETURN OLD;"
                ),
            ),
            _not_emptied("private_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}"

    def commitment(self) -> str:
        """Return the hex commitment that the event carries for this part."""
        return leaf.commitment(bytes(self.salt), leaf.canonical(self.data)).hex()


class Subject:
    """Anything an event can be about: its kind, id and the name people know it by."""

    def __init__(self, kind: str, pk: object, label: str = "") -> None:
        self.kind, self.pk, self.label = kind, str(pk), label


def database_now() -> datetime:
    """Return the database's clock at this moment (not the transaction's start), UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    assert row is not None
    at: datetime = row[0]
    return at
