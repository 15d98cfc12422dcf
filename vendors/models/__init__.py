"""Companies and the people who act for them."""

from vendors.models.category import Category
from vendors.models.company import Company
from vendors.models.company_case import CompanyCase, CompanyCaseQuerySet
from vendors.models.member import CompanyMember, CompanyRole

__all__ = [
    "Category",
    "Company",
    "CompanyCase",
    "CompanyCaseQuerySet",
    "CompanyMember",
    "CompanyRole",
]
