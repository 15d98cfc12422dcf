"""Reads a bank's statement from CSV, as banks without XML give it (docs/payments.md).

The first row names the columns, in English or Arabic, in any order. The delimiter is a comma, a
semicolon or a tab. Digits may be of either kind, days come first (31/12/2026) unless the year
does (2026-12-31); amounts have a point before their decimals. 1,5 and 1.250,500 are not guessed.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.text import fold, plain_number, tidy
from licensing.bank.reading import MAX_LINES, Line, Reading, Unreadable

MOST_TOLD = 10
_AMOUNT = re.compile(r"[+-]?\d{1,10}(?:\.\d{1,4})?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)

# The columns, and what banks call them. The first name is the one documented.
NAMES: dict[str, tuple[str, ...]] = {
    "booked_on": ("date", "booking date", "التاريخ", "تاريخ القيد", "تاريخ الحركة"),
    "value_on": ("value date", "تاريخ الحق", "تاريخ الاستحقاق"),
    "amount": ("amount", "المبلغ"),
    "credit": ("credit", "دائن", "إيداع"),
    "debit": ("debit", "مدين", "سحب"),
    "direction": ("direction", "type", "d/c", "الاتجاه", "النوع"),
    "currency": ("currency", "العملة"),
    "text": ("description", "details", "remittance", "البيان", "الوصف", "التفاصيل"),
    "structured": ("payment reference", "creditor reference", "مرجع الدفع"),
    "bank_reference": ("bank reference", "transaction id", "رقم الحركة", "مرجع البنك"),
    "name": ("name", "payer", "الاسم", "الدافع"),
    "iban": ("payer iban", "counterparty iban", "آيبان الدافع"),
    "reversal": ("reversal", "عكس"),
    "account": ("account", "iban", "الحساب", "رقم الحساب"),
    "balance": ("balance", "الرصيد"),
}
CREDIT = {"c", "cr", "crdt", "credit", "دائن", "إيداع"}
DEBIT = {"d", "dr", "dbit", "debit", "مدين", "سحب"}
YES = {"yes", "true", "1", "y", "نعم"}
COLUMNS = {fold(name): key for key, names in NAMES.items() for name in names}


def read(content: bytes) -> Reading:
    """Read a statement. Raises Unreadable with up to ten sentences, each with its row."""
    rows = list(_rows(content))
    if not rows:
        raise Unreadable(_("The file is empty."))
    columns = _columns(rows[0])
    lines, balances, accounts, problems = [], [], set(), []
    for number, row in enumerate(rows[1:], start=2):
        cells = {key: tidy(row[i]).strip() for i, key in columns.items() if i < len(row)}
        if not any(cells.values()):
            continue
        try:
            lines.append(_line(cells))
            balances.append(decimal(cells["balance"]) if cells.get("balance") else None)
        except ValueError as error:
            problems.append(_("Row %(row)s: %(problem)s") % {"row": number, "problem": error})
        accounts.add(re.sub(r"\s", "", cells.get("account", "")).upper())
    if problems:
        raise Unreadable(*problems[:MOST_TOLD], *_more(len(problems) - MOST_TOLD))
    if len(accounts) > 1:
        raise Unreadable(_("The file holds rows of several accounts. Bring in one at a time."))
    return _reading(lines, balances, next(iter(accounts), ""))


def _reading(lines: list[Line], balances: list[Decimal | None], account: str) -> Reading:
    opening = closing = None
    if lines and None not in (balances[0], balances[-1]):
        opening, closing = balances[0] - lines[0].signed, balances[-1]  # type: ignore[operator]
    days = [line.booked_on for line in lines]
    return Reading(
        form="csv",
        iban=account,
        since=min(days, default=None),
        until=max(days, default=None),
        opening=opening,
        closing=closing,
        currency=lines[0].currency if lines else "",
        lines=tuple(lines),
    )


def _more(count: int) -> list[str]:
    return [_("And %(count)s more rows.") % {"count": count}] if count > 0 else []


def _rows(content: bytes) -> Iterator[list[str]]:
    text = decoded(content)
    if "\x00" in text:
        raise Unreadable(_("This is neither a CSV nor an XML file."))
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for count, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if count > MAX_LINES + 1:
                raise Unreadable(_("The file has more than %(most)s rows.") % {"most": MAX_LINES})
            yield row
    except csv.Error as error:
        raise Unreadable(_("The file is not whole CSV: %(why)s.") % {"why": error}) from error


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 by its mark, else UTF-8, else as Arabic Windows writes."""
    coding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(coding)
    except UnicodeDecodeError:
        return content.decode("cp1256", errors="replace")


def _columns(header: list[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for place, name in enumerate(header):
        key = COLUMNS.get(fold(" ".join(tidy(name).replace("_", " ").split())))
        if key is not None and key not in found.values():
            found[place] = key
    known = set(found.values())
    missing = [NAMES[key][0] for key in ("booked_on", "currency") if key not in known]
    if not known & {"amount", "credit"}:
        missing.append(NAMES["amount"][0])
    if missing:
        text = _("The first row must name the columns. Missing: %(names)s.")
        raise Unreadable(text % {"names": ", ".join(missing)})
    return found


def _line(cells: dict[str, str]) -> Line:
    signed = _signed(cells)
    if signed == 0:
        raise ValueError(_("the amount is zero."))
    currency = cells.get("currency", "").upper()
    if not re.fullmatch(r"[A-Z]{3}", currency, re.ASCII):
        raise ValueError(_("“%(text)s” is no currency code.") % {"text": currency[:20]})
    return Line(
        amount=abs(signed),
        currency=currency,
        is_credit=signed > 0,
        booked_on=day(cells.get("booked_on", "")),
        value_on=day(cells["value_on"]) if cells.get("value_on") else None,
        is_reversal=cells.get("reversal", "").lower() in YES,
        bank_reference=cells.get("bank_reference", "")[:100],
        structured=cells.get("structured", "")[:100],
        text=" ".join(cells.get("text", "").split())[:2000],
        name=cells.get("name", "")[:200],
        iban=re.sub(r"\s", "", cells.get("iban", ""))[:50].upper(),
    )


def _signed(cells: dict[str, str]) -> Decimal:
    """The amount with its sign: from columns of their own, from a word, or from the sign."""
    if cells.get("amount"):
        amount = decimal(cells["amount"])
        way = cells.get("direction", "").lower()
        if not way:
            return amount
        if way not in CREDIT | DEBIT:
            text = _("“%(text)s” is neither credit nor debit.")
            raise ValueError(text % {"text": way[:20]})
        if amount < 0:
            raise ValueError(_("an amount with a direction has no sign."))
        return amount if way in CREDIT else -amount
    credit, debit = cells.get("credit", ""), cells.get("debit", "")
    came = decimal(credit) if credit else Decimal(0)
    went = abs(decimal(debit)) if debit else Decimal(0)
    if (came == 0) == (went == 0):
        raise ValueError(_("there must be one amount, a credit or a debit."))
    if came < 0:
        raise ValueError(_("a credit has no sign."))
    return came - went


def decimal(text: str) -> Decimal:
    """An amount, with its sign if it has one. Raises ValueError with a sentence."""
    plain = plain_number(text).replace("\u2212", "-")
    if not _AMOUNT.fullmatch(plain):
        raise ValueError(_("“%(text)s” is no amount, like 1,250.500.") % {"text": text[:40]})
    return Decimal(plain)


def day(text: str) -> date:
    """A day: the year first, or the day first. Raises ValueError with a sentence."""
    plain = plain_number(text.split(" ")[0].split("T")[0])
    year_first, day_first = _YEAR_FIRST.fullmatch(plain), _DAY_FIRST.fullmatch(plain)
    try:
        if year_first:
            return date(*(int(part) for part in year_first.groups()))
        if day_first:
            last, month, year = (int(part) for part in day_first.groups())
            return date(year, month, last)
    except ValueError:
        pass
    text = _("“%(text)s” is no date, like 2026-12-31 or 31/12/2026.") % {"text": text[:40]}
    raise ValueError(text)
