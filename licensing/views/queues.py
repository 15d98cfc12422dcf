"""Officers' work: the queue of reviews, who has how much, and many instant cases at once."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.lists import Choice, Column, Empty, ListPage, Option, Related, Tag, Words, translated
from accounts.standing import standing_of
from licensing import bulk, workload
from licensing.models import Review
from licensing.models.querysets import READERS
from licensing.views.lists import WHOSE, _types
from workflow.views.kept import SignedRequest, signed_in

State = Review.State
STATES = (
    Option("open", gettext_lazy("Still open"), Q(state__in=Review.OPEN)),
    *(Option(value, label, Q(state=value)) for value, label in State.choices),
)
KINDS = (
    Option("review", gettext_lazy("Review"), Q(stage_kind="review")),
    Option("inspection", gettext_lazy("Inspection"), Q(stage_kind="inspection")),
)


def _found(query: QuerySet[Any], words: str) -> QuerySet[Any]:
    return query.filter(
        Q(reference__icontains=words)
        | Q(application__reference__icontains=words)
        | Q(application__company__name_ar__icontains=words)
        | Q(application__company__name_en__icontains=words)
    )


class ReviewList(ListPage):
    """The reviews of the agencies in which the reader works, those due first on top."""

    name = "reviews"
    address = "reviews"
    title = gettext_lazy("Reviews")
    lead = gettext_lazy("What your agency looks into for a licence, its own or another agency's.")
    private = True
    order = "due"
    opening = "state=open"
    columns = (
        Column("number", gettext_lazy("Number"), "reference", sort="pk"),
        Column("stage", gettext_lazy("Stage"), "title"),
        Column("application", gettext_lazy("Application"), "application.reference"),
        Column(
            "company",
            gettext_lazy("Company"),
            "application.company.name",
            sort=translated("application__company__name"),
        ),
        Column("due", gettext_lazy("Due"), "due_on", "due_on", nullable=True, sorts="date"),
        Column("officer", gettext_lazy("Case officer"), download=False),
        Column("state", gettext_lazy("State")),
    )
    filters = (
        Words("q", gettext_lazy("Number or company"), _found),
        Choice("state", gettext_lazy("State"), options=STATES),
        WHOSE,
        Choice("kind", gettext_lazy("Kind of stage"), options=KINDS),
        Related(
            "type",
            gettext_lazy("Licence type"),
            lookup="application__licence_type__slug",
            source=_types,
        ),
    )

    def admit(self) -> None:
        if not any(standing_of(self.user).has_role(role) for role in READERS):
            raise PermissionDenied

    def query(self) -> Any:
        return Review.objects.visible_to(self.user)

    def dressed(self, query: QuerySet[Review]) -> QuerySet[Review]:
        return query.select_related("application__company", "application__agency", "assigned_to")

    def cell_officer(self, review: Review) -> str:
        """Who has it."""
        return review.assigned_to.name if review.assigned_to is not None else ""

    def cell_state(self, review: Review) -> Tag:
        """Where it is; a late one says so."""
        if review.is_late and review.state in Review.OPEN:
            return Tag(_("Late"), "stop")
        return Tag(str(review.label_for("agency")), review.tone)

    def counted(self, count: int) -> str:
        return ngettext("%(count)s review", "%(count)s reviews", count) % {"count": f"{count:,}"}

    def empty(self) -> Empty:
        return Empty(_("No application has come to your agency for review yet."))


@signed_in
def workload_page(request: SignedRequest) -> HttpResponse:
    """Who has how many open cases in the reader's own agencies, what is due soon and late."""
    if not workload.may_see(request.user):
        raise PermissionDenied
    context = {"agencies": workload.of(request.user), "crumbs": []}
    return render(request, "licensing/workload.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def bulk_page(request: HttpRequest) -> HttpResponse:
    """One act on many applications of instant types; what needs judgement is taken one by one."""
    if not bulk.may_see(request.user):
        raise PermissionDenied
    chosen = request.POST.getlist("case")
    problem = ""
    if request.method == "POST":
        problem = _problem(request, chosen)
        if not problem:
            return redirect("bulk")
    context = {
        "rows": bulk.rows(request.user),
        "acts": [(name, act.label, act.help) for name, act in bulk.ACTS.items()],
        "wanted": request.POST.get("act", ""),
        "chosen": chosen,
        "problem": problem,
        "once": str(uuid.uuid4()),
    }
    return render(request, "licensing/bulk.html", context, status=422 if problem else 200)


def _problem(request: HttpRequest, chosen: list[str]) -> str:
    """Carry it out and say what came of it; or return what is wrong with what was sent."""
    act = bulk.ACTS.get(request.POST.get("act", ""))
    if act is None:
        return _("Choose what is to be done.")
    if not chosen:
        return _("Choose at least one application.")
    try:
        done, left = bulk.carry_out(act, chosen[: bulk.MOST], request.user)
    except bulk.NotInstantError:
        return _("Only applications of types that are granted at once can be taken together.")
    if done:
        words = ngettext("%(count)s application: done.", "%(count)s applications: done.", done)
        messages.success(request, words % {"count": done})
    for reference, why in left:
        messages.warning(request, f"{reference}: {why}")
    return ""
