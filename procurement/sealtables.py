"""The tables that a bidder fills in to seal offline: prices, and answers to criteria, as CSV.

Read by `bin/manage seal_bid`. The first line names the columns; between them stand commas,
semicolons or tabs; digits may be Arabic ones. Needs neither Django nor a database.
"""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from accounts.exact import SealError
from accounts.text import latin_digits
from procurement import biddocument
from procurement.biddocument import Answer

MOST_BYTES = 8 << 20
YES = {"yes", "true", "1", "نعم"}
NO = {"no", "false", "0", "لا"}


def read_prices(path: Path, decimals: int) -> dict[int, str]:
    """Return unit prices by item number: columns `item` and `unit_price`.

    Raises SealError, naming the line.
    """
    prices: dict[int, str] = {}
    for where, (item, price) in _rows(path, "prices", "item", "unit_price"):
        number, price = _number(item, "an item", where, "prices"), latin_digits(price)
        if number in prices:
            raise SealError("prices", f"{where}: item {number} stands there twice")
        biddocument.amount(price, decimals, f"{where}, {price!r}")
        prices[number] = price
    return prices


def read_answers(path: Path) -> list[Answer]:
    """Return the answers to criteria: columns `criterion`, `meets` (yes or no) and `text`.

    Raises SealError, naming the line.
    """
    answers: dict[int, Answer] = {}
    for where, (criterion, meets, text) in _rows(path, "answers", "criterion", "meets", "text"):
        number = _number(criterion, "a criterion", where, "answers")
        said = meets.lower()
        if number in answers:
            raise SealError("answers", f"{where}: criterion {number} is answered twice")
        if said not in YES | NO:
            raise SealError("answers", f"{where}: {meets!r} is neither yes nor no")
        answers[number] = Answer(number, said in YES, text)
    return list(answers.values())


def _number(text: str, what: str, where: str, code: str) -> int:
    digits = latin_digits(text)
    if not re.fullmatch("[1-9][0-9]{0,6}", digits):
        raise SealError(code, f"{where}: {digits!r} is not the number of {what}")
    return int(digits)


def _rows(path: Path, code: str, *names: str) -> Iterator[tuple[str, list[str]]]:
    """Yield where each row stands, and its cells of these columns."""
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise SealError(code, f"{path.name} is too long")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SealError(code, f"{path.name} is not UTF-8 text") from None
    head = text.split("\n", 1)[0]
    delimiter = next((sign for sign in "\t;" if sign in head), ",")
    rows = csv.reader(io.StringIO(text.replace("\r\n", "\n"), newline=""), delimiter=delimiter)
    titles = [name.strip().lower() for name in next(rows, [])]
    if not set(names) <= set(titles):
        raise SealError(code, f"{path.name}: the first line names no {' and '.join(names)}")
    places = [titles.index(name) for name in names]
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        where = f"{path.name}, line {rows.line_num}"
        if len(row) <= max(places):
            raise SealError(code, f"{where}: there are too few columns")
        yield where, [row[place].strip() for place in places]
