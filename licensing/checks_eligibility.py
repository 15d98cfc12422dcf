"""Whether this company may apply for this licence: asked at the beginning and at submission."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from licensing import depending, eligibility
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker
from workflow.working import local

# Whoever changes a licence that they hold was let in before.
ENTERING = ("new", "transfer")


def company_may_apply(act: Act) -> Blocker | None:
    """The company is of those whom the licence type is for."""
    case = act.case
    if case.company_id is None or case.aim not in ENTERING:
        return None
    found = eligibility.problem(case.version, case.company)
    if not found:
        return None
    return Blocker(found, case.company.get_absolute_url(), _("See the company"))


def needed_licences_are_near(act: Act) -> Blocker | None:
    """At submission: each licence that must be held with it is held, or applied for. An instant
    type is granted at once, so there they must be held."""
    return _needed(act, also_applied_for=not act.case.version.is_instant)


def needed_licences_are_held(act: Act) -> Blocker | None:
    """At the decision: each licence that must be held with it is held."""
    return _needed(act, also_applied_for=False)


def _needed(act: Act, *, also_applied_for: bool) -> Blocker | None:
    case = act.case
    if case.aim != "new":
        return None
    missing = depending.missing(
        case.version, case.company, local(act.now, ZoneInfo(case.agency.zone))
    )
    if missing and also_applied_for:
        open_ones = type(case).objects.open().filter(company=case.company)
        sent = open_ones.filter(submitted_at__isnull=False, aim="new")
        coming = set(sent.values_list("licence_type_id", flat=True))
        missing = [kind for kind in missing if kind.pk not in coming]
    if not missing:
        return None
    names = wording.listing([str(kind) for kind in missing])
    if also_applied_for:
        text = _("The company must hold these licences, or have applied for them: %(licences)s.")
    else:
        text = _("The company must hold these licences first: %(licences)s.")
    link = missing[0].get_absolute_url()
    return Blocker(text % {"licences": names}, link, _("See what it asks"))
