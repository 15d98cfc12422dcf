"""A licence: its terms (from when to when it is valid) and versions (what it said, from when).

It is made when its application is issued, ends by the clock, and can be suspended or revoked
with reasons. Everybody may read it: it stands in the public register.
"""

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role
from licensing.models.imported import ImportedLicence
from licensing.models.licence_life import LicenceLife
from licensing.models.licence_states import HELD, NOT_IN_GOOD_STANDING, LicenceState
from licensing.models.licence_type import LicenceType
from licensing.models.licence_type_version import LicenceTypeVersion
from licensing.models.querysets import LicensingQuerySet
from licensing.searching import saying
from licensing.standing import standing_q
from licensing.terms import Period
from vendors.models import CompanyCase
from workflow.state_field import StateField


class LicenceQuerySet(LicensingQuerySet):
    """Licences. The register is public: whoever looks may see them all."""

    def visible_to(self, user: Any) -> Self:
        return self.all()

    def waiting_for(self, user: Any) -> Self:
        """Those in force whose holder is no longer in good standing, until somebody noted it."""
        gone = Q(state__in=HELD, company__state__in=NOT_IN_GOOD_STANDING)
        unseen = ~Q(holder_noted=F("company__state"))
        return self.filter(gone & unseen & self.held_by(user, [Role.LICENSING_OFFICER]))

    def ending(self, today: date, days: int) -> Self:
        """Those held whose last day lies at most so many days ahead."""
        return self.held().filter(
            valid_until__gt=today, valid_until__lte=today + timedelta(days=days)
        )

    def held(self) -> Self:
        """Those whose holder has them, in force or suspended."""
        return self.filter(state__in=Licence.HELD)

    def standing_as(self, state: str, day: date) -> Self:
        """Those that stand as `state` on `day`, whether or not the clock has been there: one
        whose term is over counts as expired."""
        return self.filter(standing_q(state, day))

    def with_facts(self) -> Self:
        """With what each says now (`says`): the facts of its newest version, in the same query."""
        newest = LicenceVersion.objects.filter(licence=OuterRef("pk")).order_by("-number")
        return self.annotate(says=Subquery(newest.values("facts")[:1]))

    def in_register(self) -> Self:
        """Those that the register lists: not what was entered by mistake."""
        return self.exclude(state=Licence.State.ANNULLED)

    def matching(self, words: str) -> Self:
        """Those whose holder, number, activity or place begins like every word."""
        return saying(self, words)


class Licence(LicenceLife, ImportedLicence, CompanyCase):
    """A company's permission to carry on an activity."""

    State = LicenceState
    kind = "licence"
    prefix = "L"
    crowd_related = ("type_version",)
    HELD = HELD
    tones: ClassVar = {
        State.ACTIVE: "ok",
        State.SUSPENDED: "warn",
        State.EXPIRED: "quiet",
        State.REVOKED: "stop",
        State.SURRENDERED: "quiet",
        State.ANNULLED: "stop",
    }

    state = StateField(default=State.ACTIVE, choices=State.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, verbose_name=_("agency"))
    licence_type = models.ForeignKey(
        LicenceType,
        on_delete=models.PROTECT,
        related_name="licences",
        verbose_name=_("licence type"),
    )
    # What the licence type said when the present version was granted.
    type_version = models.ForeignKey(
        LicenceTypeVersion, on_delete=models.PROTECT, related_name="licences"
    )
    # The first day of all: terms are counted from it, so that 29 February comes back.
    anchor = models.DateField(_("first day"))
    # The present term, repeated here for the register's and the clock's queries.
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("first day no longer valid"))
    is_exclusive = models.BooleanField(default=True, editable=False)
    objects: ClassVar[Any] = LicenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("licence")
        verbose_name_plural = _("licences")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "licence_type"],
                condition=Q(is_exclusive=True, state__in=["active", "suspended"]),
                name="one_licence_held",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")), name="licence_validity_not_empty"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["licence_type", "state", "-id"], name="licence_register"),
            models.Index(fields=["company", "-id"], name="licence_company"),
            models.Index(
                fields=["valid_until"],
                condition=Q(state__in=["active", "suspended"]),
                name="licence_ending",
            ),
        ]

    @property
    def title(self) -> str:
        """What it permits."""
        return self.type_version.name

    @property
    def meta(self) -> list[str]:
        """What stands beside the number."""
        return [str(self.company)]

    @property
    def period(self) -> Period:
        """The present term."""
        return Period(self.valid_from, self.valid_until)

    @property
    def is_over(self) -> bool:
        """Whether its term has ended though the clock has not been there yet."""
        return self.state in Licence.HELD and self.valid_until <= timezone.localdate()

    @property
    def tone(self) -> str:
        return self.tones[Licence.State.EXPIRED] if self.is_over else super().tone

    def label_for(self, side: str) -> Any:
        return Licence.State.EXPIRED.label if self.is_over else super().label_for(side)


class Term(models.Model):
    """A stretch of validity, [since, until), and the application that gave it."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField(_("number"))
    since = models.DateField(_("from"))
    until = models.DateField(_("first day no longer valid"))
    # None: it was imported.
    application = models.ForeignKey(
        "licensing.Application",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="terms",
    )

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering: ClassVar = ["licence", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["licence", "number"], name="term_number"),
            models.UniqueConstraint(fields=["application"], name="one_term_an_application"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="term_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.since} – {self.period.last_day}"

    @property
    def period(self) -> Period:
        """The term as a period."""
        return Period(self.since, self.until)


class LicenceVersion(models.Model):
    """What the licence said from a day on: a snapshot that its certificate prints."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    since = models.DateField(_("from"))
    type_version = models.ForeignKey(LicenceTypeVersion, on_delete=models.PROTECT, related_name="+")
    # None: it was imported.
    # What it came from: an application, or a measure that the agency imposed; or neither, where
    # it was restored or imported.
    application = models.ForeignKey(
        "licensing.Application",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="licence_versions",
    )
    measure = models.ForeignKey(
        "licensing.Measure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="licence_versions",
    )
    # The certificate's copy: 2 for the first duplicate.
    copy = models.PositiveSmallIntegerField(_("copy"), default=1)
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("version of a licence")
        verbose_name_plural = _("versions of licences")
        ordering: ClassVar = ["licence", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["licence", "number"], name="licence_version_number"),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"
