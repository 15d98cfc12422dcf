"""Background work of this room. What is queued here is found by the clock, too, if it is lost."""

from celery import shared_task

from audit.models import database_now
from licensing import (
    booking,
    escalating,
    inspection_reminding,
    paying,
    reconciling,
    refunding,
    reminding,
    reminding_answers,
)
from licensing.importing import holders, working
from licensing.models import Application, Payment, Statement


@shared_task
def carry_out_payment(pk: int) -> None:
    """Record a payment that the provider has confirmed, and issue what it pays for."""
    paying.carry_out(Payment.objects.select_related("invoice__application").get(pk=pk))


@shared_task
def finish_application(pk: int) -> None:
    """Issue the licence of an application whose fee was paid."""
    paying.finish(Application.objects.get(pk=pk))


@shared_task
def book_statement(pk: int) -> int:
    """Book the entries of a bank statement; what is booked already is passed over."""
    return booking.carry_on(Statement.objects.get(pk=pk))


@shared_task
def sweep_statements() -> int:
    """Carry on with statements that a killed worker has left. Safe to run twice."""
    return booking.sweep()


@shared_task
def send_refund(pk: int) -> None:
    """Let the payment provider give money back, once."""
    refunding.carry_out(pk)


@shared_task
def sweep_refunds() -> int:
    """Hand over the refunds whose task was lost. Safe to run twice."""
    return refunding.sweep()


@shared_task
def reconcile() -> int:
    """Compare provider and bank with the books, agency by agency, at night. Returns how many
    differences are new. Safe to run twice."""
    return reconciling.run_all()


@shared_task
def work_on_import(pk: int) -> None:
    """Check, bring in or take back the rows of an import. Safe to run twice at once."""
    working.work(pk)


@shared_task
def sweep_imports() -> int:
    """Go on with imports whose work was lost. Safe to run twice."""
    return working.sweep()


@shared_task
def join_imported_holders() -> int:
    """Give imported licences to the companies that have registered since. Safe to run twice."""
    return holders.join()


@shared_task
def remind_of_ends() -> int:
    """Remind those who can renew of licences that end soon. Safe to run twice, or at once."""
    return reminding.remind(database_now())


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
