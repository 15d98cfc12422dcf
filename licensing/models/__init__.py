"""Licence types, applications for them, what they cost, and the licences granted."""

from licensing.models.agency_account import AgencyAccount
from licensing.models.appeal import Appeal
from licensing.models.application import Application
from licensing.models.bank_entry import BankEntry
from licensing.models.escalation import Escalation
from licensing.models.finding import Finding
from licensing.models.import_batch import ImportBatch, ImportedHolder, ImportRow
from licensing.models.information_request import InformationRequest
from licensing.models.inspection import Inspection, InspectionAnswer, InspectionPhoto
from licensing.models.inspection_calendar import Booking, InspectionCalendar
from licensing.models.invoice import Invoice
from licensing.models.licence import Licence, LicenceVersion, Term
from licensing.models.licence_type import LicenceType
from licensing.models.licence_type_version import LicenceTypeVersion
from licensing.models.measure import Measure
from licensing.models.note import Note
from licensing.models.payment import Payment
from licensing.models.receipt import Receipt
from licensing.models.reconciliation import (
    Difference,
    PaymentWord,
    ProviderRecord,
    Reconciliation,
    SettlementReport,
)
from licensing.models.refund import Refund
from licensing.models.review import Review
from licensing.models.statement import Statement, StatementFile
from licensing.models.trial import Trial
from licensing.models.words import LicenceWords

__all__ = [
    "AgencyAccount",
    "Appeal",
    "Application",
    "BankEntry",
    "Booking",
    "Difference",
    "Escalation",
    "Finding",
    "ImportBatch",
    "ImportRow",
    "ImportedHolder",
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
    "LicenceWords",
    "Measure",
    "Note",
    "Payment",
    "PaymentWord",
    "ProviderRecord",
    "Receipt",
    "Reconciliation",
    "Refund",
    "Review",
    "SettlementReport",
    "Statement",
    "StatementFile",
    "Term",
    "Trial",
]
