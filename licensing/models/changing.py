"""What an application has besides when it changes a licence: to whom it goes, why, what ends it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from licensing import checks_changes, ending, notices_changes, renewing
from licensing.models.application_states import OPEN, Aim, State
from licensing.models.querysets import LicensingQuerySet
from vendors.models import CompanyRole
from vendors.standing import companies_of, companies_with
from workflow.actions import Act, action


class Why(models.TextChoices):
    """Why a duplicate is needed."""

    LOST = "lost", _("It was lost")
    STOLEN = "stolen", _("It was stolen")
    DAMAGED = "damaged", _("It is damaged")


class ChangingQuerySet(LicensingQuerySet):
    """Applications; a transfer is seen by the company that is to take the licence over, too."""

    def for_members(self, user: Any) -> Q:
        return super().for_members(user) | Q(to_company_id__in=list(companies_of(user)))

    def waiting_for(self, user: Any) -> Self:
        """Besides what waits by its state: licences that somebody would hand over."""
        owned = companies_with(user, [CompanyRole.OWNER])
        offered = self.filter(
            to_company_id__in=owned, accepted_at__isnull=True, state__in=checks_changes.PREPARED
        )
        return super().waiting_for(user) | offered


class Changing(models.Model):
    """Fields and actions of changes. Mixed into Application."""

    to_company = models.ForeignKey(
        "vendors.Company",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("company that takes it over"),
    )
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    # Why a duplicate is needed, or a licence given up.
    why = models.CharField(_("reason"), max_length=20, choices=Why.choices, blank=True)
    why_words = models.TextField(_("reasons"), blank=True)
    # When its holder declared that nothing has changed and the conditions are met.
    declared_at = models.DateTimeField(_("declared"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def why_text(self) -> str:
        """The reasons given, in the reader's language where they were chosen."""
        chosen = str(Why(self.why).label) if self.why else ""
        return " ".join(part for part in (chosen, self.why_words) if part)

    @property
    def days_late(self) -> int:
        """How many days after the licence's last day a renewal was handed in."""
        return renewing.days_late(self)

    def is_party(self, user: Any) -> bool:
        """Also whoever acts for the company that takes the licence over."""
        to_company: int | None = self.to_company_id
        return super().is_party(user) or (  # type: ignore[misc]
            to_company is not None and to_company in companies_of(user)
        )

    @action(
        _("Accept the licence"),
        source=checks_changes.PREPARED,
        verb="transfer_accepted",
        done=_("Transfer accepted by the company that takes it over"),
        who="licensing.accept_transfer",
        role=CompanyRole.OWNER,
        locks=("to_company",),
        needs=[
            checks_changes.is_a_transfer,
            checks_changes.is_not_accepted,
            checks_changes.receiver_may_hold_it,
        ],
        form="licensing.forms_changes.AcceptForm",
        tells=notices_changes.transfer_accepted,
        style="primary",
        help=_("Your company becomes the holder once the agency has agreed and the fee is paid."),
    )
    def accept_transfer(self, act: Act) -> None:
        """The receiving company agrees; only then can the transfer be sent."""
        self.accepted_at, self.accepted_by = act.now, act.by
        act.public["company"] = self.to_company_id

    @action(
        _("Decline the licence"),
        source=checks_changes.PREPARED,
        target=State.WITHDRAWN,
        verb="transfer_declined",
        done=_("Transfer declined by the other company"),
        who="licensing.accept_transfer",
        role=CompanyRole.OWNER,
        waits=False,
        needs=[checks_changes.is_a_transfer, checks_changes.is_not_accepted],
        tells=notices_changes.transfer_declined,
        style="danger",
        help=_("Your company does not take it over. The transfer ends here."),
    )
    def decline_transfer(self, act: Act) -> None:
        """The receiving company does not want it: the way is free for another change."""

    @action(
        _("Let it fall with its licence"),
        source=OPEN,
        target=State.LAPSED,
        verb="fell_away",
        done=_("Ended: the licence it was to change is gone"),
        tells=notices_changes.fell_away,
        then=ending.after_fall,
    )
    def fall_away(self, act: Act) -> None:
        """The licence was revoked: there is nothing left to change."""


def open_change(licence: Any) -> Any:
    """The change of the licence that is under way, or None."""
    return licence.applications.exclude(aim=Aim.NEW).filter(state__in=OPEN).first()
