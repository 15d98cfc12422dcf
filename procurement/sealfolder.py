"""A sealed bid as a folder of files: how it is made and checked outside the browser.

`header.json`, `part-0.bin` (the bid) and `part-1.bin` … (its documents). Behind `bin/manage
seal_bid` and `check_envelope`. Needs neither Django nor a database.
"""

import csv
import io
import mimetypes
import re
import secrets
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from accounts.exact import SealError
from accounts.text import latin_digits
from procurement import biddocument, sealing
from procurement.biddocument import Bid, Document
from procurement.envelope import MOST_HEADER, Header, parse_header
from procurement.sealsheet import Sheet

HEADER = "header.json"
MOST_PRICES_FILE = 4 << 20


@dataclass(frozen=True)
class Offer:
    """What a bidder puts into an envelope. `prices` are text by item number."""

    lot: int
    company: str
    envelope: str
    prices: dict[int, str]
    documents: Sequence[Path] = ()
    note: str = ""
    bid: str = ""


def new_bid() -> str:
    """Return a number for a bid that no other bid has."""
    return f"b-{secrets.token_hex(16)}"


def part_file(folder: Path, number: int) -> Path:
    """Where a part is."""
    return folder / f"part-{number}.bin"


def read_prices(path: Path, decimals: int) -> dict[int, str]:
    """Return unit prices by item number from a CSV file. Raises SealError, naming the line.

    Its first line names the columns, of which `item` and `unit_price` count. Between columns
    stand commas, semicolons or tabs; digits may be Arabic ones.
    """
    with path.open("rb") as file:
        data = file.read(MOST_PRICES_FILE + 1)
    if len(data) > MOST_PRICES_FILE:
        raise SealError("prices", f"{path.name} is too long")
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise SealError("prices", f"{path.name} is not UTF-8 text") from None
    head = lines[0] if lines else ""
    delimiter = next((sign for sign in "\t;" if sign in head), ",")
    rows = csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)
    names = [name.strip().lower() for name in next(rows, [])]
    if not {"item", "unit_price"} <= set(names):
        raise SealError("prices", f"{path.name}: the first line names no item and unit_price")
    places = names.index("item"), names.index("unit_price")
    prices: dict[int, str] = {}
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        where = f"{path.name}, line {rows.line_num}"
        if len(row) <= max(places):
            raise SealError("prices", f"{where}: there are too few columns")
        item, price = (latin_digits(row[place].strip()) for place in places)
        if not re.fullmatch("[1-9][0-9]{0,6}", item):
            raise SealError("prices", f"{where}: {item!r} is not the number of an item")
        if int(item) in prices:
            raise SealError("prices", f"{where}: item {item} stands there twice")
        biddocument.amount(price, decimals, f"{where}, {price!r}")
        prices[int(item)] = price
    return prices


def seal(sheet: Sheet, offer: Offer, folder: Path) -> tuple[Header, Bid]:
    """Seal an offer into a new folder. Raises SealError, and then leaves no folder behind."""
    bid = offer.bid or new_bid()
    context = sheet.context(offer.lot, bid, offer.envelope)
    terms = sheet.terms(offer.lot, bid, offer.envelope, offer.company)
    _check_items(terms.priced, offer.prices)
    folder.mkdir(mode=0o700, parents=True)
    try:
        sealer = sealing.Sealer(context)
        documents = [
            _add(sealer, number, path, folder)
            for number, path in enumerate(offer.documents, start=1)
        ]
        body = biddocument.build(terms, dict(offer.prices), documents, offer.note)
        with part_file(folder, 0).open("wb") as file:
            sealer.add(0, io.BytesIO(body), lambda _number, data: file.write(data))
        header = sealer.finish()
        (folder / HEADER).write_bytes(header.json)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return header, biddocument.parse(body, terms)


def _check_items(wanted: Sequence[int], given: dict[int, str]) -> None:
    missing = [str(item) for item in wanted if item not in given]
    foreign = [str(item) for item in given if item not in wanted]
    if missing:
        raise SealError("prices", f"there is no price for: {', '.join(missing)}")
    if foreign:
        raise SealError("prices", f"prices are not asked for here for: {', '.join(foreign)}")


def _add(sealer: sealing.Sealer, number: int, path: Path, folder: Path) -> Document:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    with ExitStack() as stack:
        source = stack.enter_context(path.open("rb"))
        file = stack.enter_context(part_file(folder, number).open("wb"))
        plain = sealer.add(number, source, lambda _number, data: file.write(data))
    return Document(number, path.name, kind, plain.size, plain.sha256)


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
