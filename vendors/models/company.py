"""A business that wants to sell to the state or be licensed: from draft to registered.

Its life: a person begins it and becomes its owner; the owner submits it; a registrar reviews
it and returns, approves or rejects it, with reasons; later a registrar may suspend it.
"""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Upper
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from accounts.models import Agency
from vendors.folding import fold, folded
from vendors.models.category import Category
from vendors.models.company_case import CompanyCaseQuerySet
from vendors.standing import companies_of
from workflow.case import Case, Clock


def home_country() -> str:
    """The country this house serves (ISO 3166 alpha-2)."""
    return str(settings.COUNTRY)


class CompanyQuerySet(CompanyCaseQuerySet):
    """Companies; a company is its own company."""

    company_lookup = "pk"

    def registered(self) -> Self:
        """Those on the public register: registered now, and here."""
        return self.filter(state=Company.State.REGISTERED, imported=False)

    def of_member(self, user: Any) -> Self:
        """Those that the person acts for today."""
        return self.filter(pk__in=list(companies_of(user)))

    def live(self) -> Self:
        """Those that hold their registration number: no second one may use it."""
        return self.filter(Company.is_live())

    def matching(self, words: str) -> Self:
        """Those whose names (either language) or numbers contain every one of the words."""
        found = self
        for word in fold(words).split()[:8]:
            found = found.filter(search__contains=word)
        return found


class Company(Case):
    """A company and its registration."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        IN_REVIEW = "in_review", _("In review")
        RETURNED = "returned", _("Returned")
        REGISTERED = "registered", _("Registered")
        REJECTED = "rejected", _("Rejected")
        SUSPENDED = "suspended", _("Suspended")

    kind = "company"
    prefix = "C"
    # The registry answers within five of its working days; what a company takes to correct
    # its papers is not counted.
    clock = Clock(runs_in=(State.SUBMITTED, State.IN_REVIEW), days=5)
    tones: ClassVar = {
        State.DRAFT: "quiet",
        State.SUBMITTED: "info",
        State.IN_REVIEW: "info",
        State.RETURNED: "warn",
        State.REGISTERED: "ok",
        State.REJECTED: "stop",
        State.SUSPENDED: "stop",
    }
    reader_labels: ClassVar = {
        State.DRAFT: {"company": _("Not sent yet")},
        State.SUBMITTED: {"company": _("Sent, waiting for a registrar")},
        State.IN_REVIEW: {"company": _("A registrar is reviewing it")},
        State.RETURNED: {
            "agency": _("Returned to the company"),
            "company": _("Waiting for your corrections"),
        },
        State.REJECTED: {"company": _("Not accepted")},
    }
    step_states: ClassVar = (
        (_("Fill in"), (State.DRAFT,)),
        (_("Send"), (State.SUBMITTED,)),
        (_("Review"), (State.IN_REVIEW, State.RETURNED)),
        (_("Registered"), (State.REGISTERED,)),
    )

    state = FSMField(default=State.DRAFT, choices=State.choices, protected=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="companies", verbose_name=_("registry")
    )
    name = models.CharField(_("legal name"), max_length=300)
    country = models.CharField(_("country"), max_length=2, default=home_country, editable=False)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    categories = models.ManyToManyField(
        Category, blank=True, related_name="companies", verbose_name=_("categories")
    )
    # The registrar's last words to the company: why it was returned, rejected or suspended.
    remarks = models.TextField(_("remarks"), blank=True)
    remark_parts = models.JSONField(default=list, blank=True, editable=False)
    registered_at = models.DateTimeField(_("registered on"), null=True, blank=True, editable=False)
    search = models.GeneratedField(
        expression=folded(
            Concat(
                F("name_ar"),
                Value(" "),
                F("name_en"),
                Value(" "),
                F("registration_number"),
                Value(" "),
                F("reference"),
            )
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects: ClassVar[Any] = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "country",
                Upper("registration_number"),
                condition=Q(
                    state__in=["submitted", "in_review", "returned", "registered", "suspended"],
                    imported=False,
                )
                & ~Q(registration_number=""),
                name="one_live_company_a_number",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "id"], name="company_state"),
        ]

    def __str__(self) -> str:
        return self.name or self.reference

    @staticmethod
    def is_live() -> Q:
        """The condition of the constraint above: sent in, and not rejected."""
        dead = [Company.State.DRAFT, Company.State.REJECTED]
        return ~Q(state__in=dead) & Q(imported=False)

    @property
    def title(self) -> str:
        return self.name or self.reference

    @property
    def case_company(self) -> "Company":
        """A company is its own company."""
        return self

    @property
    def is_registered(self) -> bool:
        """Whether it may bid and apply today."""
        return str(self.state) == Company.State.REGISTERED

    def side_of(self, user: Any) -> str:
        return "company" if self.is_party(user) else super().side_of(user)

    def is_party(self, user: Any) -> bool:
        return self.pk is not None and self.pk in companies_of(user)
