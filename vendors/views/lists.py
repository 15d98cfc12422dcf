"""The public register of companies, and a person's own companies."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.lists import (
    Button,
    Choice,
    Column,
    Empty,
    Filter,
    ListPage,
    Option,
    Related,
    Tag,
    Words,
    translated,
)
from accounts.models import Role
from accounts.standing import standing_of
from vendors.categories import shortened
from vendors.models import Category, Company, CompanyRole
from vendors.standing import companies_of
from workflow import wording

State = Company.State
STATES = tuple(
    Option(value, label, Q(state=value)) for value, label in State.choices if value != State.DRAFT
)


def counted(count: int) -> str:
    """3 companies."""
    return ngettext("%(count)s company", "%(count)s companies", count) % {"count": f"{count:,}"}


class CompanyList(ListPage):
    """The register: registered companies by name. Registrars may look through all of theirs."""

    name = "companies"
    address = "companies"
    template = "vendors/companies.html"
    title = gettext_lazy("Companies")
    lead = gettext_lazy("Companies registered to bid for tenders and to apply for licences.")
    order = "name"
    columns = (
        Column("name", gettext_lazy("Name"), sort=translated("name")),
        Column("number", gettext_lazy("Registration number"), "registration_number"),
        Column("city", gettext_lazy("City"), sort="city"),
        Column("categories", gettext_lazy("Categories of business")),
    )
    filters: tuple[Filter, ...] = (
        Words("q", gettext_lazy("Name or number")),
        Related(
            "category",
            gettext_lazy("Category"),
            lookup="categories__code",
            source=Category.objects.all,
            several=True,
        ),
    )
    state = Choice("state", gettext_lazy("State"), options=STATES)

    @property
    def is_registrars(self) -> bool:
        """Whether a registrar reads it, who sees what is not registered (yet)."""
        return standing_of(self.user).has_role(Role.REGISTRAR)

    def own_filters(self) -> tuple[Filter, ...]:
        first, *others = self.filters
        return (first, self.state, *others) if self.is_registrars else self.filters

    def own_columns(self) -> tuple[Column, ...]:
        state = Column("state", gettext_lazy("State"))
        return (*self.columns, state) if self.is_registrars else self.columns

    def opens_with(self) -> str:
        return f"state={State.REGISTERED}" if self.is_registrars else ""

    def query(self) -> Any:
        registered = Company.objects.registered()
        if not self.is_registrars:
            return registered
        # Registrars read what was sent to their registry, besides what everybody reads.
        own = Company.objects.visible_to(self.user).exclude(state=State.DRAFT)
        return Company.objects.filter(
            Q(pk__in=own.values("pk")) | Q(pk__in=registered.values("pk"))
        )

    def dressed(self, query: QuerySet[Company]) -> QuerySet[Company]:
        categories = Prefetch("categories", queryset=Category.objects.order_by("code"))
        return query.prefetch_related(categories)

    def cell_categories(self, company: Company) -> str:
        """The first two, and how many more."""
        return shortened(company.categories.all(), 2)

    def cell_state(self, company: Company) -> Tag:
        """The state as the registry calls it."""
        return Tag(company.label_for("agency"), company.tone)

    def counted(self, count: int) -> str:
        return counted(count)

    def button(self) -> Button | None:
        if not self.user.is_authenticated or standing_of(self.user).posts:
            return None
        return Button(reverse("new_company"), _("Register a company"))

    def empty(self) -> Empty:
        return Empty(_("No company is registered yet."), self.button(), icon="building-2")


class MyCompanies(ListPage):
    """The companies the person acts for, and as what."""

    name = "my-companies"
    address = "my_companies"
    template = "vendors/my_companies.html"
    title = gettext_lazy("My companies")
    lead = gettext_lazy("The companies you act for.")
    private = True
    order = "-number"
    columns = (
        Column("name", gettext_lazy("Name"), sort=translated("name")),
        Column("number", gettext_lazy("Number"), "reference", sort="pk"),
        Column("role", gettext_lazy("Your role")),
        Column("state", gettext_lazy("State")),
    )

    def query(self) -> Any:
        return Company.objects.of_member(self.user)

    def cell_role(self, company: Company) -> str:
        """What the person is in the company."""
        held = companies_of(self.user)[company.pk]
        return wording.listing([str(role.label) for role in CompanyRole if role in held])

    def cell_state(self, company: Company) -> Tag:
        """The state as the company reads it."""
        return Tag(company.label_for("company"), company.tone)

    def counted(self, count: int) -> str:
        return counted(count)

    def button(self) -> Button:
        return Button(reverse("new_company"), _("Register a company"))

    def empty(self) -> Empty:
        return Empty(_("You do not act for a company yet."), self.button(), icon="building-2")
