"""What an entry of a statement comes to: the invoice it names, and what it does to it.

`judge` only looks. The preview of a statement calls it for every entry with a memory of what
the entries before would have done; booking calls it for one entry at a time, on what is true.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from licensing import takings
from licensing.bank import references
from licensing.models.invoice import Invoice


@dataclass(frozen=True)
class Verdict:
    """What an entry comes to: the action that records it, why, and how much is for the invoice."""

    action: str
    why: str = ""
    invoice: Any = None
    applied: Decimal = Decimal(0)

    @property
    def data(self) -> dict[str, Any]:
        """What the action is given."""
        return {"invoice": self.invoice, "why": self.why}


@dataclass
class Memory:
    """What entries looked at before have paid, by invoice: for previews."""

    paid: dict[int, Decimal] = field(default_factory=dict)
    known: dict[str, Any] | None = None

    def find(self, numbers: list[str]) -> list[Any]:
        """The invoices with these numbers, read at once or one entry at a time."""
        if self.known is None:
            return list(_invoices(numbers))
        return [self.known[number] for number in numbers if number in self.known]

    @classmethod
    def of(cls, entries: list[Any]) -> "Memory":
        """One that has read the invoices of all these entries with one query."""
        numbers = {number for entry in entries for number in numbers_of(entry)}
        by_hand = [entry.invoice_id for entry in entries if entry.invoice_id]
        known = {invoice.reference: invoice for invoice in _invoices(numbers)}
        known |= {i.reference: i for i in Invoice.objects.filter(pk__in=by_hand).with_owed()}
        return cls(known=known)


def _invoices(numbers: Any) -> Any:
    found = Invoice.objects.filter(reference__in=list(numbers)).select_related("agency", "company")
    return found.with_owed()


def numbers_of(entry: Any) -> list[str]:
    """The invoices' numbers whose references stand in an entry; its own place for one first."""
    structured = references.numbers_in(entry.structured)
    return structured or references.numbers_in(entry.text, entry.end_to_end)


def hint(entry: Any) -> Any:
    """An invoice that the entry may mean: its number stands there without check digits."""
    numbers = references.plain_numbers_in(entry.structured, entry.text, entry.end_to_end)
    found = Invoice.objects.filter(
        reference__in=numbers, agency__path__startswith=entry.agency.path
    )
    return found.first() if numbers else None


def judge(entry: Any, memory: Memory | None = None) -> Verdict:
    """Say what an entry comes to. Changes nothing but the memory."""
    memory = memory or Memory()
    if entry.repeats_id is not None:
        return Verdict("recognise")
    if not entry.is_booked:
        return Verdict("pass_over", "pending")
    if entry.is_reversal:
        return Verdict("hold", "reversal")
    if not entry.is_credit:
        return Verdict("pass_over", "debit")
    if entry.invoice_id is not None:
        return _for_invoice(entry, entry.invoice, memory)
    numbers = numbers_of(entry)
    if not numbers:
        return Verdict("leave_unknown", "no_reference")
    found = [i for i in memory.find(numbers) if i.agency.path.startswith(entry.agency.path)]
    if not found:
        return Verdict("leave_unknown", "strange")
    if len(found) > 1:
        return Verdict("leave_unknown", "several")
    return _for_invoice(entry, found[0], memory)


def _for_invoice(entry: Any, invoice: Any, memory: Memory) -> Verdict:
    before = memory.paid.get(invoice.pk, Decimal(0))
    owed = invoice.still_owed - before
    kind = takings.comes_to(invoice, entry.amount + before, entry.currency)
    if kind == "currency":
        return Verdict("hold", "currency", invoice)
    if kind == "none" or owed <= 0:
        return Verdict("find_surplus", "void" if invoice.state == "void" else "paid", invoice)
    applied = min(entry.amount, owed)
    memory.paid[invoice.pk] = before + applied
    if kind == "part":
        return Verdict("take_part", "", invoice, applied)
    return Verdict("settle", "too_much" if entry.amount > owed else "", invoice, applied)
