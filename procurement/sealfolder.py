"""A sealed bid as folders of files: how it is made and checked outside the browser.

A folder an envelope: `header.json`, `part-0.bin` (the bid) and `part-1.bin` … (its documents).
Behind `bin/manage seal_bid` and `check_envelope`. Needs neither Django nor a database.
"""

import io
import mimetypes
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from accounts.exact import SealError
from procurement import biddocument, sealing
from procurement.biddocument import Answer, Bid, Document
from procurement.envelope import MOST_HEADER, Header, parse_header
from procurement.sealsheet import Sheet

HEADER = "header.json"


@dataclass(frozen=True)
class Attached:
    """A file that goes into a bid, the document required that it is (0: none), and, for those
    that are none, the envelope it goes into ("": the first).
    """

    path: Path
    requirement: int = 0
    envelope: str = ""


@dataclass(frozen=True)
class Offer:
    """What a bidder offers. `prices` are text by item number; `bid` is the bid's number."""

    lot: int
    company: str
    bid: str
    prices: dict[int, str]
    documents: Sequence[Attached] = ()
    answers: Sequence[Answer] = ()
    note: str = ""


@dataclass(frozen=True)
class Sealed:
    """An envelope that was sealed: where it is, and what is in it."""

    folder: Path
    header: Header
    bid: Bid


def folder_of(out: Path, envelope: str) -> Path:
    """Where an envelope is: where there are two, each has a folder named after it."""
    return out if envelope == "single" else out / envelope


def part_file(folder: Path, number: int) -> Path:
    """Where a part is."""
    return folder / f"part-{number}.bin"


def seal(sheet: Sheet, offer: Offer, out: Path) -> list[Sealed]:
    """Seal an offer into a new folder. Raises SealError, and then leaves no folder behind.

    Refused, naming what is missing, unless the offer brings all that the tender asks for.
    """
    _check_asked(sheet, offer)
    out.mkdir(mode=0o700, parents=True)
    try:
        return [_seal(sheet, offer, kind, folder_of(out, kind)) for kind in sheet.envelopes]
    except BaseException:
        shutil.rmtree(out, ignore_errors=True)
        raise


def _seal(sheet: Sheet, offer: Offer, kind: str, folder: Path) -> Sealed:
    folder.mkdir(mode=0o700, exist_ok=True)
    terms = sheet.terms(offer.lot, offer.bid, kind, offer.company)
    prices = offer.prices if terms.priced else {}
    _check_items(terms.priced, prices)
    sealer = sealing.Sealer(sheet.context(offer.lot, offer.bid, kind))
    documents = [
        _add(sealer, number, attached, folder)
        for number, attached in enumerate(_documents_in(sheet, offer, kind), start=1)
    ]
    answers, note = ((), "") if kind == "financial" else (offer.answers, offer.note)
    body = biddocument.build(terms, dict(prices), documents, note, answers)
    bid = biddocument.parse(body, terms)
    if bid.missing:
        raise SealError("missing", _in_words(sheet, bid))
    with part_file(folder, 0).open("wb") as file:
        sealer.add(0, io.BytesIO(body), lambda _number, data: file.write(data))
    header = sealer.finish()
    (folder / HEADER).write_bytes(header.json)
    return Sealed(folder, header, bid)


def _documents_in(sheet: Sheet, offer: Offer, kind: str) -> list[Attached]:
    asked = {document.document for document in sheet.asked_in(kind)}
    first = kind == sheet.envelopes[0]
    return [
        attached
        for attached in offer.documents
        if (
            attached.requirement in asked
            if attached.requirement
            else attached.envelope == kind or (first and not attached.envelope)
        )
    ]


def _check_asked(sheet: Sheet, offer: Offer) -> None:
    """Nothing is left out in silence because the tender does not know its number."""
    known = {document.document for document in sheet.documents} | {0}
    criteria = {criterion.criterion for criterion in sheet.criteria}
    for attached in offer.documents:
        if attached.requirement not in known:
            raise SealError("documents", f"the tender asks for no document {attached.requirement}")
        if attached.envelope and attached.envelope not in sheet.envelopes:
            raise SealError("documents", f"the tender has no {attached.envelope} envelope")
    for answer in offer.answers:
        if answer.criterion not in criteria:
            raise SealError("answers", f"the tender has no criterion {answer.criterion} to answer")


def _in_words(sheet: Sheet, bid: Bid) -> str:
    titles = {document.document: document.title for document in sheet.documents}
    criteria = {criterion.criterion: criterion.title for criterion in sheet.criteria}
    lacks = [f"document {number} ({titles[number]})" for number in bid.missing.documents]
    lacks += [f"an answer to {number} ({criteria[number]})" for number in bid.missing.criteria]
    return "missing: " + ", ".join(lacks)


def _check_items(wanted: Sequence[int], given: dict[int, str]) -> None:
    missing = [str(item) for item in wanted if item not in given]
    foreign = [str(item) for item in given if item not in wanted]
    if missing:
        raise SealError("prices", f"there is no price for: {', '.join(missing)}")
    if foreign:
        raise SealError("prices", f"prices are not asked for here for: {', '.join(foreign)}")


def _add(sealer: sealing.Sealer, number: int, attached: Attached, folder: Path) -> Document:
    path = attached.path
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    with ExitStack() as stack:
        source = stack.enter_context(path.open("rb"))
        file = stack.enter_context(part_file(folder, number).open("wb"))
        plain = sealer.add(number, source, lambda _number, data: file.write(data))
    return Document(number, path.name, kind, plain.size, plain.sha256, attached.requirement)


def folders_in(folder: Path) -> list[Path]:
    """The envelopes that `seal` has made in a folder: two, or the folder itself."""
    two = [folder / kind for kind in ("technical", "financial")]
    return two if all(one.is_dir() for one in two) else [folder]


def check(folder: Path) -> Header:
    """Return the header of a folder whose every file is what it states. Raises SealError."""
    try:
        with (folder / HEADER).open("rb") as file:
            header = parse_header(file.read(MOST_HEADER + 1))
    except FileNotFoundError:
        raise SealError("form", f"{folder} has no {HEADER}") from None
    for number in range(len(header.parts)):
        path = part_file(folder, number)
        if not path.is_file():
            raise SealError("altered", f"{path.name} is missing")
        with path.open("rb") as file:
            sealing.check_ciphertext(header, number, file)
    return header
