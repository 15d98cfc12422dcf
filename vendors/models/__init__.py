"""Companies and the people who act for them."""

from vendors.models.category import Category, Scheme
from vendors.models.company import Company
from vendors.models.company_case import CompanyCase, CompanyCaseQuerySet
from vendors.models.member import CompanyMember, CompanyRole

# isort: split
from vendors.models.access import AccessRequest, Invitation
from vendors.models.credential import Credential, CredentialType
from vendors.models.details import BeneficialOwner, CompanyAddress
from vendors.models.reminder import Reminder
from vendors.models.sanction import Ground, Sanction
from vendors.models.subscription import Subscription

__all__ = [
    "AccessRequest",
    "BeneficialOwner",
    "Category",
    "Company",
    "CompanyAddress",
    "CompanyCase",
    "CompanyCaseQuerySet",
    "CompanyMember",
    "CompanyRole",
    "Credential",
    "CredentialType",
    "Ground",
    "Invitation",
    "Reminder",
    "Sanction",
    "Scheme",
    "Subscription",
]
