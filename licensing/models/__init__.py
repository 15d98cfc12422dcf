"""Licence types, applications for them, what they cost, and the licences granted."""

from licensing.models.application import Application
from licensing.models.invoice import Invoice
from licensing.models.licence import Licence, LicenceVersion, Term
from licensing.models.licence_type import LicenceType
from licensing.models.licence_type_version import LicenceTypeVersion
from licensing.models.payment import Payment
from licensing.models.trial import Trial

__all__ = [
    "Application",
    "Invoice",
    "Licence",
    "LicenceType",
    "LicenceTypeVersion",
    "LicenceVersion",
    "Payment",
    "Term",
    "Trial",
]
