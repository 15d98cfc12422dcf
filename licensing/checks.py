"""What must hold before an action on an application, an invoice or a licence.

Each returns None or a Blocker: a sentence for people, with the way to what is missing.
"""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from documents.attach import attachments_of
from licensing import questions
from vendors.models import Company
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker
from workflow.working import local


def _to_edit(act: Act, text: str) -> Blocker:
    return Blocker(text, link=act.case.action_url("edit"), link_text=_("Fill in"))


# --- applications ----------------------------------------------------------------------


def company_is_registered(act: Act) -> Blocker | None:
    """Only a registered company is granted a licence."""
    company = act.case.company
    if company.is_registered:
        return None
    if company.state == Company.State.REGISTERED:
        ended = _("The registration of %(company)s ended on %(day)s.")
        day = wording.date_both(company.registered_until)
        return Blocker(
            ended % {"company": company, "day": day},
            link=company.get_absolute_url(),
            link_text=_("See the company"),
        )
    text = _("%(company)s is not registered at present: its state is “%(state)s”.")
    return Blocker(
        text % {"company": company, "state": company.get_state_display()},
        link=company.get_absolute_url(),
        link_text=_("See the company"),
    )


def questions_are_answered(act: Act) -> Blocker | None:
    """Every question that must be answered is."""
    missing = questions.unanswered(act.case.version.questions, act.case.answers)
    if not missing:
        return None
    text = _("Still to be answered: %(questions)s.")
    return _to_edit(act, text % {"questions": wording.listing(missing)})


def answers_fit(act: Act) -> Blocker | None:
    """What is answered is what the questions ask for."""
    wrong = questions.unacceptable(act.case.version.questions, act.case.answers)
    if not wrong:
        return None
    text = _("These answers cannot be accepted: %(questions)s.")
    return _to_edit(act, text % {"questions": wording.listing(wrong)})


def documents_are_there(act: Act) -> Blocker | None:
    """Every document that must be sent is."""
    asked = act.case.version.document_list
    there = set(attachments_of(act.case).values_list("purpose", flat=True))
    missing = [d.label for d in asked if d.required and d.key not in there]
    if not missing:
        return None
    text = _("Documents still missing: %(documents)s.")
    return _to_edit(act, text % {"documents": wording.listing(missing)})


def none_held_already(act: Act) -> Blocker | None:
    """The company does not hold such a licence already, where it may hold only one."""
    case = act.case
    if not case.is_exclusive:
        return None
    held = case.company.licences.held().filter(licence_type=case.licence_type_id).first()
    if held is None:
        return None
    text = _("The company already holds this licence: %(number)s.")
    return Blocker(
        text % {"number": held.reference},
        link=held.get_absolute_url(),
        link_text=_("See the licence"),
    )


def fee_is_settled(act: Act) -> Blocker | None:
    """The fee is paid, or there is none."""
    if act.case.version.is_free or act.case.invoices.filter(state="paid").exists():
        return None
    return Blocker(_("The fee has not been paid."))


# --- invoices --------------------------------------------------------------------------


def can_be_paid_online(act: Act) -> Blocker | None:
    """A payment provider is configured."""
    if settings.PAYMENT_VARIANTS:
        return None
    text = _("Online payment is not available here. Pay at the counter of %(agency)s.")
    return Blocker(text % {"agency": act.case.agency.name})


def payment_is_enough(act: Act) -> Blocker | None:
    """The provider has confirmed a payment of the whole amount, in the invoice's currency."""
    if any(payment.is_enough for payment in act.case.payments.unused()):
        return None
    return Blocker(_("No payment of the whole amount has been confirmed."))


def amount_is_exact(act: Act) -> Blocker | None:
    """What the cashier received is what is owed."""
    if act.preview or act.data["amount"] == act.case.exact:
        return None
    text = _("The amount owed is %(amount)s. Less or more cannot be recorded.")
    owed = wording.money(act.case.exact, act.case.currency)
    return Blocker(text % {"amount": owed}, field="amount")


def receipt_is_new(act: Act) -> Blocker | None:
    """The counter's receipt number was not used before.

    Two cashiers who type the same number at the same moment would both find it free; the lock
    on the number makes the second one wait and then look.
    """
    if act.preview:
        return None
    invoice, number = act.case, act.data["receipt_number"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"receipt:{invoice.agency_id}:{number}"],
        )
    used = type(invoice).objects.filter(agency=invoice.agency_id, receipt_number=number).first()
    if used is None:
        return None
    text = _("This receipt number was already recorded for %(number)s.")
    return Blocker(text % {"number": used.reference}, field="receipt_number")


# --- licences --------------------------------------------------------------------------


def _is_over(act: Act) -> bool:
    today = local(act.now, ZoneInfo(act.case.agency.zone))
    return bool(act.case.valid_until <= today)


def term_is_over(act: Act) -> Blocker | None:
    """The last valid day has passed, where the agency is."""
    return None if _is_over(act) else Blocker(_("The licence is still valid."))


def term_runs(act: Act) -> Blocker | None:
    """There is still something left of its term."""
    return Blocker(_("The term of the licence is over.")) if _is_over(act) else None
