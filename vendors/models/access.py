"""Ways into a company: somebody asks its owners, or its owners invite somebody.

Who types the number of a company that is registered already never gets a second company: they
ask those who own the first.
"""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vendors import checks_access as checks
from vendors import members, notices_members
from vendors.models.company_case import CompanyCase, CompanyCaseQuerySet
from vendors.models.member import CompanyRole
from vendors.standing import companies_with
from workflow.actions import Act, action
from workflow.state_field import StateField

# An invitation nobody answers is over after so many days.
INVITED_FOR = 14


class AccessRequestQuerySet(CompanyCaseQuerySet):
    """Requests, seen by whoever asked and by the company's owners."""

    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()  # nobody's key would be that of a request nobody made
        owned = companies_with(user, [CompanyRole.OWNER])
        return self.filter(Q(created_by_id=user.pk) | Q(company_id__in=owned))


class AccessRequest(CompanyCase):
    """A person asks the owners of a company to let them act for it."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for the owners")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    kind = "access"
    prefix = "AR"
    agency_lookup = "company__agency"
    begin_needs = (checks.company_is_found, checks.does_not_act_for_it, checks.has_not_asked)
    tones: ClassVar = {
        State.ASKED: "info",
        State.ACCEPTED: "ok",
        State.DECLINED: "stop",
        State.WITHDRAWN: "quiet",
    }

    state = StateField(default=State.ASKED, choices=State.choices)
    message = models.TextField(_("message"), blank=True)
    # The numbers typed; asked of the checks before a company is found.
    typed = ""

    objects: ClassVar[Any] = AccessRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for access")
        verbose_name_plural = _("requests for access")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "created_by"],
                condition=Q(state="asked"),
                name="one_open_access_request",
            ),
        ]

    @property
    def title(self) -> str:
        return str(self.company)

    def begin_tells(self, act: Act) -> Any:
        return notices_members.access_asked(act)

    @action(
        _("Let this person act for the company"),
        source=State.ASKED,
        target=State.ACCEPTED,
        verb="accepted",
        done=_("Request accepted"),
        who="vendors.answer_access",
        role=CompanyRole.OWNER,
        form="vendors.forms_access.AcceptForm",
        tells=notices_members.access_accepted,
        locks=("company",),
        style="primary",
    )
    def accept(self, act: Act) -> None:
        """Give the person the role chosen, from today on."""
        act.public["role"] = act.data["role"]
        members.let_in(self.company, self.created_by, act.data["role"], by=act.by)

    @action(
        _("Decline"),
        source=State.ASKED,
        target=State.DECLINED,
        verb="declined",
        done=_("Request declined"),
        who="vendors.answer_access",
        role=CompanyRole.OWNER,
        form="vendors.forms_access.DeclineForm",
        tells=notices_members.access_declined,
    )
    def decline(self, act: Act) -> None:
        """Say no, with a reason that the person reads."""
        act.private["remarks"] = act.data["remarks"]

    @action(
        _("Take the request back"),
        source=State.ASKED,
        target=State.WITHDRAWN,
        verb="withdrawn",
        done=_("Request taken back"),
        who="vendors.withdraw_access",
        waits=False,
    )
    def withdraw(self, act: Act) -> None:
        """Whoever asked no longer wants it."""


def _until() -> Any:
    return timezone.now() + timedelta(days=INVITED_FOR)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, by whether they can be answered."""

    def open(self) -> Self:
        """Those that were neither answered nor are too old."""
        return self.filter(answered_at__isnull=True, until__gt=timezone.now())

    def to_person(self, user: Any) -> Self:
        """Open ones that reached an address of which the person has proved that it is theirs."""
        addresses = user.emailaddress_set.filter(verified=True).values_list("email", flat=True)
        wanted = Q(pk__in=[])
        for address in addresses:
            wanted |= Q(email__iexact=address)
        return self.open().filter(wanted)


class Invitation(models.Model):
    """An owner invites an address to act for the company; its person says yes or no."""

    company = models.ForeignKey(
        "vendors.Company", on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=CompanyRole.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    language = models.CharField(max_length=2, default="ar")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(default=_until)
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(default=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.email} · {self.company}"
