"""What the rush needs: a tender, companies with people who are signed in, and sealed bids.

Made before anything is measured. Bids lie on disk as the bodies of the requests that hand them in.
"""

import io
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import User
from procurement import biddocument, opening, sealed_bids, sealing
from procurement.biddocument import Document
from procurement.models import Bid, Tender
from tests import cast as people
from tests.procurement import life
from vendors.models import Company, CompanyMember, CompanyRole
from workflow.gate import begin

BOUNDARY = "mizan-rush-7f3a9c"
BACKEND = "django.contrib.auth.backends.ModelBackend"
LOTS = 10


@dataclass(frozen=True)
class Bidder:
    """A company, its person, and the cookie they are signed in with."""

    company: Company
    person: User
    session: str


@dataclass(frozen=True)
class Load:
    """One bid to hand in: where, by whom, and the file that holds the request's body."""

    bid: int
    path: str
    session: str
    body: Path


def stage(companies: int, **data: Any) -> tuple[Any, Tender, list[Bidder]]:
    """The shared cast of the tests, a published tender of ten lots, and so many bidders."""
    cast = people.build()
    items = [dict(life.ITEMS[0], lot=lot) for lot in range(1, LOTS + 1)]
    lots = [{"title_ar": f"قسم {n}", "title_en": f"Lot {n}"} for n in range(1, LOTS + 1)]
    tender = life.published(cast, items=items, lots=lots, **data)
    return cast, tender, [_bidder(cast, number) for number in range(companies)]


def _bidder(cast: Any, number: int) -> Bidder:
    company = begin(
        Company(
            state=Company.State.REGISTERED, agency=cast.trade, name_ar=f"شركة {number}",
            name_en=f"Company {number}", registration_number=f"7{number:05}",
        ),
        by=None, who=None,
    )  # fmt: skip
    person = User.objects.create_user(f"bidder{number}@rush.example", name=f"Bidder {number}")
    CompanyMember.objects.create(
        user=person, company=company, role=CompanyRole.BIDDER, since=people.SINCE
    )
    return Bidder(company, person, signed_in(person))


def signed_in(person: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def load(tender: Tender, bidder: Bidder, lot: int, size: int, folder: Path) -> Load:
    """A draft, and the request that hands it in: one document of about `size` bytes."""
    bid = life.bid_draft(tender, bidder.company, bidder.person, lot)
    return again(bid, bidder.session, size, folder)


def again(bid: Bid, session: str, size: int, folder: Path) -> Load:
    """Another request for the same bid: it replaces what was handed in before."""
    header, parts = sealed(bid, size)
    path = folder / f"{bid.pk}-{os.urandom(4).hex()}"
    path.write_bytes(_multipart(header, parts))
    return Load(bid.pk, f"/en/bids/{bid.reference}/hand-in/whole/", session, path)


def sealed(bid: Bid, size: int) -> tuple[bytes, list[bytes]]:
    """The header and the parts of a bid with one document of `size` random bytes."""
    parts = {0: b"", 1: b""}

    def write(number: int, data: bytes) -> None:
        parts[number] += data

    sealer = sealing.Sealer(sealed_bids.context_of(bid))
    plain = sealer.add(1, io.BytesIO(b"%PDF-1.4\n" + os.urandom(size)), write)
    document = Document(1, "offer.pdf", "application/pdf", plain.size, plain.sha256)
    terms = opening.terms_of(bid.tender, bid)
    body = biddocument.build(terms, dict.fromkeys(terms.items, "12.500"), [document])
    sealer.add(0, io.BytesIO(body), write)
    return sealer.finish().json, [parts[0], parts[1]]


def _multipart(header: bytes, parts: list[bytes]) -> bytes:
    headers = json.dumps([json.loads(header)])
    body = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="headers"\r\n\r\n{headers}\r\n']
    out = "".join(body).encode()
    for number, data in enumerate(parts):
        out += (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="part-0-{number}"; '
            f'filename="p"\r\nContent-Type: application/octet-stream\r\n\r\n'
        ).encode()
        out += data + b"\r\n"
    return out + f"--{BOUNDARY}--\r\n".encode()
