"""The demonstration's calls for qualification, one in nearly every state.

The first, whose short list becomes a tender, takes applications for some seconds only: it is
opened before the tenders are made and concluded after the demonstration has waited for them.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from accounts.models.post import today
from audit.models import database_now
from portal.demo import sealing
from portal.demo.files import scan
from portal.demo.preparing import UNPLANNED
from portal.demo.story import APPROVER, OFFICER, Story
from procurement.models import Method, Qualification, QualificationRequest, Tender
from vendors import credentials
from vendors.models import Category
from workflow.gate import begin, perform

EVALUATOR = "evaluator@health.example"
APPLICANTS = {
    "noor": "bidder@noor.example",
    "ofoq": "owner@ofoq.example",
    "sanabel": "owner@sanabel.example",
}
APPLICANTS_IN_ENGLISH = {"noor": "Al Noor", "ofoq": "Al Ofoq", "sanabel": "Sanabel"}
# key: (Arabic title, English title, Arabic text, English text, purpose, category, least)
CALLS: dict[str, tuple[str, str, str, str, str, str, int]] = {
    "meals": (
        "تأهيل شركات لتقديم وجبات المرضى في مستشفيات الوسط",
        "Qualifying companies for patients' meals in the central hospitals",
        "ثلاث وجبات يومياً في ستة مستشفيات لمدة سنتين.",
        "Three meals a day in six hospitals, for two years.",
        "prequalification", "55000000", 3,
    ),
    "records": (
        "نظام السجل الطبي الإلكتروني: المرحلة الأولى",
        "Electronic health records: first stage",
        "تقترح الشركات بنية النظام وطريقة تشغيله ونقل السجلات القائمة، من دون أسعار.",
        "Companies propose how the system is built and how records move, without prices.",
        "first_stage", "48000000", 2,
    ),
    "waste": (
        "تأهيل شركات لمعالجة النفايات الطبية",
        "Qualifying companies for the treatment of medical waste",
        "جمع النفايات الطبية ومعالجتها من خمسين مركزاً صحياً.",
        "Collecting and treating medical waste of fifty health centres.",
        "prequalification", "90000000", 2,
    ),
    "theatres": (
        "تأهيل مقاولين لتجديد غرف العمليات",
        "Qualifying contractors for renewing operating theatres",
        "تجديد ثماني غرف عمليات أثناء استمرار العمل في المستشفى.",
        "Renewing eight operating theatres while the hospital goes on working.",
        "prequalification", "45000000", 3,
    ),
    "linen": (
        "تأهيل مغاسل لبياضات المستشفيات",
        "Qualifying laundries for hospital linen",
        "غسل وتعقيم أربعة أطنان يومياً.",
        "Washing and sterilising four tonnes a day.",
        "prequalification", "98000000", 3,
    ),
}  # fmt: skip
CRITERIA = (
    {
        "title_ar": "خبرة ثلاث سنوات على الأقل في أعمال مماثلة",
        "title_en": "At least three years of similar work",
    },
    {
        "title_ar": "القدرة على تغطية المواقع كلها في الوقت نفسه",
        "title_en": "Able to serve all sites at the same time",
    },
)
PAPERS = (
    {
        "title_ar": "شهادة نظام إدارة الجودة",
        "title_en": "Certificate of quality management",
        "credential_type": "",
        "is_required": True,
    },
    {
        "title_ar": "قائمة بالأعمال المماثلة",
        "title_en": "List of similar work",
        "credential_type": "",
        "is_required": True,
    },
)
REASON = "عدد الفنيين لا يكفي لتغطية المواقع كلها.\nToo few technicians to serve all sites."


def begin_short(story: Story, seconds: int) -> list[Qualification]:
    """Calls that take applications for so many seconds, with the applications to them."""
    short = [_published(story, key, seconds=seconds) for key in ("meals", "records", "waste")]
    meals, records, waste = short
    for code in APPLICANTS:
        _apply(story, meals, code)
    _apply(story, records, "noor")
    for code in ("noor", "ofoq"):
        _apply(story, waste, code)
    return short


def finish(story: Story, short: list[Qualification]) -> None:
    """What became of them, the tender made of the first, and calls that are not that far."""
    meals, records, waste = (perform(call, "close", by=None) for call in short)
    for request in meals.requests.all():
        _judge(story, request)
    meals = perform(meals, "conclude", by=story.person(APPROVER))
    _judge(story, records.requests.get(), REASON)
    perform(
        records,
        "declare_unsuccessful",
        by=story.person(APPROVER),
        reason="لم يستوفِ المعايير العدد المطلوب.\nFewer companies than needed meet the criteria.",
    )
    _judge(story, waste.requests.get(company=story.companies["ofoq"]), REASON)
    _tender(story, meals)
    theatres = _published(story, "theatres", days=14)
    _apply(story, theatres, "noor")
    _begin(story, theatres, "ofoq")
    _draft(story, "linen", days=30)


def _draft(story: Story, key: str, **period: int) -> Qualification:
    arabic, english, text_ar, text_en, purpose, category, least = CALLS[key]
    officer = story.person(OFFICER)
    call = Qualification(
        agency=story.agency, title_ar=arabic, title_en=english, purpose=purpose, least=least
    )
    call = begin(call, by=officer, who="procurement.begin_qualification")
    closes_at = database_now() + timedelta(**period)
    if "days" in period:
        closes_at = closes_at.replace(hour=11, minute=0, second=0, microsecond=0)
    return perform(
        call,
        "edit",
        by=officer,
        description_ar=text_ar,
        description_en=text_en,
        categories=Category.objects.filter(code=category),
        closes_at=closes_at,
        criteria=[dict(row) for row in CRITERIA],
        papers=[dict(row) for row in PAPERS],
    )


def _published(story: Story, key: str, **period: int) -> Qualification:
    call = perform(_draft(story, key, **period), "submit_for_approval", by=story.person(OFFICER))
    return perform(call, "publish", by=story.person(APPROVER))


def _begin(story: Story, call: Qualification, code: str) -> QualificationRequest:
    request = QualificationRequest(qualification=call, company=story.companies[code])
    return begin(request, by=story.person(APPLICANTS[code]), who="procurement.apply_to_qualify")


def _apply(story: Story, call: Qualification, code: str) -> QualificationRequest:
    """An application: a credential on record where there is one, files else."""
    company, person = story.companies[code], story.person(APPLICANTS[code])
    request = _begin(story, call, code)
    quality, works = call.required_documents.all()
    name = APPLICANTS_IN_ENGLISH[code]
    credential = credentials.usable(company, today()).first()
    file = None if credential else scan(f"Quality certificate of {name}")
    papers: dict[int, dict[str, Any]] = {
        quality.pk: {"credential": credential, "file": file},
        works.pk: {"credential": None, "file": scan(f"Works of {name}")},
    }
    statement = "نعمل في هذا المجال منذ عام 2011.\nWe have done this work since 2011."
    return perform(request, "submit", by=person, statement=statement, papers=papers)


def _judge(story: Story, request: QualificationRequest, unmet: str = "") -> QualificationRequest:
    """Every criterion met; or, with a reason, the last one not."""
    findings = {c.pk: {"is_met": True, "reason": ""} for c in request.qualification.criteria.all()}
    if unmet:
        findings[max(findings)] = {"is_met": False, "reason": unmet}
    return perform(request, "judge", by=story.person(EVALUATOR), findings=findings)


def _tender(story: Story, call: Qualification) -> Tender:
    """The restricted tender for its short list, open for bids."""
    officer = story.person(OFFICER)
    tender = begin(
        Tender(
            agency=story.agency,
            method=Method.objects.get(code="restricted"),
            title_ar="تقديم وجبات المرضى في مستشفيات الوسط",
            title_en="Patients' meals in the central hospitals",
            description_ar=CALLS["meals"][2],
            description_en=CALLS["meals"][3],
            estimated_value=Decimal("640000"),
            no_plan_reason=UNPLANNED,
        ),
        by=officer,
        who="procurement.begin_tender",
    )
    row = {
        "description_ar": "وجبة مريض",
        "description_en": "Meal of a patient",
        "quantity": Decimal(365000),
        "unit": "C62",
    }
    tender = perform(tender, "edit", by=officer, items=[row], categories=call.categories.all())
    tender = perform(tender, "set_qualification", by=officer, qualification=call)
    why = (
        "سلامة الغذاء تقتضي التحقق من المطابخ قبل طلب الأسعار.\n"
        "Food safety asks for a look at the kitchens before prices are asked for."
    )
    tender = perform(tender, "set_terms", by=officer, justification=why, contract_months=24)
    tender = perform(tender, "submit_for_approval", by=officer)
    tender = perform(tender, "approve", by=story.person(APPROVER))
    tender = sealing.appoint(tender, story.people, officer)
    closes_at = (database_now() + timedelta(days=16)).replace(
        hour=11, minute=0, second=0, microsecond=0
    )
    return perform(tender, "publish", by=officer, closes_at=closes_at)
