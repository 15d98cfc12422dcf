"""The demonstration's pretend provider (django-payments' dummy), in words of our own.

Its form asks what a bank would answer. Of that only the answer is left to choose; the rest is
filled in here.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from payments import PaymentStatus
from payments.dummy.forms import DummyForm

ANSWERS = (
    (PaymentStatus.CONFIRMED, _("The payment succeeds")),
    (PaymentStatus.REJECTED, _("The bank refuses the payment")),
    (PaymentStatus.WAITING, _("The bank does not answer yet")),
)
FILLED_IN = {"fraud_status": "unknown", "gateway_response": "3ds-disabled"}


def filled_in(data: Any) -> Any:
    """Add what the dummy's form wants to know besides; other providers do not mind."""
    if not data:
        return None
    full = data.copy()
    for name, value in FILLED_IN.items():
        full.setdefault(name, value)
    return full


def dress(form: Any) -> None:
    """Leave only the bank's answer to choose, in the reader's language."""
    if not isinstance(form, DummyForm):
        return
    for name in ("fraud_status", "gateway_response", "verification_result"):
        del form.fields[name]
    form.fields["status"] = forms.ChoiceField(
        label=_("What the bank answers"),
        choices=ANSWERS,
        initial=PaymentStatus.CONFIRMED,
        widget=forms.RadioSelect,
    )
