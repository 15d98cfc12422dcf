"""What became of the demonstration's licences: renewals, a transfer, hearings, appeals.

Dates are moved back so that terms end soon or have ended; everything else goes through the real
actions.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from documents.attach import attachments_of
from licensing import appealing, beginning, catalogue, measuring
from licensing.models import Appeal, Application, Licence, LicenceType, Measure
from portal.demo import licences
from vendors.models import Company
from workflow.gate import begin, perform

OFFICER, DECIDER = "licensing@trade.example", "decider@trade.example"
JUDGE = "appeals@state.example"
NOOR, OFOQ, SANABEL = licences.NOOR, licences.OFOQ, licences.SANABEL
RATS = "Signs of rats in the store room (visit of the inspector).\nآثار قوارض في المخزن (زيارة المفتش)."
MEAT = "Meat past its date was on sale, again.\nبيع لحوم منتهية الصلاحية للمرة الثانية."
HEALTH = "The health certificates of the staff have ended.\nانتهت الشهادات الصحية للعاملين."
CLEAN = "We have had the store cleaned.\nنظّفنا المخزن."


class Lives:
    """The people and companies, and the steps that their licences take."""

    def __init__(self, people: dict[str, User], companies: dict[str, Company]) -> None:
        self.people, self.companies = people, companies
        self.kind = LicenceType.objects.get(slug=catalogue.FOOD_SHOP)
        self.number = 100

    def licence(self, code: str, owner: str, ends_in: int = 300) -> Licence:
        """A food shop's licence of this company that ends in so many days."""
        self.number += 1
        case = licences._begin(self.companies[code], self.people[owner], self.kind, complete=True)
        licences._lead(case, "issued", self.people, self.people[owner], self.number)
        made = Application.objects.get(pk=case.pk).licence
        assert made is not None
        until = timezone.localdate() + timedelta(days=ends_in)
        since = until.replace(year=until.year - 1, day=min(until.day, 28))
        made.terms.update(since=since, until=until)
        Licence.objects.filter(pk=made.pk).update(anchor=since, valid_from=since, valid_until=until)
        return Licence.objects.get(pk=made.pk)

    def change(self, licence: Licence, aim: str, owner: str, **values: Any) -> Application:
        """A change of it, begun by its owner."""
        change = beginning.change_of(licence, aim)
        for name, value in values.items():
            setattr(change, name, value)
        who = "end_licence" if aim in ("transfer", "surrender") else "change_licence"
        change = begin(change, by=self.people[owner], who=f"licensing.{who}")
        beginning.take_over_documents(change, self.people[owner])
        return change

    def finish(self, change: Application) -> None:
        """Pay for it at the counter, where anything is to be paid."""
        self.number += 1
        invoice = change.invoices.filter(state="issued").first()
        if invoice is not None:
            perform(
                invoice,
                "record_payment",
                by=self.people[licences.CASHIER],
                amount=invoice.exact,
                receipt_number=f"R-2026-{self.number:04d}",
            )
        change = Application.objects.get(pk=change.pk)
        if change.state != Application.State.ISSUED:
            perform(change, "issue", by=None)

    def proposed(self, licence: Licence, intended: str, reasons: str, **more: Any) -> Measure:
        """Notice of a measure."""
        officer = self.people[OFFICER]
        measure = begin(
            Measure(
                licence=licence,
                company=licence.company,
                agency=licence.agency,
                intended=intended,
                reasons=reasons,
                hear_through=timezone.localdate() + timedelta(days=14),
                proposed_by=officer,
                **more,
            ),
            by=officer,
            who="licensing.propose_measure",
        )
        measuring.begun(measure, files=[], by=officer)
        return measure

    def answered(self, licence: Licence, intended: str, owner: str) -> Measure:
        """One that the company has answered."""
        measure = self.proposed(licence, intended, RATS)
        return perform(measure, "answer", by=self.people[owner], answer_text=CLEAN)

    def imposed(self, licence: Licence, outcome: str, owner: str, reasons: str) -> Measure:
        """One that was decided."""
        measure = self.answered(licence, outcome, owner)
        return perform(measure, "impose", by=self.people[DECIDER], outcome=outcome, reasons=reasons)

    def appeal(self, measure: Measure, owner: str) -> Appeal:
        """An appeal against it."""
        return begin(
            Appeal(
                company=measure.company,
                origin=measure.agency,
                agency=appealing.deciding_agency(measure.agency),
                measure=measure,
                grounds="The meat was in the return box, not on sale.\n"
                "كانت اللحوم في صندوق المرتجعات ولم تكن معروضة للبيع.",
            ),
            by=self.people[owner],
            who="licensing.appeal",
        )


def make(people: dict[str, User], companies: dict[str, Company]) -> None:
    """Make them, in every state."""
    lives = Lives(people, companies)
    _changes(lives, companies)
    _measures(lives)
    _appeals(lives)


def _changes(lives: Lives, companies: dict[str, Company]) -> None:
    """What ends soon, what is renewed, amended, handed over and given up."""
    lives.licence("noor", NOOR, ends_in=20)
    reviewed = lives.change(lives.licence("noor", NOOR, ends_in=40), "renew", NOOR)
    perform(
        reviewed,
        "edit",
        by=lives.people[NOOR],
        answers={**reviewed.answers, "chillers": 9},
        documents={a.purpose: a.file for a in attachments_of(reviewed)},
    )
    perform(reviewed, "submit", by=lives.people[NOOR])
    renewed = lives.change(lives.licence("ofoq", OFOQ, ends_in=10), "renew", OFOQ)
    lives.finish(perform(renewed, "submit", by=lives.people[OFOQ]))
    handed = lives.licence("sanabel", SANABEL)
    lives.change(handed, "transfer", SANABEL, to_company=companies["noor"])
    over = lives.licence("noor", NOOR, ends_in=-10)
    perform(over, "expire", by=None)
    given = lives.change(
        lives.licence("ofoq", OFOQ),
        "surrender",
        OFOQ,
        why_words="أُغلق المحل. / The shop is closed.",
    )
    perform(given, "submit", by=lives.people[OFOQ])
    unpaid = Application.objects.get(pk=given.pk)
    if unpaid.state != Application.State.ISSUED:
        lives.finish(unpaid)


def _measures(lives: Lives) -> None:
    """A suspension, a hearing that is open, one to be decided, one dropped."""
    lives.imposed(lives.licence("sanabel", SANABEL), "suspend", SANABEL, HEALTH)
    lives.proposed(lives.licence("noor", NOOR), "suspend", RATS)
    lives.answered(lives.licence("ofoq", OFOQ), "conditions", OFOQ)
    dropped = lives.answered(lives.licence("ofoq", OFOQ), "suspend", OFOQ)
    perform(
        dropped, "drop", by=lives.people[DECIDER], reasons="Put right at once.\nصُحّح الوضع فورًا."
    )


def _appeals(lives: Lives) -> None:
    """A revocation that was appealed against, and one that was undone."""
    revoked = lives.imposed(lives.licence("noor", NOOR), "revoke", NOOR, MEAT)
    perform(lives.appeal(revoked, NOOR), "admit", by=lives.people[JUDGE])
    filed = lives.imposed(lives.licence("sanabel", SANABEL), "revoke", SANABEL, MEAT)
    lives.appeal(filed, SANABEL)
    undone = lives.imposed(lives.licence("ofoq", OFOQ), "revoke", OFOQ, MEAT)
    appeal = perform(lives.appeal(undone, OFOQ), "admit", by=lives.people[JUDGE])
    perform(
        appeal,
        "uphold",
        by=lives.people[JUDGE],
        remedy="undo",
        reasons="The pictures show the return box.\nتُظهر الصور صندوق المرتجعات.",
    )
