"""The nightly reconciliation: what provider and bank say, against the books, agency by agency.

Each finder yields what differs; `run` keeps the differences. One that is there already is seen
again, one that is no longer found is closed by itself, one that somebody has resolved stays so.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import override
from payments import PaymentStatus

from accounts.models import Agency
from audit.models import Audience, Subject, database_now
from audit.trail import record
from licensing import fees, notices_money, providers
from licensing.models import (
    BankEntry,
    Difference,
    Payment,
    ProviderRecord,
    Receipt,
    Reconciliation,
    Refund,
    SettlementReport,
    Statement,
)
from licensing.models.payment import PENDING
from workflow import notices
from workflow.gate import begin, perform
from workflow.models import Passage

log = logging.getLogger(__name__)
What = Difference.What
GRACE = timedelta(hours=1)  # the clock records what was confirmed within seconds
ASKED_FOR = timedelta(days=90)  # older payments are compared with what was said then
PENDING_TOO_LONG = timedelta(days=3)
REFUND_TOO_LONG = timedelta(days=5)


@dataclass(frozen=True)
class Found:
    """One difference: what, of which thing (`key` knows it again), what each side says."""

    what: str
    key: str
    facts: dict[str, str] = field(default_factory=dict)
    about: Any = None


def run_all() -> int:
    """Reconcile every agency that grants licences; return how many differences are new."""
    fresh = 0
    for agency in Agency.objects.filter(grants_licences=True).order_by("pk"):
        try:
            fresh += run(agency).fresh
        except Exception:
            log.exception("reconciliation of %s failed", agency.code)
    return fresh


def run(agency: Agency, *, by: Any = None, now: datetime | None = None) -> Reconciliation:
    """Compare one agency's money and keep what differs. Two at once: the second waits."""
    with transaction.atomic():
        Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        now = now or database_now()
        this = Reconciliation.objects.create(agency=agency, began_at=now)
        finders = [finder(agency, now) for finder in FINDERS]
        found = {one.key: one for finder in finders for one in finder}
        this.fresh = _keep(this, found)
        this.found, this.compared = len(found), _compared(agency)
        this.ended_at = database_now()
        this.save()
        event = record(
            "reconciliation.ended",
            Subject("reconciliation", this.pk, ""),
            by=by,
            at=this.ended_at,
            agency=agency.pk,
            scope=agency.path,
            audience=Audience.AGENCY,
            public={"compared": this.compared, "found": this.found, "fresh": this.fresh},
        )
        if this.fresh:
            with override("en"):
                url = reverse("differences").removeprefix("/en")
            told = [notices_money.differences_found(agency, this.fresh, url)]
            notices.queue_after_commit(notices.store(told, None, event))
    return this


def _keep(this: Reconciliation, found: dict[str, Found]) -> int:
    """Begin what is new, note what is seen again, close what is gone; return how many are new."""
    known = Difference.objects.filter(agency=this.agency).exclude(state="gone")
    there = {difference.key: difference for difference in known}
    seen = [there[key].pk for key in found.keys() & there.keys()]
    Difference.objects.filter(pk__in=seen).update(last_run=this)
    for difference in there.values():
        if difference.key not in found and difference.state == "open":
            perform(difference, "vanish", by=None)
    fresh = [one for key, one in found.items() if key not in there]
    for one in fresh:
        begin(
            Difference(
                agency=this.agency,
                what=one.what,
                key=one.key,
                facts=one.facts,
                address=_address(one.about),
                first_run=this,
                last_run=this,
            ),
            by=None,
            who=None,
            audience=Audience.AGENCY,
            public={"what": one.what, **one.facts},
        )
    return len(fresh)


def _address(about: Any) -> str:
    """Where the thing is read, without the language."""
    if about is None:
        return ""
    with override("en"):
        return str(about.get_absolute_url()).removeprefix("/en")


def _compared(agency: Agency) -> int:
    return (
        _payments(agency).exclude(status__in=PENDING).count()
        + BankEntry.objects.filter(agency__path__startswith=agency.path).count()
        + Statement.objects.filter(agency__path__startswith=agency.path).count()
    )


# --- the provider ----------------------------------------------------------------------


def _payments(agency: Agency) -> Any:
    return Payment.objects.filter(invoice__agency=agency)


def _money(amount: Any, currency: str) -> str:
    return fees.plain(amount, currency)


def _word(
    payment: Payment, records: dict[str, ProviderRecord], since: datetime
) -> providers.Word | None:
    """What the provider says of a payment: asked now if it is not older than `since`, in its
    report, or when it last spoke."""
    try:
        asked = providers.ask(payment) if payment.modified >= since else None
    except Exception as error:
        log.warning("payment %s: the provider could not be asked: %s", payment.pk, error)
        asked = None
    if asked is not None:
        return asked
    row = records.get(payment.transaction_id) or records.get(payment.token)
    if row is not None:
        return providers.Word(row.status, row.amount, row.currency)
    word = max(payment.words.all(), key=lambda word: word.pk, default=None)
    if word is None:
        return None
    final = [w for w in payment.words.all() if w.status in ("confirmed", "refunded")]
    return providers.Word((final[-1] if final else word).status)


def _transaction(payment: Any) -> str:
    return str(payment.transaction_id or payment.token)


def _records(agency: Agency) -> dict[str, ProviderRecord]:
    """The newest row of any report on each transaction."""
    rows = ProviderRecord.objects.filter(agency=agency).order_by("day", "pk")
    return {row.transaction_id: row for row in rows}


def payments(agency: Agency, now: datetime) -> Iterator[Found]:
    """Each payment online: the provider's word against the receipt."""
    records = _records(agency)
    settled = _payments(agency).filter(modified__lt=now - GRACE).exclude(status__in=PENDING)
    rows = settled.select_related("invoice", "receipt").prefetch_related("words").order_by("pk")
    for payment in rows.iterator(chunk_size=500):
        yield from _compare(payment, _word(payment, records, now - ASKED_FOR))


def _compare(payment: Payment, word: providers.Word | None) -> Iterator[Found]:
    receipt = getattr(payment, "receipt", None)
    said = word.status if word else ""
    facts = {
        "transaction": _transaction(payment),
        "provider": said or "-",
        "books": _money(receipt.amount, receipt.currency) if receipt else "-",
    }
    key = f"payment:{payment.pk}"
    if said == PaymentStatus.CONFIRMED and receipt is None:
        yield Found(What.NOT_IN_BOOKS, f"{key}:missing", facts, payment.invoice)
    if receipt is not None and said not in (PaymentStatus.CONFIRMED, PaymentStatus.REFUNDED):
        yield Found(What.NOT_AT_PROVIDER, f"{key}:unconfirmed", facts, payment.invoice)
    if receipt is None:
        return
    told = (word.amount, word.currency) if word and word.amount is not None else None
    if told is not None and told != (receipt.amount, receipt.currency):
        facts = {**facts, "provider": _money(*told)}
        yield Found(What.AMOUNT, f"{key}:amount", facts, payment.invoice)
    going_back = receipt.refunds.filter(state__in=["sending", "paid_out"])
    if said == PaymentStatus.REFUNDED and not going_back.exists():
        yield Found(What.REFUND_UNKNOWN, f"{key}:refund", facts, payment.invoice)


def reports(agency: Agency, now: datetime) -> Iterator[Found]:
    """Each row of the reports: a transaction that the books do not know; and each payment of
    the days a report covers that it leaves out."""
    confirmed = PaymentStatus.CONFIRMED
    rows = ProviderRecord.objects.filter(agency=agency, status=confirmed)
    known = Payment.objects.filter(
        Q(transaction_id=OuterRef("transaction_id")) | Q(token=OuterRef("transaction_id"))
    )
    for row in rows.filter(~Exists(known)).order_by("pk"):
        facts = {
            "transaction": row.transaction_id,
            "provider": _money(row.amount, row.currency),
            "books": "-",
        }
        yield Found(What.NOT_IN_BOOKS, f"record:{row.transaction_id}", facts)
    for report in SettlementReport.objects.filter(agency=agency).order_by("pk"):
        yield from _left_out(agency, report)


def _left_out(agency: Agency, report: SettlementReport) -> Iterator[Found]:
    told = ProviderRecord.objects.filter(agency=agency).filter(
        Q(transaction_id=OuterRef("payment__transaction_id"))
        | Q(transaction_id=OuterRef("payment__token"))
    )
    receipts = Receipt.objects.filter(
        ~Exists(told),
        invoice__agency=agency,
        way=Receipt.Way.ONLINE,
        # What was paid near midnight may stand in the report of the day before or after.
        at__date__gt=report.since,
        at__date__lt=report.until,
    )
    for receipt in receipts.select_related("payment", "invoice").order_by("pk"):
        facts = {
            "transaction": _transaction(receipt.payment),
            "provider": "-",
            "books": _money(receipt.amount, receipt.currency),
        }
        key = f"payment:{receipt.payment_id}:unconfirmed"
        yield Found(What.NOT_AT_PROVIDER, key, facts, receipt.invoice)


def pending(agency: Agency, now: datetime) -> Iterator[Found]:
    """Payments that a provider has neither confirmed nor refused for days, while owed."""
    old = _payments(agency).filter(
        status__in=PENDING, created__lt=now - PENDING_TOO_LONG, invoice__state="issued"
    )
    for payment in old.select_related("invoice").order_by("pk"):
        facts = {
            "transaction": _transaction(payment),
            "provider": payment.status,
            "since": payment.created.date().isoformat(),
        }
        yield Found(What.PENDING, f"payment:{payment.pk}:pending", facts, payment.invoice)


def refunds(agency: Agency, now: datetime) -> Iterator[Found]:
    """Refunds approved, or with the provider, that nobody has carried out for days; and those
    about which the provider gave no clear answer."""
    waiting = Refund.objects.filter(agency=agency, state__in=["approved", "sending"])
    for refund in waiting.select_related("invoice").order_by("pk"):
        since = refund.sent_at or _since(refund)
        if refund.is_unclear(now) or since < now - REFUND_TOO_LONG:
            facts = {
                "books": _money(refund.amount, refund.currency),
                "provider": refund.problem or "-",
                "since": since.date().isoformat(),
            }
            yield Found(What.REFUND_OPEN, f"refund:{refund.pk}", facts, refund)


def _since(refund: Refund) -> datetime:
    """When it came into its present state."""
    here = Passage.objects.filter(kind="refund", case_id=refund.pk, until__isnull=True).first()
    return here.since if here else refund.created_at


# --- the bank --------------------------------------------------------------------------


def statements(agency: Agency, now: datetime) -> Iterator[Found]:
    """Each booked statement: its balances against its entries, and against the one before."""
    last: dict[int, Statement] = {}
    booked = Statement.objects.filter(agency=agency, state__in=["booking", "booked"])
    for statement in booked.select_related("account").order_by("account", "since", "pk"):
        if not statement.adds_up:
            facts = {
                "opening": _money(statement.opening, statement.currency),
                "entries": _money(statement.moved, statement.currency),
                "closing": _money(statement.closing, statement.currency),
            }
            yield Found(What.BALANCE, f"statement:{statement.pk}:balance", facts, statement)
        before = last.get(statement.account_id)
        if before is not None and statement.opening not in (None, before.closing):
            facts = {
                "before": f"{before.reference}: {_money(before.closing, before.currency)}",
                "opening": _money(statement.opening, statement.currency),
            }
            yield Found(What.GAP, f"statement:{statement.pk}:gap", facts, statement)
        if statement.closing is not None:
            last[statement.account_id] = statement


def entries(agency: Agency, now: datetime) -> Iterator[Found]:
    """Each booked entry: is it in the books, with its amount; and which wait for a cashier."""
    mine = BankEntry.objects.filter(agency=agency)
    for entry in mine.filter(state__in=["unknown", "held"]).order_by("pk"):
        facts = {
            "bank": _money(entry.signed, entry.currency),
            "payer": entry.reference,
            "day": entry.booked_on.isoformat(),
        }
        yield Found(What.UNMATCHED, f"entry:{entry.pk}:unmatched", facts, entry)
    booked = mine.filter(state__in=["settled", "part", "surplus"])
    wrong = booked.filter(
        Q(receipt__isnull=True)
        | ~Q(receipt__amount=F("amount"))
        | ~Q(receipt__currency=F("currency"))
        | ~Q(receipt__invoice=F("invoice"))
    )
    for entry in wrong.select_related("receipt").order_by("pk"):
        receipt = getattr(entry, "receipt", None)
        facts = {
            "bank": _money(entry.amount, entry.currency),
            "books": _money(receipt.amount, receipt.currency) if receipt else "-",
        }
        yield Found(What.ENTRY, f"entry:{entry.pk}:books", facts, entry)


Finder = Callable[[Agency, datetime], Iterable[Found]]
FINDERS: tuple[Finder, ...] = (payments, reports, pending, refunds, statements, entries)
