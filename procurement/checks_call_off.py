"""What must hold before something is ordered under a framework: each returns None or a Blocker."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from procurement import calling_off
from procurement.checks import company_is_registered
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker

AWARDED = ("awarded", "contracted")


def framework_is_awarded(act: Act) -> Blocker | None:
    """Orders are made under a framework agreement that was awarded here."""
    tender = act.case.tender
    if not tender.method_rules.is_framework or tender.imported:
        return Blocker(_("This tender makes no framework agreement."))
    if tender.state not in AWARDED:
        return Blocker(_("The framework agreement is not awarded yet."))
    return None


def framework_lasts(act: Act) -> Blocker | None:
    """Within the months that the tender says, counted from the award."""
    until = calling_off.lasts_until(act.case.tender)
    if until is None or timezone.localdate(act.now) < until:
        return None
    text = _("The framework agreement ended on %(day)s: nothing can be ordered any more.")
    return Blocker(text % {"day": wording.date(until - timedelta(days=1))})


def supplier_is_in_turn(act: Act) -> Blocker | None:
    """The first in rank; another one for a reason."""
    award = getattr(act.case, "award", None)
    if act.preview or award is None:
        return None
    first = calling_off.suppliers(act.case.tender).filter(lot=award.lot).first()
    reason = act.data.get("supplier_reason", act.case.supplier_reason)
    if first is None or first.pk == award.pk or (reason or "").strip():
        return None
    text = _("%(first)s is first in rank: say why the order goes to %(supplier)s.")
    values = {"first": first.bid.company.name, "supplier": award.bid.company.name}
    return Blocker(text % values, field="supplier_reason")


def supplier_is_registered(act: Act) -> Blocker | None:
    """Only registered companies are given orders."""
    company = act.case.case_company
    return company_is_registered(company) if company is not None else None


def something_is_ordered(act: Act) -> Blocker | None:
    """An order without quantities is none."""
    if act.case.lines.exists():
        return None
    return _to_edit(act, _("Nothing is ordered yet: fill in the quantities."))


def delivery_is_stated(act: Act) -> Blocker | None:
    """The supplier knows where to and until when."""
    if act.case.delivery_place and act.case.delivery_on:
        return delivery_lies_ahead(act)
    return _to_edit(act, _("Say where to and until when is delivered."))


def delivery_lies_ahead(act: Act) -> Blocker | None:
    """The day of delivery has not passed."""
    day = act.data.get("delivery_on") or act.case.delivery_on
    if day is None or day >= timezone.localdate(act.now):
        return None
    return Blocker(_("The day of delivery has passed."), field="delivery_on")


def quantities_are_left(act: Act) -> Blocker | None:
    """All orders together take no more than the framework has."""
    found = calling_off.exceeded(act.case, calling_off.quantities_of(act.case))
    return Blocker(found[0].text) if found else None


def _to_edit(act: Act, text: str) -> Blocker:
    return Blocker(text, link=act.case.action_url("edit"), link_text=_("Edit the draft"))
