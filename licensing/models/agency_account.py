"""The bank account into which fees of an agency are transferred."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role
from accounts.standing import paths_up, standing_of

READERS = (Role.CASHIER, Role.LICENSING_APPROVER, Role.AUDITOR)


class AgencyAccountQuerySet(models.QuerySet["AgencyAccount"]):
    """Accounts, by whom they concern."""

    def of_cashier(self, user: Any) -> Self:
        """Those whose statements the person brings in."""
        return self.filter(standing_of(user).agencies_q([Role.CASHIER]))

    def readable_by(self, user: Any) -> Self:
        """Those whose money the person works with, or audits."""
        return self.filter(standing_of(user).agencies_q(READERS))

    def serving(self, agency: Agency) -> "AgencyAccount | None":
        """The account that payers of this agency use: its own, or that of the nearest above."""
        found = self.filter(agency__path__in=paths_up(agency)).select_related("agency")
        return found.order_by(Length("agency__path").desc(), F("pk")).first()


class AgencyAccount(models.Model):
    """An account, as a bank and a payer need to know it."""

    agency = models.OneToOneField(
        Agency, on_delete=models.PROTECT, related_name="fee_account", verbose_name=_("agency")
    )
    bank = models.CharField(_("bank"), max_length=200)
    holder = models.CharField(_("account holder"), max_length=200)
    iban = models.CharField(_("IBAN"), max_length=34, unique=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    currency = models.CharField(_("currency"), max_length=3)

    objects: ClassVar[Any] = AgencyAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("account for fees")
        verbose_name_plural = _("accounts for fees")

    def __str__(self) -> str:
        return f"{self.agency} · {self.spelled}"

    @property
    def spelled(self) -> str:
        """The IBAN in groups of four."""
        return " ".join(self.iban[i : i + 4] for i in range(0, len(self.iban), 4))
