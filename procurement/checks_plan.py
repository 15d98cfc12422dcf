"""What must hold of the plan and of the method: each check returns None or a Blocker.

The thresholds of a method say which values it allows; the sentence says which methods fit.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from procurement.money import default_currency
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker

# Outcomes after which what was planned may be tendered once more.
FAILED = ("cancelled", "unsuccessful")


def method_fits_value(act: Act) -> Blocker | None:
    """The method may be used for a purchase of the estimated value."""
    case = act.case
    found = _threshold(case.method, case.estimated_value, case.currency)
    return _with_edit(found, case)


def method_fits_value_given(act: Act) -> Blocker | None:
    """The same of what a form says, while a draft is written."""
    if act.preview or "method" not in act.data:
        return None
    value = act.data.get("estimated_value", act.case.estimated_value)
    if value is None:
        return None  # it may be missing until the draft is submitted
    return _threshold(act.data["method"], value, act.case.currency, field="method")


method_fits_planned_value = method_fits_value_given


def _threshold(
    method: Any, value: Decimal | None, currency: str, field: str = ""
) -> Blocker | None:
    if currency != default_currency():
        return None  # thresholds are amounts of the country's own currency
    if value is None:
        if method.value_from is None and method.value_to is None:
            return None
        text = _("“%(method)s” is for values %(range)s: state the estimated value.")
        return Blocker(text % {"method": method.name, "range": range_in_words(method, currency)})
    if method.allows(value):
        return None
    values = {
        "value": wording.money(value, currency),
        "method": method.name,
        "range": range_in_words(method, currency),
    }
    text = _("The estimated value is %(value)s, but “%(method)s” is for values %(range)s.") % values
    fitting = [str(m.name) for m in type(method).objects.fitting(value)]
    if fitting:
        text += " " + _("This value allows: %(methods)s.") % {"methods": wording.either(fitting)}
    return Blocker(text, field=field)


def range_in_words(method: Any, currency: str) -> str:
    """For which values a method is: up to JOD 20,000.000."""
    low, high = method.value_from, method.value_to
    if low is not None and high is not None:
        return _("from %(low)s to %(high)s") % {
            "low": wording.money(low, currency),
            "high": wording.money(high, currency),
        }
    if high is not None:
        return _("up to %(high)s") % {"high": wording.money(high, currency)}
    if low is not None:
        return _("from %(low)s") % {"low": wording.money(low, currency)}
    return _("of any size")


def _with_edit(found: Blocker | None, case: Any) -> Blocker | None:
    if found is None:
        return None
    link = case.action_url("edit")
    return Blocker(found.text, field=found.field, link=link, link_text=_("Edit the draft"))


def a_tender_is_made_of_it(act: Act) -> Blocker | None:
    """A plan item is tendered by beginning its tender and in no other way."""
    tender = act.data.get("tender")
    if tender is not None and tender.plan_item_id == act.case.pk:
        return None
    return Blocker(_("A plan item is tendered by making a tender of it."))


def its_tender_came_to_nothing(act: Act) -> Blocker | None:
    """No tender made of it is alive or has succeeded."""
    alive = act.case.tenders.exclude(state__in=FAILED).first()
    if alive is None:
        return None
    text = _("Tender %(number)s was made of it and has not failed.")
    return Blocker(text % {"number": alive.reference}, moot=True)


def says_where_it_comes_from(act: Act) -> Blocker | None:
    """A tender is made from the plan, or says why it is not."""
    tender = act.case
    if tender.plan_item_id or tender.no_plan_reason.strip():
        return None
    return Blocker(
        _("The tender comes from no plan item: say why it was not planned."),
        link=tender.action_url("set_terms"),
        link_text=_("Set the terms"),
    )
