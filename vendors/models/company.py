"""A business that wants to sell to the state or be licensed: from draft to registered.

Its life: a person begins it and becomes its owner; the owner submits it; a registrar reviews
it and returns, approves or rejects it, with reasons. What may become of it afterwards is in
`vendors.models.company_standing`.
"""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Upper
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role
from accounts.models.post import today
from accounts.standing import CASE_ROLES, standing_of
from audit.models import Audience
from vendors import checks, declaring, notices, registering, renewing
from vendors.folding import MOST_WORDS, fold, folded
from vendors.models.category import Category
from vendors.models.company_case import CompanyCaseQuerySet
from vendors.models.company_standing import CompanyStanding, CompanyState
from vendors.models.member import CompanyRole
from vendors.sizes import Size
from vendors.standing import companies_of
from workflow.actions import Act, action
from workflow.case import Clock
from workflow.state_field import StateField
from workflow.text import latin_digits


def home_country() -> str:
    """The country this house serves (ISO 3166 alpha-2)."""
    return str(settings.COUNTRY)


class CompanyQuerySet(CompanyCaseQuerySet):
    """Companies; a company is its own company."""

    company_lookup = "pk"

    def visible_to(self, user: Any) -> Self:
        """Members see their companies, officers of the registry those that were sent to it.

        A draft is the company's own business; auditors read everything.
        """
        standing = standing_of(user)
        sent = standing.agencies_q(CASE_ROLES) & ~Q(state=Company.State.DRAFT)
        read = standing.agencies_q([Role.AUDITOR])
        return self.filter(sent | read | Q(pk__in=list(companies_of(user))))

    def registered(self) -> Self:
        """Those on the public register: registered now, and here."""
        holds = Q(registered_until__isnull=True) | Q(registered_until__gt=today())
        return self.filter(holds, state=Company.State.REGISTERED, imported=False)

    def shown_to_all(self) -> Self:
        """Those whose page everybody may read: registered, or debarred, which is public."""
        return self.registered() | self.filter(state=Company.State.DEBARRED, imported=False)

    def waiting_for(self, user: Any) -> Self:
        """Besides what waits by its state: renewals asked for, for the registrars."""
        renewals = Q(state=Company.State.REGISTERED, renewal_asked_at__isnull=False)
        asked = self.filter(renewals & self.held_by(user, [Role.REGISTRAR]))
        return super().waiting_for(user) | asked

    def of_member(self, user: Any) -> Self:
        """Those that the person acts for today."""
        return self.filter(pk__in=list(companies_of(user)))

    def live(self) -> Self:
        """Those that hold their registration number: no second one may use it."""
        return self.filter(Company.is_live())

    def matching(self, words: str) -> Self:
        """Those whose names (either language) or numbers contain every one of the words."""
        found = self
        for word in fold(latin_digits(words)).split()[:MOST_WORDS]:
            found = found.filter(search__contains=word)
        return found


class Company(CompanyStanding):
    """A company and its registration."""

    State = CompanyState

    kind = "company"
    prefix = "C"
    begin_needs = (checks.begun_number_is_free,)
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
        State.DEBARRED: "stop",
        State.LAPSED: "warn",
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
        State.LAPSED: {"company": _("Lapsed: renew it")},
    }
    step_states: ClassVar = (
        (_("Fill in"), (State.DRAFT,)),
        (_("Send"), (State.SUBMITTED,)),
        (_("Review"), (State.IN_REVIEW, State.RETURNED)),
        (_("Registered"), (State.REGISTERED, State.LAPSED)),
    )

    state = StateField(default=State.DRAFT, choices=State.choices)
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
    # Declared besides: who owns it (rows of BeneficialOwner), how large it is, where it is paid.
    no_owners = models.BooleanField(_("nobody holds 25 percent or more"), default=False)
    declared_at = models.DateTimeField(_("declared"), null=True, blank=True, editable=False)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    turnover = models.DecimalField(
        _("turnover of the last year"), max_digits=18, decimal_places=3, null=True, blank=True
    )
    size = models.CharField(_("size"), max_length=10, choices=Size.choices, blank=True)
    bank_name = models.CharField(_("bank"), max_length=200, blank=True)
    bank_holder = models.CharField(_("account holder"), max_length=300, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    # The registrar's last words to the company: why it was returned, rejected or suspended.
    remarks = models.TextField(_("remarks"), blank=True)
    remark_parts = models.JSONField(default=list, blank=True, editable=False)
    # {name of a field: what the registrar says of it}, shown beside it while it is corrected.
    field_remarks = models.JSONField(default=dict, blank=True, editable=False)
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
                    state__in=[
                        "submitted",
                        "in_review",
                        "returned",
                        "registered",
                        "suspended",
                        "debarred",
                        "lapsed",
                    ],
                    imported=False,
                )
                & ~Q(registration_number=""),
                name="one_live_company_a_number",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "id"], name="company_state"),
            models.Index(fields=["state", "registered_until"], name="company_year"),
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

    def side_of(self, user: Any) -> str:
        return "company" if self.is_party(user) else super().side_of(user)

    def is_party(self, user: Any) -> bool:
        return self.pk is not None and self.pk in companies_of(user)

    @action(
        _("Change the details"),
        source=(State.DRAFT, State.RETURNED, State.LAPSED, State.REGISTERED),
        verb="edited",
        done=_("Details changed"),
        who="vendors.edit_company",
        role=CompanyRole.OWNER,
        needs=[
            checks.renewal_is_not_asked,
            checks.what_is_certified_stays,
            checks.changed_number_is_free,
        ],
        form="vendors.forms.CompanyForm",
        tells=notices.edited,
        waits=False,
    )
    def edit(self, act: Act) -> None:
        """Change what the registration says. While it holds, names and numbers stay."""
        registering.write(act)

    @action(
        _("Owners, size and bank account"),
        source=(State.DRAFT, State.RETURNED, State.LAPSED, State.REGISTERED),
        verb="declared",
        done=_("Owners, size and bank account declared"),
        who="vendors.edit_company",
        role=CompanyRole.OWNER,
        needs=[checks.owners_add_up],
        form="vendors.forms_declaring.DeclarationForm",
        tells=notices.declared,
        waits=False,
        help=_("Who owns the company, how large it is, where it is paid, and further addresses."),
    )
    def declare(self, act: Act) -> None:
        """Say who owns the company and how large it is; kept up to date while registered."""
        declaring.write(act)

    @action(
        _("Send the registration"),
        source=(State.DRAFT, State.RETURNED),
        target=State.SUBMITTED,
        verb="submitted",
        done=_("Registration sent"),
        who="vendors.submit_company",
        role=CompanyRole.OWNER,
        needs=checks.COMPLETE,
        tells=notices.submitted,
        style="primary",
        help=_("A registrar checks it. You cannot change it meanwhile."),
    )
    def submit(self, act: Act) -> None:
        """Send it to the registry. What it says at this moment stays in the trail."""
        act.private["registration"] = registering.snapshot(self)

    @action(
        _("Start the review"),
        source=State.SUBMITTED,
        target=State.IN_REVIEW,
        verb="review_started",
        done=_("Review started"),
        who="vendors.review_company",
        role=Role.REGISTRAR,
        style="primary",
    )
    def start_review(self, act: Act) -> None:
        """A registrar takes it up."""

    @action(
        _("Approve"),
        source=State.IN_REVIEW,
        target=State.REGISTERED,
        verb="approved",
        done=_("Registered"),
        who="vendors.decide_company",
        role=Role.REGISTRAR,
        needs=[
            checks.names_are_in_both_scripts,
            checks.details_are_complete,
            checks.documents_are_present,
            checks.owners_are_declared,
            checks.number_is_free,
            checks.everything_was_checked,
        ],
        form="vendors.forms_review.ApproveForm",
        tells=notices.approved,
        audience=Audience.PUBLIC,
        style="primary",
        help=_("The company enters the public register and receives a signed certificate."),
    )
    def approve(self, act: Act) -> None:
        """Enter it in the register and ask for its certificate."""
        act.public["checked"] = list(act.data["checklist"])
        renewing.begin_year(act)
        registering.say(act, "")
        act.public |= registering.public_facts(self)
        registering.certify(act)

    @action(
        _("Return with remarks"),
        source=State.IN_REVIEW,
        target=State.RETURNED,
        verb="returned",
        done=_("Returned for correction"),
        who="vendors.decide_company",
        role=Role.REGISTRAR,
        form="vendors.forms_review.RemarksForm",
        tells=notices.returned,
        help=_("The company corrects it and sends it again. Your clock stops meanwhile."),
    )
    def send_back(self, act: Act) -> None:
        """Give it back to the company with remarks; everything filled in stays."""
        registering.say(act, act.data["remarks"], act.data.get("remark_parts") or [])
        registering.say_beside_fields(act)

    @action(
        _("Reject"),
        source=State.IN_REVIEW,
        target=State.REJECTED,
        verb="rejected",
        done=_("Registration rejected"),
        who="vendors.decide_company",
        role=Role.REGISTRAR,
        form="vendors.forms.ReasonsForm",
        tells=notices.rejected,
        style="danger",
        help=_("For good. The registration number becomes free for another registration."),
    )
    def reject(self, act: Act) -> None:
        """Refuse the registration, with reasons."""
        registering.say(act, act.data["remarks"])
