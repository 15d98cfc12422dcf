"""What must hold before somebody asks to act for a company."""

from django.utils.translation import gettext as _

from vendors.standing import companies_of
from workflow.actions import Act
from workflow.blockers import Blocker


def company_is_found(act: Act) -> Blocker | None:
    """The number typed belongs to a company that is registered or being reviewed."""
    if act.preview or act.case.company_id is not None:
        return None
    text = _("No company with this registration number is registered here or being reviewed.")
    return Blocker(text, field="registration_number")


def does_not_act_for_it(act: Act) -> Blocker | None:
    """The person does not act for it already."""
    if act.preview or act.case.company_id not in companies_of(act.by):
        return None
    text = _("You act for this company already.")
    return Blocker(text, field="registration_number")


def has_not_asked(act: Act) -> Blocker | None:
    """The person has not asked before and waits for the answer."""
    if act.preview or act.case.company_id is None:
        return None
    same = type(act.case).objects.filter(
        company_id=act.case.company_id, created_by=act.by, state="asked"
    )
    return asked_already() if same.exists() else None


def asked_already() -> Blocker:
    """The sentence for a request that is there."""
    text = _("You have asked already. The owners of the company have not answered yet.")
    return Blocker(text, field="registration_number")
