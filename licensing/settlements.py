"""Bringing in what others say of our money: banks' statements, providers' settlement reports.

Both are recognised when they come again. A statement is looked at before it is booked; a report
only tells the reconciliation what the provider says, and books nothing.
"""

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from payments import PaymentStatus

from accounts.models import Agency, Role
from accounts.standing import standing_of
from accounts.text import fold, tidy
from audit.models import Audience, Subject, database_now
from audit.trail import record
from licensing import matching
from licensing.bank import files, table
from licensing.bank.reading import MAX_LINES, Unreadable
from licensing.models import (
    AgencyAccount,
    BankEntry,
    Invoice,
    ProviderRecord,
    SettlementReport,
    Statement,
    StatementFile,
)
from workflow.gate import begin

MOST_TOLD = 10


# --- bank statements -------------------------------------------------------------------


def accounts_of(user: Any) -> Any:
    """The accounts whose statements the person may bring in."""
    return AgencyAccount.objects.of_cashier(user).select_related("agency").order_by("agency__path")


def fill(statement: Statement, account: AgencyAccount, reading: Any, sha256: str) -> Statement:
    """Put what was read on an unsaved statement."""
    statement.account, statement.agency = account, account.agency
    statement.sha256 = sha256
    statement.reading = reading
    statement.form, statement.number = reading.form, reading.number
    statement.since, statement.until = reading.since, reading.until
    statement.opening, statement.closing = reading.opening, reading.closing
    statement.moved, statement.currency = reading.moved, reading.currency or account.currency
    return statement


def keep(statement: Statement, reading: Any, name: str, content: bytes) -> None:
    """Store the file and the entries of a statement that was begun just now."""
    StatementFile.objects.create(statement=statement, name=name, content=content)
    keys = [line.key for line in reading.lines]
    earlier = {
        entry.key: entry
        for entry in BankEntry.objects.filter(
            account=statement.account_id, key__in=keys, repeats__isnull=True
        )
    }
    BankEntry.objects.bulk_create(
        (_entry(statement, place, line, earlier.get(line.key))
         for place, line in enumerate(reading.lines, start=1)),
        batch_size=500,
    )  # fmt: skip


def bring_in(account: AgencyAccount, name: str, content: bytes, *, by: Any) -> Statement:
    """Read a file and begin its statement, with its entries. Raises Unreadable, Refused."""
    reading = files.read(content)
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        statement = begin(
            fill(Statement(), account, reading, sha256), by=by, who="licensing.bring_in_statement"
        )
        keep(statement, reading, name, content)
    return statement


def _entry(statement: Statement, place: int, line: Any, earlier: Any) -> BankEntry:
    return BankEntry(
        reference=f"{statement.reference}-{place:04d}",
        statement=statement,
        account_id=statement.account_id,
        agency_id=statement.agency_id,
        place=place,
        key=line.key,
        repeats=earlier,
        amount=line.amount,
        currency=line.currency,
        is_credit=line.is_credit,
        is_reversal=line.is_reversal,
        is_booked=line.is_booked,
        booked_on=line.booked_on,
        value_on=line.value_on,
        bank_reference=line.bank_reference,
        end_to_end=line.end_to_end,
        structured=line.structured,
        text=tidy(line.text),
        payer=tidy(line.name),
        payer_iban=line.iban,
    )


def suggestion(entry: BankEntry) -> Invoice | None:
    """The invoice that an unknown entry may mean; a cashier says whether it does."""
    return entry.invoice or matching.hint(entry)


def invoice_for(entry: BankEntry, numbers: Iterable[str]) -> Invoice | None:
    """The invoice of the entry's agency with one of these numbers."""
    own = Invoice.objects.filter(agency__path__startswith=entry.agency.path)
    return own.filter(reference__in=list(numbers)).select_related("agency").first()


# --- settlement reports ----------------------------------------------------------------

COLUMNS = {
    fold(name): key
    for key, names in {
        "transaction_id": ("transaction id", "transaction", "رقم العملية"),
        "amount": ("amount", "المبلغ"),
        "currency": ("currency", "العملة"),
        "status": ("status", "الحالة"),
        "day": ("date", "التاريخ"),
    }.items()
    for name in names
}
STATUSES = {
    "confirmed": PaymentStatus.CONFIRMED, "captured": PaymentStatus.CONFIRMED,
    "paid": PaymentStatus.CONFIRMED, "settled": PaymentStatus.CONFIRMED,
    "refunded": PaymentStatus.REFUNDED, "rejected": PaymentStatus.REJECTED,
    "declined": PaymentStatus.REJECTED, "failed": PaymentStatus.ERROR,
    "error": PaymentStatus.ERROR, "pending": PaymentStatus.WAITING,
    "waiting": PaymentStatus.WAITING, "cancelled": PaymentStatus.REJECTED,
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One transaction of a settlement report."""

    transaction_id: str
    amount: Decimal
    currency: str
    status: str
    day: date


def agencies_of(user: Any) -> Any:
    """The agencies that grant licences and whose money the person works with as a cashier."""
    where = Q(pk__in=[])
    for path in standing_of(user).paths(Role.CASHIER):
        where |= Q(path__startswith=path)
    return Agency.objects.filter(where, grants_licences=True).order_by("path")


def read(content: bytes) -> list[Row]:
    """Read a settlement report. Raises Unreadable with up to ten sentences."""
    text = table.decoded(content)
    if not text.strip() or "\x00" in text:
        raise Unreadable(_("The file is empty."))
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Unreadable(_("The file is not whole CSV: %(why)s.") % {"why": error}) from error
    names = [COLUMNS.get(fold(" ".join(tidy(n).replace("_", " ").split()))) for n in rows[0]]
    missing = [key.replace("_", " ") for key in Row.__annotations__ if key not in names]
    if missing:
        found = _("The first row must name the columns. Missing: %(names)s.")
        raise Unreadable(found % {"names": ", ".join(missing).replace("day", "date")})
    if len(rows) > MAX_LINES:
        raise Unreadable(_("The file has more than %(most)s rows.") % {"most": MAX_LINES})
    return _rows(names, rows[1:])


def _rows(names: list[str | None], rows: list[list[str]]) -> list[Row]:
    found, problems = [], []
    for number, cells in enumerate(rows, start=2):
        given = {n: tidy(c).strip() for n, c in zip(names, cells, strict=False) if n}
        if not any(given.values()):
            continue
        try:
            found.append(_row(given))
        except ValueError as error:
            problems.append(_("Row %(row)s: %(problem)s") % {"row": number, "problem": error})
    if problems:
        raise Unreadable(*problems[:MOST_TOLD])
    if not found:
        raise Unreadable(_("The file has no rows."))
    return found


def _row(given: dict[str, str]) -> Row:
    status = STATUSES.get(given.get("status", "").lower())
    if status is None:
        text = _("“%(text)s” is no status we know.")
        raise ValueError(text % {"text": given.get("status", "")[:20]})
    if not given.get("transaction_id"):
        raise ValueError(_("the transaction has no number."))
    return Row(
        given["transaction_id"][:255],
        abs(table.decimal(given.get("amount", ""))),
        given.get("currency", "").upper()[:10],
        status,
        table.day(given.get("day", "")),
    )


def keep_report(
    agency: Agency, name: str, content: bytes, rows: list[Row], *, by: Any
) -> tuple[SettlementReport, bool]:
    """Store a report and its rows; return it, and whether it is new. Known rows stay as they
    are: the first word on a transaction with a status counts once."""
    sha256 = hashlib.sha256(content).hexdigest()
    now = database_now()
    try:
        with transaction.atomic():
            report = SettlementReport.objects.create(
                agency=agency, name=name, sha256=sha256, rows=len(rows), at=now, by=by,
                since=min(r.day for r in rows), until=max(r.day for r in rows),
            )  # fmt: skip
            ProviderRecord.objects.bulk_create(
                (ProviderRecord(report=report, agency=agency, **vars(row)) for row in rows),
                ignore_conflicts=True,
                batch_size=500,
            )
            record(
                "settlement_report.brought_in",
                Subject("settlement_report", report.pk, ""),
                by=by,
                at=now,
                agency=agency.pk,
                scope=agency.path,
                audience=Audience.AGENCY,
                public={"rows": len(rows), "sha256": sha256},
            )
    except IntegrityError:
        return SettlementReport.objects.get(agency=agency, sha256=sha256), False
    return report, True
