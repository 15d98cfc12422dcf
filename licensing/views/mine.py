"""The licences of the companies a person acts for: what ends when, what is under way, and renewal."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.lists import Button, Choice, Column, Empty, Link, ListPage, Option, Tag, translated
from licensing import renewing
from licensing.models import Application, Licence, LicenceTypeVersion
from licensing.models.application_states import Aim
from licensing.models.licence_states import HELD
from licensing.people import APPLICANTS
from vendors.standing import companies_of, companies_with

SOON = 90


def _ends(page: ListPage) -> list[Option]:
    today = timezone.localdate()
    soon = Licence.objects.ending(today, SOON).values("pk")
    standing = Licence.objects.held().filter(valid_until__gt=today).values("pk")
    over = Licence.objects.exclude(pk__in=standing).values("pk")
    return [
        Option("soon", _("Within 90 days"), Q(pk__in=soon)),
        Option("held", _("Still held"), Q(pk__in=standing)),
        Option("over", _("Over"), Q(pk__in=over)),
    ]


class MyLicences(ListPage):
    """What the person's companies hold or held, the soonest end first."""

    name = "my-licences"
    address = "my_licences"
    title = gettext_lazy("My licences")
    lead = gettext_lazy("What your companies hold, when it ends, and what can be done about it.")
    private = True
    order = "until"
    columns = (
        Column("number", gettext_lazy("Number"), "reference", sort="pk"),
        Column("licence", gettext_lazy("Licence"), "title", sort=translated("type_version__name")),
        Column(
            "company", gettext_lazy("Company"), "company.name", sort=translated("company__name")
        ),
        Column("until", gettext_lazy("Valid through"), sort="valid_until", sorts="date"),
        Column("state", gettext_lazy("State")),
        Column("change", gettext_lazy("Under way")),
        Column("renew", gettext_lazy("Renew"), download=False),
    )
    filters = (Choice("ends", gettext_lazy("End"), options=_ends),)

    def query(self) -> Any:
        return Licence.objects.filter(company_id__in=list(companies_of(self.user)))

    def dressed(self, query: QuerySet[Licence]) -> QuerySet[Licence]:
        return query.select_related("company", "type_version", "agency")

    def prepare(self, rows: list[Licence]) -> None:
        """The changes under way and the rules in force, read at once for all rows."""
        open_ = Application.objects.open().exclude(aim=Aim.NEW)
        changes = {change.licence_id: change for change in open_.filter(licence__in=rows)}
        kinds = [row.licence_type_id for row in rows]
        in_force = LicenceTypeVersion.objects.in_force().filter(licence_type__in=kinds)
        versions = {version.licence_type_id: version for version in in_force}
        for row in rows:
            row.under_way = changes.get(row.pk)  # type: ignore[attr-defined]
            row.rules = versions.get(row.licence_type_id, row.type_version)  # type: ignore[attr-defined]

    def cell_until(self, licence: Licence) -> date:
        """The last day on which it is valid."""
        return licence.period.last_day

    def cell_state(self, licence: Licence) -> Tag:
        """The state; one that ends soon stands out."""
        soon = timezone.localdate() + timedelta(days=SOON)
        if licence.state == HELD[0] and not licence.is_over and licence.valid_until <= soon:
            return Tag(_("In force; ends soon"), "warn")
        return Tag(licence.label_for("company"), licence.tone)

    def cell_change(self, licence: Any) -> Any:
        """The change that is open, with the way to it."""
        change = licence.under_way
        if change is None:
            return ""
        return Link(change.get_aim_display(), change.get_absolute_url(), change.reference)

    def cell_renew(self, licence: Any) -> Any:
        """The way to renew it, where it can be renewed now."""
        may = licence.company_id in companies_with(self.user, APPLICANTS)
        if not may or licence.under_way is not None:
            return ""
        if licence.state not in (*HELD, Licence.State.EXPIRED):
            return ""
        if not renewing.can_renew(licence, licence.rules, timezone.localdate()):
            return ""
        url = reverse("change_licence", args=[licence.reference, Aim.RENEW])
        return Link(_("Renew"), url, licence.reference)

    def counted(self, count: int) -> str:
        return ngettext("%(count)s licence", "%(count)s licences", count) % {"count": f"{count:,}"}

    def empty(self) -> Empty:
        button = Button(reverse("licences"), _("See which licences there are"))
        return Empty(_("Your companies hold no licence yet."), button, icon="award")
