"""Who wants to hear of new tenders: persons for themselves, owners for their company."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vendors.models.category import Category


class Subscription(models.Model):
    """Categories of which a person, or the bidding members of a company, are told."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="tender_subscription",
    )
    company = models.OneToOneField(
        "vendors.Company",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="tender_subscription",
    )
    categories = models.ManyToManyField(Category, blank=True, related_name="subscriptions")
    # A company may follow what it is registered for, whatever that becomes.
    own_categories = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, company__isnull=True)
                | Q(person__isnull=True, company__isnull=False),
                name="subscription_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.company)
