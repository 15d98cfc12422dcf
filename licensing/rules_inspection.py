"""Who may do what with inspections, their calendars and findings.

Who inspects is assigned, and never acted for the company; officers schedule and judge, and do
not inspect for it.
"""

from typing import Any

import rules

from accounts.models import Role
from accounts.rules import officer
from licensing.rules import applicant
from licensing.rules_review import disinterested


@rules.predicate
def assigned_to_them(user: Any, case: Any = None) -> bool:
    """The inspector who is to go there."""
    return case is not None and case.inspector_id == user.pk


@rules.predicate
def announced(user: Any, case: Any = None) -> bool:
    """The company knows of the visit."""
    return case is not None and case.is_announced


@rules.predicate
def own_calendar(user: Any, case: Any = None) -> bool:
    """The calendar is the person's own; or it is still to be said whose (they may begin one)."""
    return case is None or case.inspector_id == user.pk


scheduler = disinterested(Role.LICENSING_OFFICER)
visitor = disinterested(Role.INSPECTOR) & assigned_to_them

# Begin a visit to a licence holder: a licensing officer who never acted for the company.
rules.add_perm("licensing.begin_inspection", scheduler)
# Set the time of a visit, assign the inspector, call it off: the same.
rules.add_perm("licensing.schedule_inspection", scheduler)
# Choose a time, or another: the company's owners and applicants, of a visit announced to them.
rules.add_perm("licensing.book_inspection", applicant & announced)
# Note, photograph and conclude: the inspector who is assigned.
rules.add_perm("licensing.carry_out_inspection", visitor)
# Say that a visit was missed: that inspector, or a licensing officer.
rules.add_perm("licensing.miss_inspection", visitor | scheduler)
# Report that a finding is put right: the company's owners and applicants.
rules.add_perm("licensing.report_finding", applicant)
# Accept that, send it back, send an inspector, drop it: a licensing officer.
rules.add_perm("licensing.judge_finding", scheduler)
# Say when visits can be booked: a licensing officer; an inspector for their own calendar.
rules.add_perm(
    "licensing.keep_inspection_calendar",
    officer(Role.LICENSING_OFFICER) | (officer(Role.INSPECTOR) & own_calendar),
)
