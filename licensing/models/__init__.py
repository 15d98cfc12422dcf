"""Licence types, applications for them, what they cost, and the licences granted."""

from licensing.models.application import Application
from licensing.models.escalation import Escalation
from licensing.models.finding import Finding
from licensing.models.information_request import InformationRequest
from licensing.models.inspection import Inspection, InspectionAnswer, InspectionPhoto
from licensing.models.inspection_calendar import Booking, InspectionCalendar
from licensing.models.invoice import Invoice
from licensing.models.licence import Licence, LicenceVersion, Term
from licensing.models.licence_type import LicenceType
from licensing.models.licence_type_version import LicenceTypeVersion
from licensing.models.note import Note
from licensing.models.payment import Payment
from licensing.models.review import Review

__all__ = [
    "Application",
    "Booking",
    "Escalation",
    "Finding",
    "InformationRequest",
    "Inspection",
    "InspectionAnswer",
    "InspectionCalendar",
    "InspectionPhoto",
    "Invoice",
    "Licence",
    "LicenceType",
    "LicenceTypeVersion",
    "LicenceVersion",
    "Note",
    "Payment",
    "Review",
    "Term",
]
