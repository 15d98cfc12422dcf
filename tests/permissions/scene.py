"""One case of each kind, in the state in which its addresses tell people apart.

Made once for each test of the permission matrix, through the gate.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from accounts import lending
from accounts.models import Delegation, Membership, PersonalKey
from accounts.models.post import today
from audit.models import Event
from documents import papers, storage
from documents.attach import attach
from documents.models import Attachment, Paper
from licensing import appealing, reconciling, refunding, versions
from licensing.models import (
    Appeal,
    Application,
    BankEntry,
    Difference,
    Finding,
    ImportBatch,
    InformationRequest,
    Inspection,
    InspectionCalendar,
    Invoice,
    Licence,
    LicenceTypeVersion,
    Measure,
    Payment,
    Receipt,
    Refund,
    Review,
)
from procurement import sealed_bids
from procurement.models import (
    Bid,
    CallOff,
    Clarification,
    PlanItem,
    Qualification,
    QualificationRequest,
    SealedPart,
    Template,
    Tender,
)
from tests.cast import Cast
from tests.licensing import importing, money
from tests.licensing.conftest import Licensing
from tests.licensing.visiting import Visits
from tests.procurement import framework_life, life, qualify_life
from tests.vendors.life import asked, given
from tests.vendors.registration import pdf
from vendors import inviting
from vendors.models import AccessRequest, Credential, Invitation
from workflow.models import Notice

COMMITTEE = ("give_shares",)
STAGED = ("take_up", "accept", "sum_up")


@dataclass
class Scene:
    """What the addresses of the matrix lead to."""

    cast: Cast
    draft_tender: Tender
    tender: Tender
    plan_item: PlanItem
    template: Template
    own_template: Template
    question: Clarification
    bid: Bid
    application: Application
    staged: Application
    review: Review
    information_request: InformationRequest
    invoice: Invoice
    licence: Licence
    batch: ImportBatch
    measure: Measure
    appeal: Appeal
    payment: Payment
    visit: Inspection
    calendar: InspectionCalendar
    finding: Finding
    document: Attachment
    paper: Paper
    failed_paper: Paper
    post: Membership
    delegation: Delegation
    notice: Notice
    event: Event
    key: PersonalKey
    credential: Credential
    access: AccessRequest
    invitation: Invitation
    part: SealedPart
    draft_call: Qualification
    call: Qualification
    concluded_call: Qualification
    request: QualificationRequest
    order: CallOff
    entry: BankEntry
    refund: Refund
    difference: Difference
    draft_type: LicenceTypeVersion

    def case(self, kind: str, action: str = "") -> Any:
        """The case of a kind on which its actions are tried: one that not everybody may see.

        What a committee does is tried where there is one.
        """
        if action in COMMITTEE:
            return self.tender
        if kind == "application" and action in STAGED:
            return self.staged
        return {
            "company": self.cast.noor,
            "plan_item": self.plan_item,
            "credential": self.credential,
            "access": self.access,
            "tender": self.draft_tender,
            "clarification": self.question,
            "bid": self.bid,
            "qualification": self.draft_call,
            "qualification_request": self.request,
            "call_off": self.order,
            "licence_type_version": self.draft_type,
            "application": self.application,
            "review": self.review,
            "information_request": self.information_request,
            "invoice": self.invoice,
            "licence": self.licence,
            "statement": self.entry.statement,
            "bank_entry": self.entry,
            "refund": self.refund,
            "difference": self.difference,
            "licence_import": self.batch,
            "measure": self.measure,
            "appeal": self.appeal,
            "inspection": self.visit,
            "inspection_calendar": self.calendar,
            "finding": self.finding,
        }[kind]


def _difference(cast: Cast) -> Difference:
    reconciling.run(cast.trade)
    return Difference.objects.get()


def build(cast: Cast) -> Scene:
    """Make the scene."""
    tender = life.published(cast)
    licensing = Licensing(cast)
    application = licensing.approved()
    Application.objects.filter(pk=application.pk).update(bundle=uuid4())
    application = Application.objects.get(pk=application.pk)
    invoice = application.invoices.get()
    payment = Payment.objects.create(
        invoice=invoice, variant="default", total=invoice.exact, currency=invoice.currency
    )
    licence = licensing.issued(licensing.home)
    measure = licensing.proposed(licensing.issued())
    licensing.staged()
    staged = licensing.in_stages()
    review, question = licensing.asked_in(staged, "health")
    visits = Visits(licensing)
    calendar = visits.calendar()
    visit = visits.booked(visits.needed(application))
    document = attach(
        cast.noor, "register_extract", storage.store(pdf(), "extract.pdf"), by=cast.noor_owner
    )
    paper = papers.request_paper(cast.noor, "registration_certificate", by=None)
    failed = papers.request_paper(licence, "licence_certificate", by=None, once_per_case=False)
    Paper.objects.filter(pk=failed.pk).update(status=Paper.Status.FAILED)
    post = Membership.objects.get(user=cast.evaluator)
    approver = Membership.objects.get(user=cast.approver)
    event = Event.objects.filter(scope=cast.health.path).latest("pk")
    day = today()
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "20")
    call = qualify_life.published(cast)
    return Scene(
        cast=cast,
        draft_tender=life.draft(cast),
        tender=tender,
        plan_item=life.planned(cast),
        template=Template.objects.create(code="goods-1", name_ar="قالب", name_en="Template"),
        own_template=Template.objects.create(
            code="goods-2", name_ar="قالب", name_en="Template", agency=cast.health
        ),
        question=life.asked(tender, cast.noor, cast.noor_bidder),
        bid=bid,
        application=application,
        staged=staged,
        review=review,
        information_request=question,
        invoice=invoice,
        licence=licence,
        batch=importing.brought(cast, importing.as_csv([importing.row("A-1")])),
        measure=measure,
        appeal=_appeal(cast, measure),
        payment=payment,
        visit=visits.booked(visits.needed(application)),
        calendar=calendar,
        finding=visits.conditions(case=visits.today(visit)).findings.get(),
        document=document,
        paper=papers.issue(paper.pk),
        failed_paper=Paper.objects.get(pk=failed.pk),
        post=post,
        delegation=lending.lend(
            approver,
            cast.evaluator,
            # Not yet in force: it gives nobody anything in the matrix.
            since=day + timedelta(days=20),
            until=day + timedelta(days=25),
            reason="leave",
            by=cast.approver,
        ),
        notice=Notice.objects.create(
            to=cast.noor_owner, event=event, at=event.at, subject_ar="خبر", subject_en="News"
        ),
        event=event,
        key=PersonalKey.objects.get(user=cast.opener),
        credential=given(cast.noor, cast.noor_owner),
        access=asked(cast.noor, cast.stranger),
        invitation=inviting.invite(
            cast.noor, email="invited@example.org", role="viewer", by=cast.noor_owner
        ),
        part=sealed_bids.begin_part(bid),
        draft_call=qualify_life.draft(cast),
        call=call,
        concluded_call=qualify_life.concluded(cast),
        request=qualify_life.submitted(call, cast.noor, cast.noor_bidder),
        order=framework_life.drafted(cast, framework_life.awarded(cast)),
        entry=money.booked(cast, money.entry("unknown", "3")).entries.get(),
        refund=refunding.begin_due(
            Receipt.objects.get(invoice__application=licence.applications.get()),
            Decimal(1),
            "asked",
        ),
        difference=_difference(cast),
        draft_type=versions.begin_next(licensing.food, by=cast.licensing_officer),
    )


def _appeal(cast: Cast, measure: Measure) -> Appeal:
    """An appeal, unsaid of its time and its decision: only who may do what with it matters."""
    appeal = Appeal(
        reference=Appeal().new_reference(),
        company=measure.company,
        origin=measure.agency,
        agency=appealing.deciding_agency(cast.trade),
        measure=measure,
        grounds="Wrong.",
    )
    appeal.save()
    return appeal
