"""A business that wants to sell to the state or be licensed: from draft to registered."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from accounts.models import Agency
from vendors.models.category import Category
from vendors.models.company_case import CompanyCaseQuerySet
from workflow.case import Case


class CompanyQuerySet(CompanyCaseQuerySet):
    """Companies; a company is its own company."""

    company_lookup = "pk"


class Company(Case):
    """A company and its registration."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        IN_REVIEW = "in_review", _("In review")
        RETURNED = "returned", _("Returned")
        REGISTERED = "registered", _("Registered")
        REJECTED = "rejected", _("Rejected")

    kind = "company"
    prefix = "C"

    state = FSMField(default=State.DRAFT, choices=State.choices, protected=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="companies", verbose_name=_("registry")
    )
    name = models.CharField(_("legal name"), max_length=300)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    categories = models.ManyToManyField(Category, blank=True, verbose_name=_("categories"))

    objects: ClassVar[Any] = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")

    def __str__(self) -> str:
        return self.name or self.reference
