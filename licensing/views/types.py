"""The catalogue as its officers see it: the licence types with their versions, and new ones."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.lists import Button, Choice, Column, Empty, ListPage, Option, Related, Tag, translated
from accounts.models import Agency, Role
from accounts.standing import standing_of
from licensing import versions
from licensing.forms_types import NewTypeForm
from licensing.keys import fresh_slug
from licensing.models import LicenceType, LicenceTypeVersion
from licensing.models.licence_type_version import READERS
from workflow.blockers import Blocker, Refused
from workflow.forms import ActionForm
from workflow.views.access import visible_case
from workflow.views.begin import BeginPage

State = LicenceTypeVersion.State
STATES = tuple(Option(state.value, state.label, Q(state=state)) for state in State)


def _agencies() -> QuerySet[Agency]:
    found: QuerySet[Agency] = Agency.objects.active().filter(grants_licences=True)
    return found


class TypeList(ListPage):
    """Every version of every licence type that the person works with."""

    name = "licence_types"
    address = "licence_types"
    title = gettext_lazy("Licence types")
    private = True
    order = "-number"
    columns = (
        Column("number", gettext_lazy("Number"), "reference", sort="pk"),
        Column("licence", gettext_lazy("Licence"), "name", sort=translated("name")),
        Column("version", gettext_lazy("Version"), "number", sort="number"),
        Column("agency", gettext_lazy("Agency"), "licence_type.agency.name"),
        Column("state", gettext_lazy("State")),
    )
    filters = (
        Choice("state", gettext_lazy("State"), options=STATES),
        Related(
            "agency", gettext_lazy("Agency"), lookup="licence_type__agency__code", source=_agencies
        ),
    )

    def admit(self) -> None:
        """Those who prepare licence types, put them into force or work under them."""
        standing = standing_of(self.user)
        if not any(standing.has_role(role) for role in READERS):
            raise PermissionDenied

    def query(self) -> Any:
        return LicenceTypeVersion.objects.visible_to(self.user)

    def dressed(self, query: QuerySet[LicenceTypeVersion]) -> QuerySet[LicenceTypeVersion]:
        return query.select_related("licence_type__agency")

    def cell_state(self, version: LicenceTypeVersion) -> Tag:
        """The state."""
        return Tag(version.get_state_display(), version.tone)

    def counted(self, count: int) -> str:
        words = ngettext("%(count)s version", "%(count)s versions", count)
        return words % {"count": f"{count:,}"}

    def button(self) -> Button | None:
        return _new_type() if prepares(self.user) else None

    def empty(self) -> Empty:
        text = _("No licence type of your agency is in the catalogue yet.")
        return Empty(text, _new_type()) if prepares(self.user) else Empty(text)


def prepares(user: Any) -> bool:
    """Whether the person prepares licence types anywhere."""
    return standing_of(user).has_role(Role.LICENSING_OFFICER)


def _new_type() -> Button:
    return Button(reverse("new_licence_type"), _("New licence type"))


class NewTypePage(BeginPage):
    """Begins a licence type with the draft of its first version."""

    model = LicenceTypeVersion
    form_class = NewTypeForm
    who = "licensing.prepare_licence_type"
    title = gettext_lazy("New licence type")
    lead = gettext_lazy(
        "Give it a name. What it asks, costs and grants is filled in afterwards, and nobody can "
        "apply for it before somebody else has put it into force."
    )
    submit = gettext_lazy("Begin")

    def blank(self, request: HttpRequest, **kwargs: Any) -> Any:
        return LicenceTypeVersion(number=1)

    def _allowed(self, request: HttpRequest, **kwargs: Any) -> Any:
        case = self.blank(request, **kwargs)
        if not request.user.has_perm(self.who):
            raise PermissionDenied
        return case

    def blockers(self, case: Any, request: HttpRequest) -> list[Blocker]:
        return []

    def fill(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        case.name_ar, case.name_en = values["name_ar"], values["name_en"]
        slugs = set(LicenceType.objects.values_list("slug", flat=True))
        case.licence_type = LicenceType.objects.create(
            slug=fresh_slug(values["name_en"], slugs),
            agency=values["agency"],
            one_a_company=values["one_a_company"],
        )

    def crumbs(self, case: Any) -> list[dict[str, Any]]:
        return [
            {"label": _("Licence types"), "url": reverse("licence_types")},
            {"label": _("New licence type")},
        ]


class NextForm(ActionForm):
    """Nothing is asked: the next version begins as a copy."""

    drafts = "none"


class NextVersionPage(BeginPage):
    """Begins the next version of a licence type as a copy of the newest."""

    model = LicenceTypeVersion
    form_class = NextForm
    who = "licensing.prepare_licence_type"
    title = gettext_lazy("Next version")
    lead = gettext_lazy(
        "It begins as a copy. The version in force stays as it is, and so does every application "
        "begun under it, until somebody else has put the next one into force."
    )
    submit = gettext_lazy("Begin the next version")

    def blank(self, request: HttpRequest, **kwargs: Any) -> Any:
        version = visible_case(request, LicenceTypeVersion, kwargs["reference"], "licence_type")
        return versions.next_of(version.licence_type)

    def blockers(self, case: Any, request: HttpRequest) -> list[Blocker]:
        other = versions.in_preparation(case.licence_type)
        if other is None:
            return []
        text = _("The next version is already in preparation: %(number)s.")
        link = other.get_absolute_url()
        return [Blocker(text % {"number": other.reference}, link, _("Go on with it"))]

    def _begin(self, request: HttpRequest, case: Any, values: dict[str, Any], once: Any) -> Any:
        try:
            return versions.begin_next(case.licence_type, by=request.user, once=once)
        except IntegrityError as error:
            # A colleague was quicker by a moment.
            raise Refused(self.blockers(case, request)) from error

    def crumbs(self, case: Any) -> list[dict[str, Any]]:
        return [
            {"label": _("Licence types"), "url": reverse("licence_types")},
            {"label": _("Next version")},
        ]
