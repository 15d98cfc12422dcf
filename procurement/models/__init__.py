"""Tenders, what they ask for, the questions and bids they receive, and what came of them."""

from procurement.models.bid import Bid, BidPrice
from procurement.models.clarification import Clarification
from procurement.models.imported import ImportedProcess, ImportedRelease
from procurement.models.method import Method
from procurement.models.parts import UNITS, Item, Lot
from procurement.models.result import Award, Contract
from procurement.models.tender import Tender

__all__ = [
    "UNITS",
    "Award",
    "Bid",
    "BidPrice",
    "Clarification",
    "Contract",
    "ImportedProcess",
    "ImportedRelease",
    "Item",
    "Lot",
    "Method",
    "Tender",
]
