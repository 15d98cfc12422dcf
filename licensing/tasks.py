"""Background work of this room. What is queued here is found by the clock, too, if it is lost."""

from celery import shared_task

from licensing import paying
from licensing.importing import holders, working
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
