"""The demonstration's money: an account, bank statements with each kind of result, refunds in
each state, and what the nightly reconciliation finds in them.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Agency, User
from accounts.models.post import today
from licensing import booking, catalogue, reconciling, refunding, settlements
from licensing.bank import references
from licensing.models import AgencyAccount, Difference, Invoice, LicenceType, Refund, Statement
from portal.demo import licences
from portal.demo.licences import CASHIER, NOOR, OFOQ, SANABEL
from portal.demo.reviewing import DECIDER
from vendors.models import Company
from workflow.gate import perform

# Made up, with check digits that hold.
IBAN = "JO07CBJO0010000000000131999901"
PAYER = "JO79ARAB0010000000000131000777"
FIRST_BALANCE = Decimal("2400.000")
HEADER = "date,amount,currency,description,bank reference,name,payer iban,account,balance,reversal"


def make(agency: Agency, people: dict[str, User], companies: dict[str, Company]) -> None:
    """Make everything, through the real actions."""
    AgencyAccount.objects.create(
        agency=agency,
        bank="Central Bank of Jordan",
        holder="Ministry of Industry and Trade",
        iban=IBAN,
        bic="CBJOJOAX",
        currency="JOD",
    )
    story = _Story(agency, people, companies)
    story.discarded()
    story.booked()
    story.refunds()
    story.compared()
    story.waiting()


def _latin(company: Any) -> str:
    """A company as banks write it."""
    return str(company.name_en)


class _Story:
    """The agency's cashier at work."""

    def __init__(
        self, agency: Agency, people: dict[str, User], companies: dict[str, Company]
    ) -> None:
        self.agency, self.people, self.companies = agency, people, companies
        self.cashier, self.decider = people[CASHIER], people[DECIDER]
        self.account = AgencyAccount.objects.get(agency=agency)
        self.shop = LicenceType.objects.get(slug=catalogue.FOOD_SHOP)
        self.balance = FIRST_BALANCE
        self.count = 0
        owing = [("noor", NOOR), ("sanabel", SANABEL), ("ofoq", OFOQ)] * 3
        self.invoices: list[Invoice] = [
            licences.owing(companies[code], people[owner], people, self.shop)
            for code, owner in owing
        ]

    def row(self, text: str, amount: Any, name: str, days: int, *, reversal: str = "") -> str:
        """One row of a statement; the balance goes along."""
        self.count += 1
        self.balance += Decimal(amount)
        day = today() - timedelta(days=days)
        cells = (day, amount, "JOD", text, f"FT{day:%y%m%d}{self.count:04}", name, PAYER, IBAN,
                 self.balance, reversal)  # fmt: skip
        return ",".join(str(cell) for cell in cells)

    def pays(self, invoice: Invoice, amount: Any, days: int) -> str:
        """A transfer under the invoice's reference."""
        text = f"Licence fee {references.in_fours(invoice.payment_reference)}"
        return self.row(text, amount, _latin(invoice.company), days)

    def bring_in(self, name: str, *rows: str) -> Statement:
        """What the cashier brings in."""
        content = "\n".join((HEADER, *rows)).encode()
        return settlements.bring_in(self.account, name, content, by=self.cashier)

    def book(self, statement: Statement) -> Statement:
        """Book it as the worker does."""
        booking.carry_on(perform(statement, "book", by=self.cashier))
        return Statement.objects.get(pk=statement.pk)

    def discarded(self) -> None:
        """A file that was not meant."""
        before = self.balance
        statement = self.bring_in("wrong-month.csv", self.row("Interest", "4.120", "Bank", 40))
        perform(statement, "discard", by=self.cashier)
        self.balance = before

    def booked(self) -> None:
        """Two statements: each result there is, and an entry that comes again."""
        full, part, twice, late, more, whole, less, *_rest = self.invoices
        perform(late.application, "withdraw", by=self.people[NOOR])
        fee = full.exact
        first = self.pays(full, fee, 6)
        self.book(
            self.bring_in(
                "statement-1.csv",
                first,
                self.pays(part, "40.000", 6),
                self.pays(twice, fee, 6),
                self.pays(twice, fee, 5),
                self.pays(late, fee, 5),
                self.pays(more, fee + 10, 5),
                self.pays(whole, fee + Decimal("0.500"), 5),
                self.row("Licence fees of two shops", "151.000", "Petra Foods Co.", 5),
                self.row("licence please", "75.500", "Sanabel Bakery", 5),
                self.row("Account charges", "-3.000", "Bank", 5),
                self.row("Returned: wrong account", "-20.000", "Bank", 5, reversal="yes"),
                self.row("Credit interest", "1.250", "Bank", 5),
            )
        )
        balance = self.balance
        self.balance = FIRST_BALANCE + fee
        self.book(self.bring_in("statement-2.csv", first, self.pays(less, fee + 5, 3)))
        self.balance = balance + fee + 5
        interest = self.account.statements.get(state="booked", moved__gt=200)
        entry = interest.entries.get(text="Credit interest")
        perform(
            entry,
            "set_aside",
            by=self.cashier,
            reasons="Interest of the quarter, booked by the treasury.\n"
            "فائدة الربع، تقيّدها الخزينة.",
        )

    def refunds(self) -> None:
        """What was not owed, each a step further; and a fee that was given back whole."""
        due = list(Refund.objects.filter(agency=self.agency, state="due").order_by("pk"))
        _stays, proposed, approved, small, paid = due[:5]
        for refund in (proposed, approved, paid):
            self._propose(refund)
        for refund in (approved, paid):
            perform(refund, "approve", by=self.decider)
        self._pay_out(paid)
        perform(
            small,
            "reject",
            by=self.decider,
            remarks="Under one dinar the transfer costs more than it gives back (instruction 4/2024)."
            "\nما دون الدينار تفوق كلفة تحويله قيمته (التعليمات 4 لسنة 2024).",
        )
        counter = Invoice.objects.filter(agency=self.agency, state="paid", receipt_number__gt="")
        invoice = counter.order_by("-pk")[0]
        from_counter = invoice.receipts.get()
        whole = self._asked(invoice, from_counter)
        perform(self._propose(whole), "approve", by=self.decider)
        self._pay_out(whole)

    def _asked(self, invoice: Invoice, receipt: Any) -> Refund:
        from_company = "The shop was never opened; the fee of an unused licence goes back."
        return refunding.begin_due(receipt, receipt.left, "asked", from_company)

    def _propose(self, refund: Refund) -> Refund:
        return perform(
            refund,
            "propose",
            by=self.cashier,
            amount=refund.amount,
            reasons=refund.reasons or str(refund.get_why_display()),
            holder=_latin(refund.company),
            iban=refund.iban or PAYER,
        )

    def _pay_out(self, refund: Refund) -> None:
        day = today() - timedelta(days=1)
        perform(
            refund, "pay_out", by=self.cashier, paid_on=day, paid_reference=f"OUT{refund.pk:06}"
        )

    def compared(self) -> None:
        """Two nights: one difference is gone in the second, one is resolved."""
        reconciling.run(self.agency)
        entry = self.account.statements.get(state="booked", moved__gt=200).entries.get(
            text="licence please"
        )
        perform(
            entry,
            "assign",
            by=self.cashier,
            invoice=self.invoices[7],
            reasons="The bakery has called and named its application.\nاتصل المخبز وسمّى طلبه.",
        )
        reconciling.run(self.agency)
        open_ones = Difference.objects.filter(agency=self.agency, state="open").order_by("pk")
        perform(
            open_ones[0],
            "resolve",
            by=self.cashier,
            note="Petra Foods was written to; it sends the names of the two shops.\n"
            "خوطبت شركة البتراء للأغذية وستوافينا باسمي المحلين.",
        )

    def waiting(self) -> None:
        """A statement that the cashier has not booked yet."""
        self.bring_in(
            "statement-3.csv",
            self.pays(self.invoices[1], "35.500", 1),
            self.pays(self.invoices[8], self.invoices[8].exact, 1),
            self.pays(self.invoices[0], self.invoices[0].exact, 1),
            self.row("no reference", "12.000", "Al Ofoq Est.", 1),
        )
