"""The demonstration's licences and applications, in many states."""

from typing import Any

from accounts.models import Agency, User
from documents.models import StoredFile
from licensing import catalogue
from licensing.models import Application, Licence, LicenceType
from portal.demo.files import scan
from vendors.models import Company
from workflow.gate import begin, perform

OFFICER, DECIDER = "licensing@trade.example", "decider@trade.example"
CASHIER = "cashier@trade.example"
# (company, owner, licence type, how far)
STORIES = [
    ("noor", "owner@noor.example", "instant", "issued"),
    ("sanabel", "owner@sanabel.example", "reviewed", "issued"),
    ("ofoq", "owner@ofoq.example", "instant", "awaiting_payment"),
    ("ofoq", "owner@ofoq.example", "reviewed", "in_review"),
    ("noor", "owner@noor.example", "reviewed", "returned"),
    ("sanabel", "owner@sanabel.example", "instant", "draft"),
]
