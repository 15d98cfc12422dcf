"""Background work of this room. What is queued here is found by the clock, too, if it is lost."""

from celery import shared_task

from audit.models import database_now
from licensing import escalating, inspection_reminding, paying, reminding_answers
from licensing.models import Application, Payment


@shared_task
def carry_out_payment(pk: int) -> None:
    """Record a payment that the provider has confirmed, and issue what it pays for."""
    paying.carry_out(Payment.objects.select_related("invoice__application").get(pk=pk))


@shared_task
def finish_application(pk: int) -> None:
    """Issue the licence of an application whose fee was paid."""
    paying.finish(Application.objects.get(pk=pk))


@shared_task
def warn_of_clocks() -> int:
    """Warn officers, approvers and administrators of time that runs out. Safe to run twice."""
    return escalating.escalate(database_now())


@shared_task
def remind_of_answers() -> int:
    """Remind applicants of what they have to answer. Safe to run twice."""
    return reminding_answers.remind(database_now())


@shared_task
def remind_of_inspections() -> int:
    """Remind of visits and findings that are near, or late."""
    return inspection_reminding.remind(database_now())
