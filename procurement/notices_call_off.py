"""Whom the actions of a call-off tell, and what. The supplier learns of it when it is issued."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from procurement.telling import others, preparers_of
from vendors.standing import BIDDERS, members_of
from workflow import wording
from workflow.actions import Act
from workflow.notices import Tell


def _values(call_off: Any, **more: Any) -> dict[str, Any]:
    return {
        "number": call_off.reference,
        "title": lambda: call_off.tender.title,
        "supplier": lambda: call_off.company.name,
        "amount": lambda: wording.money(call_off.total, call_off.tender.currency),
        **more,
    }


def _supplier(call_off: Any) -> list[Any]:
    return members_of(call_off.company, BIDDERS)


def approval_asked(act: Act) -> list[Tell]:
    """Approvers who may issue it."""
    return [
        Tell(
            others(Role.PROCUREMENT_APPROVER, act.case),
            _("Call-off %(number)s waits for your approval"),
            _("%(title)s\n\nSupplier: %(supplier)s. Amount: %(amount)s."),
            _values(act.case),
        )
    ]


def returned(act: Act) -> list[Tell]:
    """Whoever prepared it."""
    return [
        Tell(
            preparers_of(act.case),
            _("Call-off %(number)s was returned with remarks"),
            _("%(title)s\n\nRemarks: %(remarks)s"),
            _values(act.case, remarks=act.public["note"]),
        )
    ]


def issued(act: Act) -> list[Tell]:
    """The supplier, and whoever prepared it."""
    return [
        Tell(
            _supplier(act.case),
            _("Your company has an order: %(number)s"),
            _("%(title)s\n\nAmount: %(amount)s. Read the order, then accept or decline it."),
            _values(act.case),
        ),
        Tell(
            preparers_of(act.case),
            _("Call-off %(number)s was issued"),
            _("%(title)s\n\nSupplier: %(supplier)s. Amount: %(amount)s."),
            _values(act.case),
        ),
    ]


def accepted(act: Act) -> list[Tell]:
    """Whoever prepared it."""
    return [
        Tell(
            preparers_of(act.case),
            _("%(supplier)s accepted call-off %(number)s"),
            _("%(title)s\n\nAmount: %(amount)s."),
            _values(act.case),
        )
    ]


def declined(act: Act) -> list[Tell]:
    """Whoever prepared it."""
    return [
        Tell(
            preparers_of(act.case),
            _("%(supplier)s declined call-off %(number)s"),
            _("%(title)s\n\nReason: %(reason)s"),
            _values(act.case, reason=act.case.outcome_reason),
        )
    ]


def completed(act: Act) -> list[Tell]:
    """The supplier."""
    return [
        Tell(
            _supplier(act.case),
            _("Order %(number)s is delivered in full"),
            _("%(title)s\n\nThe buyer has confirmed that everything ordered is there."),
            _values(act.case),
        )
    ]


def cancelled(act: Act) -> list[Tell]:
    """Whoever prepared it; the supplier, if it had the order."""
    call_off = act.case
    supplier = _supplier(call_off) if call_off.issued_at else []
    values = _values(call_off, reason=call_off.outcome_reason)
    subject, body = _("Call-off %(number)s was cancelled"), _("%(title)s\n\nReason: %(reason)s")
    return [Tell([*preparers_of(call_off), *supplier], subject, body, values)]
