"""Tenders, what they ask for, the questions and bids they receive, and what came of them."""

from procurement.models.bid import Bid, BidPrice
from procurement.models.call_off import CallOff, CallOffLine
from procurement.models.clarification import Clarification
from procurement.models.committee import CommitteeMember
from procurement.models.dealings import Addendum, Follower, Meeting, Remark, Template
from procurement.models.imported import ImportedProcess, ImportedRelease
from procurement.models.method import Method
from procurement.models.parts import Item, Lot
from procurement.models.plan import PlanItem
from procurement.models.qualification import Qualification
from procurement.models.qualification_parts import QualificationCriterion, QualificationDocument
from procurement.models.qualification_request import (
    Judgement,
    PresentedCredential,
    QualificationRequest,
)
from procurement.models.receipt import Receipt
from procurement.models.requirements import Criterion, Invitation, RequiredDocument
from procurement.models.result import Award, Contract
from procurement.models.sealed import Envelope, GivenShare, SealedChunk, SealedPart
from procurement.models.sealed_draft import SealedDraft
from procurement.models.tender import Tender

__all__ = [
    "Addendum",
    "Award",
    "Bid",
    "BidPrice",
    "CallOff",
    "CallOffLine",
    "Clarification",
    "CommitteeMember",
    "Contract",
    "Criterion",
    "Envelope",
    "Follower",
    "GivenShare",
    "ImportedProcess",
    "ImportedRelease",
    "Invitation",
    "Item",
    "Judgement",
    "Lot",
    "Meeting",
    "Method",
    "PlanItem",
    "PresentedCredential",
    "Qualification",
    "QualificationCriterion",
    "QualificationDocument",
    "QualificationRequest",
    "Receipt",
    "Remark",
    "RequiredDocument",
    "SealedChunk",
    "SealedDraft",
    "SealedPart",
    "Template",
    "Tender",
]
