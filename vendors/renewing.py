"""The years of a registration. Called inside the actions on a company."""

from django.utils import timezone

from vendors import terms
from workflow.actions import Act


def begin_year(act: Act) -> None:
    """A registration that was just approved holds for a year from today.

    This day is the anchor from which further years are counted, also after a lapse.
    """
    company, today = act.case, timezone.localdate(act.now)
    company.registered_at = company.registered_at or act.now
    company.year_anchor = today
    _until(act, terms.years_after(today, 1))


def extend(act: Act) -> None:
    """Add a year to the one that is running, counted from the anchor."""
    company = act.case
    anchor = company.year_anchor or company.registered_until
    _until(act, terms.year_from(anchor, company.registered_until))


def _until(act: Act, until: object) -> None:
    act.case.registered_until = until
    act.case.renewal_asked_at = None
    act.public["until"] = str(until)
