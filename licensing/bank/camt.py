"""Reads a bank's statement in XML: ISO 20022 CAMT.053, versions 02 to 08 and later.

Element names are taken without their namespace, which is all that most versions differ in. The
file comes from outside: a document type, an entity, depth or size without end is refused before
anything is made of it (no XXE, no billion laughs), by the parser's own events.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from licensing.bank.reading import MAX_LINES, Line, Reading, Unreadable

DEEPEST, MOST_ELEMENTS, LONGEST_TEXT = 30, 400_000, 4000
_AMOUNT = re.compile(r"\d{1,10}(?:\.\d{1,5})?", re.ASCII)


@dataclass
class Node:
    """An element: its name without namespace, its attributes, its text, what is in it."""

    name: str
    attrs: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def all(self, path: str) -> list["Node"]:
        """The elements at a path of names, in their order."""
        found = [self]
        for name in path.split("/"):
            found = [child for node in found for child in node.children if child.name == name]
        return found

    def first(self, path: str) -> "Node | None":
        """The first element at a path."""
        return next(iter(self.all(path)), None)

    def said(self, *paths: str) -> str:
        """The text at the first of these paths that has some."""
        for path in paths:
            for node in self.all(path):
                if node.text.strip():
                    return " ".join(node.text.split())
        return ""


def read(content: bytes) -> Reading:
    """Read the statements of one account in a file. Raises Unreadable."""
    root = tree(content)
    statements = root.all("BkToCstmrStmt/Stmt")
    if not statements:
        raise Unreadable(_("This XML is not a bank's statement (CAMT.053)."))
    parts = [_statement(node) for node in statements]
    if len({part.iban for part in parts}) > 1:
        raise Unreadable(
            _("The file holds statements of several accounts. Bring in one at a time.")
        )
    return parts[0] if len(parts) == 1 else _joined(parts)


def tree(content: bytes) -> Node:
    """Return the document's root. Raises Unreadable for whatever is not plain, small XML."""
    parser = expat.ParserCreate(namespace_separator="}")
    builder = _Builder()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.EntityDeclHandler = builder.refuse
    parser.UnparsedEntityDeclHandler = builder.refuse
    parser.ExternalEntityRefHandler = builder.refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(_("The file is not whole XML: %(why)s.") % {"why": error}) from error
    assert builder.root is not None
    return builder.root


class _Builder:
    def __init__(self) -> None:
        self.root: Node | None = None
        self.open: list[Node] = []
        self.count = 0

    def start(self, name: str, attrs: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS or len(self.open) >= DEEPEST:
            raise Unreadable(_("The file is too large for a statement."))
        plain = {key.rpartition("}")[2]: value[:100] for key, value in attrs.items()}
        node = Node(name.rpartition("}")[2], plain)
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, name: str) -> None:
        self.open.pop()

    def data(self, text: str) -> None:
        node = self.open[-1]
        if len(node.text) + len(text) > LONGEST_TEXT:
            raise Unreadable(_("The file is too large for a statement."))
        node.text += text

    def refuse(self, *told: object) -> Any:
        raise Unreadable(_("The file declares a document type or entities. No bank does that."))


def _statement(node: Node) -> Reading:
    account = node.first("Acct") or Node("Acct")
    currency = account.said("Ccy")
    lines = [line for entry in node.all("Ntry") for line in _lines(entry)]
    if len(lines) > MAX_LINES:
        raise Unreadable(_("The file is too large for a statement."))
    return Reading(
        form="camt",
        iban=re.sub(r"\s", "", account.said("Id/IBAN", "Id/Othr/Id")).upper(),
        number=node.said("ElctrncSeqNb", "LglSeqNb", "Id")[:60],
        since=_day(node.said("FrToDt/FrDtTm", "FrToDt/FrDt")),
        until=_day(node.said("FrToDt/ToDtTm", "FrToDt/ToDt")),
        opening=_balance(node, "OPBD", "PRCD"),
        closing=_balance(node, "CLBD"),
        currency=currency or (lines[0].currency if lines else ""),
        lines=tuple(lines),
    )


def _joined(parts: list[Reading]) -> Reading:
    """Several statements of one account, one after another, as one."""
    days = [day for part in parts for day in (part.since, part.until) if day is not None]
    for before, after in pairwise(parts):
        if None not in (before.closing, after.opening) and before.closing != after.opening:
            raise Unreadable(
                _("The statements in the file do not follow one another: a balance is missing.")
            )
    return Reading(
        form="camt",
        iban=parts[0].iban,
        number=parts[0].number,
        since=min(days, default=None),
        until=max(days, default=None),
        opening=parts[0].opening,
        closing=parts[-1].closing,
        currency=parts[0].currency,
        lines=tuple(line for part in parts for line in part.lines),
    )


def _balance(node: Node, *codes: str) -> Decimal | None:
    for code in codes:
        for balance in node.all("Bal"):
            if balance.said("Tp/CdOrPrtry/Cd") == code:
                amount, _currency = _amount(balance.first("Amt"))
                return amount if balance.said("CdtDbtInd") != "DBIT" else -amount
    return None


def _lines(entry: Node) -> list[Line]:
    """An entry; or each of its transactions, where the bank says what each comes to."""
    amount, currency = _amount(entry.first("Amt"))
    if amount == 0:
        return []
    whole = _line(entry, entry.first("NtryDtls/TxDtls") or Node("TxDtls"), amount, currency, 0)
    details = entry.all("NtryDtls/TxDtls")
    if len(details) < 2:
        return [whole]
    sums = [_amount(d.first("Amt") or d.first("AmtDtls/TxAmt/Amt"), "") for d in details]
    if any(money == 0 or code != currency for money, code in sums) or (
        sum(money for money, _code in sums) != amount
    ):
        text = " / ".join(_text(detail) for detail in details)[:2000]
        return [_line(entry, Node("TxDtls"), amount, currency, 0, text)]
    return [
        _line(entry, detail, money, code, place)
        for place, (detail, (money, code)) in enumerate(zip(details, sums, strict=True), start=1)
    ]


def _line(
    entry: Node, detail: Node, amount: Decimal, currency: str, part: int, text: str = ""
) -> Line:
    way = entry.said("CdtDbtInd")
    if way not in ("CRDT", "DBIT"):
        raise Unreadable(_("An entry does not say whether it is a credit or a debit."))
    day = _day(entry.said("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"))
    if day is None:
        raise Unreadable(_("An entry has no date."))
    parties = detail.first("RltdPties") or Node("RltdPties")
    return Line(
        amount=amount,
        currency=currency,
        is_credit=way == "CRDT",
        booked_on=day,
        value_on=_day(entry.said("ValDt/Dt", "ValDt/DtTm")),
        is_reversal=entry.said("RvslInd").lower() in ("true", "1"),
        is_booked=entry.said("Sts/Cd", "Sts") not in ("PDNG", "INFO", "FUTR"),
        bank_reference=(entry.said("AcctSvcrRef") or detail.said("Refs/AcctSvcrRef"))[:100],
        part=part,
        end_to_end=detail.said("Refs/EndToEndId")[:100].replace("NOTPROVIDED", ""),
        structured=detail.said("RmtInf/Strd/CdtrRefInf/Ref")[:100],
        text=text or (_text(detail) or entry.said("AddtlNtryInf"))[:2000],
        name=parties.said("Dbtr/Nm", "Dbtr/Pty/Nm", "UltmtDbtr/Nm", "UltmtDbtr/Pty/Nm")[:200],
        iban=re.sub(r"\s", "", parties.said("DbtrAcct/Id/IBAN", "DbtrAcct/Id/Othr/Id"))[:50],
    )


def _text(detail: Node) -> str:
    found = [node.text for node in detail.all("RmtInf/Ustrd")]
    found += [node.text for node in detail.all("RmtInf/Strd/AddtlRmtInf")]
    return " ".join(" ".join(found).split())


def _amount(node: Node | None, missing: str | None = None) -> tuple[Decimal, str]:
    """An amount with its currency; nothing, where it may be missing."""
    if node is None and missing is not None:
        return Decimal(0), missing
    text = node.text.strip() if node is not None else ""
    currency = (node.attrs.get("Ccy", "") if node is not None else "").upper()
    if not _AMOUNT.fullmatch(text) or not re.fullmatch(r"[A-Z]{3}", currency, re.ASCII):
        raise Unreadable(_("“%(text)s” is no amount with its currency.") % {"text": text[:40]})
    try:
        return Decimal(text), currency
    except InvalidOperation as error:  # pragma: no cover  (the pattern lets none through)
        raise Unreadable(_("“%(text)s” is no amount.") % {"text": text[:40]}) from error


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise Unreadable(_("“%(text)s” is no date.") % {"text": text[:40]}) from error
