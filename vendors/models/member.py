"""Who acts for a company, as what, from when to when."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.post import in_force, today


class CompanyRole(models.TextChoices):
    """What a person is in a company."""

    OWNER = "owner", _("Owner")
    BIDDER = "bidder", _("Bidder")
    APPLICANT = "applicant", _("Applicant")
    VIEWER = "viewer", _("Viewer")


class CompanyMemberQuerySet(models.QuerySet["CompanyMember"]):
    """Roles in companies, by when they are held."""

    def current(self, company: Any) -> "CompanyMemberQuerySet":
        """Those held in the company today, owners first, with their people."""
        order = models.Case(
            models.When(role=CompanyRole.OWNER, then=0),
            default=1,
            output_field=models.IntegerField(),
        )
        held = self.filter(in_force(), company=company).select_related("user")
        return held.order_by(order, "user__name", "pk")


class CompanyMember(models.Model):
    """A person's role in a company; `until` is the first day without it."""

    company = models.ForeignKey("vendors.Company", on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="company_roles"
    )
    role = models.CharField(_("role"), max_length=20, choices=CompanyRole.choices)
    since = models.DateField(_("from"), default=today)
    until = models.DateField(_("until (first day without it)"), null=True, blank=True)

    objects = CompanyMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="member_period_is_one",
            ),
            models.UniqueConstraint(
                fields=["user", "company", "role"],
                condition=Q(until__isnull=True),
                name="one_open_company_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.company}"
