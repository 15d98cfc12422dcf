"""Whom the ways of money tell, and what: parts, surplus, refunds, differences."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.standing import holders
from licensing import fees
from licensing.people import applicants, officers
from workflow import wording
from workflow.actions import Act
from workflow.notices import Tell


def _money(amount: Any, currency: str) -> Any:
    return lambda: wording.money(fees.rounded(amount, currency), currency)


def _values(case: Any, **more: Any) -> dict[str, Any]:
    return {
        "number": case.reference,
        "company": lambda: case.company.name,
        "agency": lambda: case.agency.name,
        **more,
    }


# --- invoices --------------------------------------------------------------------------


def part_received(act: Act) -> list[Tell]:
    """The applicants, what came and what is still to be paid."""
    invoice = act.case
    newest = invoice.receipts.order_by("-pk").first()
    return [
        Tell(
            to=applicants(invoice),
            subject=_("%(number)s: a part of the amount was received"),
            body=_(
                "%(agency)s has received %(came)s. Still to be paid: %(owed)s. The licence is "
                "issued as soon as the rest is paid, under the same payment reference."
            ),
            values=_values(
                invoice,
                came=_money(newest.amount, newest.currency),
                owed=_money(invoice.still_owed, invoice.currency),
            ),
        )
    ]


def not_owed(act: Act) -> list[Tell]:
    """The applicants, that it goes back; the cashiers, that they have to see to it."""
    invoice = act.case
    newest = invoice.receipts.order_by("-pk").first()
    values = _values(invoice, came=_money(newest.amount, newest.currency))
    return [
        Tell(
            to=applicants(invoice),
            subject=_("%(number)s: money received that is not owed"),
            body=_("%(agency)s has received %(came)s that is not owed. It will be given back."),
            values=values,
        ),
        Tell(
            to=officers(invoice, Role.CASHIER),
            subject=_("%(number)s: money received that is not owed"),
            body=_(
                "%(company)s has paid %(came)s that is not owed. It has to be given back: a "
                "refund waits for you."
            ),
            values=values,
        ),
    ]


# --- refunds ---------------------------------------------------------------------------


def _refund(act: Act, to: Iterable[Any], subject: Any, body: Any, **more: Any) -> Tell:
    refund = act.case
    values = _values(
        refund,
        invoice=refund.invoice.reference,
        amount=_money(refund.amount, refund.currency),
        **more,
    )
    return Tell(to=to, subject=subject, body=body, values=values)


def refund_begun(act: Act) -> list[Tell]:
    """Who has to take the next step."""
    if act.case.state == act.case.State.PROPOSED:
        return refund_proposed(act)
    return [
        _refund(
            act,
            officers(act.case, Role.CASHIER),
            _("%(number)s: money is to be given back"),
            _("%(amount)s of the invoice %(invoice)s of %(company)s is to be given back."),
        )
    ]


def refund_proposed(act: Act) -> list[Tell]:
    """The approvers."""
    return [
        _refund(
            act,
            officers(act.case, Role.LICENSING_APPROVER),
            _("%(number)s: a refund waits for your decision"),
            _("%(amount)s of the invoice %(invoice)s of %(company)s is to be given back."),
        )
    ]


def refund_approved(act: Act) -> list[Tell]:
    """The cashiers, who pay it out; the company, that it comes."""
    return [
        _refund(
            act,
            officers(act.case, Role.CASHIER),
            _("%(number)s: a refund is to be paid out"),
            _("The refund of %(amount)s to %(company)s is approved."),
        ),
        _refund(
            act,
            applicants(act.case),
            _("%(number)s: your refund is approved"),
            _("%(agency)s gives back %(amount)s of the invoice %(invoice)s."),
        ),
    ]


def refund_rejected(act: Act) -> list[Tell]:
    """The company and whoever proposed it, with the reasons."""
    people = applicants(act.case)
    if act.case.proposed_by is not None:
        people = [*people, act.case.proposed_by]
    return [
        _refund(
            act,
            people,
            _("%(number)s: the money is not given back"),
            _(
                "%(agency)s does not give back %(amount)s of the invoice %(invoice)s, for these "
                "reasons:\n\n%(reasons)s"
            ),
            reasons=act.data["remarks"],
        )
    ]


def refund_paid(act: Act) -> list[Tell]:
    """The company, that it was sent, and where."""
    return [
        _refund(
            act,
            applicants(act.case),
            _("%(number)s: your money was given back"),
            _(
                "%(agency)s has given back %(amount)s of the invoice %(invoice)s. The note of it "
                "appears with the refund."
            ),
        )
    ]


def refund_failed(act: Act) -> list[Tell]:
    """The cashiers, that it has to go another way."""
    return [
        _refund(
            act,
            officers(act.case, Role.CASHIER),
            _("%(number)s: the payment provider has not given the money back"),
            _("The provider said: %(problem)s\n\nTry again, or pay %(amount)s out by transfer."),
            problem=act.data["problem"],
        )
    ]


# --- reconciliation and accounts -------------------------------------------------------


def differences_found(agency: Any, fresh: int, url: str) -> Tell:
    """The cashiers and auditors of an agency, in the morning."""
    people = {p.pk: p for role in (Role.CASHIER, Role.AUDITOR) for p in holders(role, agency)}
    return Tell(
        to=people.values(),
        subject=_("Reconciliation of %(agency)s: new differences"),
        body=_("New differences between the books and what provider and bank say: %(count)s."),
        values={"agency": lambda: agency.name, "count": fresh},
        url=url,
    )


def account_changed(account: Any, url: str) -> Tell:
    """Everybody who works with the account's money: a wrong one would be a theft."""
    roles = (Role.CASHIER, Role.LICENSING_APPROVER, Role.AUDITOR)
    people = {p.pk: p for role in roles for p in holders(role, account.agency)}
    return Tell(
        to=people.values(),
        subject=_("%(agency)s: the account for fees was changed"),
        body=_(
            "From now on payers are told to transfer fees to %(iban)s (%(holder)s, %(bank)s). If "
            "that is not right, tell an administrator at once."
        ),
        values={
            "agency": lambda: account.agency.name,
            "iban": account.spelled,
            "holder": account.holder,
            "bank": account.bank,
        },
        url=url,
    )
