"""The demonstration's procurement plan, templates, and what is prepared around its tenders."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from audit.models import database_now
from portal.demo.story import APPROVER, OFFICER, Story
from portal.demo.words import TENDERS
from procurement import following
from procurement.models import Method, PlanItem, Template, Tender
from vendors.models import Category
from workflow.gate import begin, perform

UNPLANNED = (
    "طرأت الحاجة بعد إقرار الخطة السنوية.\nThe need arose after the year's plan was approved."
)
# Entries from which no tender was made yet, and how far each has come.
PLANNED: tuple[tuple[str, str, str, str, int, str], ...] = (
    ("أجهزة غسيل كلى", "Dialysis machines", "open-points", "380000", 1, "published"),
    ("أدوية القلب والضغط", "Heart and blood pressure medicines", "framework", "900000", 2, "published"),
    ("صيانة المصاعد", "Maintenance of lifts", "open", "45000", 2, "approved"),
    ("قرطاسية", "Stationery", "request-for-quotations", "8000", 3, "draft"),
    ("سيارات إدارية", "Office cars", "open", "60000", 4, "dropped"),
)  # fmt: skip
CRITERIA: tuple[dict[str, Any], ...] = (
    {
        "kind": "pass_fail",
        "title_ar": "شهادة مطابقة للمواصفة IEC 60601",
        "title_en": "Certificate of conformity with IEC 60601",
    },
    {
        "kind": "pass_fail",
        "title_ar": "توفر قطع الغيار لعشر سنوات",
        "title_en": "Spare parts available for ten years",
    },
)
PAPERS: tuple[dict[str, Any], ...] = (
    {
        "title_ar": "نشرة الشركة الصانعة",
        "title_en": "Data sheet of the manufacturer",
        "envelope": "technical",
        "is_required": True,
    },
    {
        "title_ar": "قائمة بعقود مماثلة",
        "title_en": "List of similar contracts",
        "envelope": "technical",
        "is_required": False,
    },
)


def plan(story: Story) -> dict[str, PlanItem]:
    """The year's plan; return the entries of which tenders are made, by the key of their words."""
    year = database_now().year
    for arabic, english, method, value, quarter, until in PLANNED:
        _item(story, arabic, english, method, value, (year + 1, quarter), until)
    found = {}
    for key in ("ambulances", "beds", "ultrasound"):
        words = TENDERS[key]
        code = "open"
        found[key] = _item(
            story,
            words["title_ar"],
            words["title_en"],
            code,
            words["value"],
            (year, 4),
            "published",
        )
    return found


def _item(
    story: Story,
    arabic: str,
    english: str,
    method: str,
    value: str,
    when: tuple[int, int],
    until: str,
) -> PlanItem:
    officer = story.person(OFFICER)
    item = begin(
        PlanItem(
            agency=story.agency,
            method=Method.objects.get(code=method),
            title_ar=arabic,
            title_en=english,
            year=when[0],
            quarter=when[1],
            estimated_value=Decimal(value),
            funding="الموازنة العامة / State budget",
        ),
        by=officer,
        who="procurement.plan",
    )
    item.categories.set(Category.objects.filter(code="33000000"))
    if until == "draft":
        return item
    if until == "dropped":
        reason = "أُلغي البند بعد تخفيض المخصصات.\nThe funds were cut."
        return perform(item, "drop", by=officer, reason=reason)
    item = perform(item, "approve", by=story.person(APPROVER))
    return perform(item, "publish", by=officer) if until == "published" else item


def templates() -> None:
    """Two templates for all agencies: goods and services."""
    for code, arabic, english, unit in (
        ("goods", "توريد سلع", "Supply of goods", "C62"),
        ("services", "تقديم خدمات", "Services", "MON"),
    ):
        Template.objects.get_or_create(
            code=code,
            defaults={
                "name_ar": arabic,
                "name_en": english,
                "data": {
                    "method": "open",
                    "items": [{"description_ar": "", "description_en": "", "unit": unit, "lot": 1}],
                    "criteria": [],
                    "papers": [dict(row) for row in PAPERS],
                    "terms": {"bid_validity_days": 90, "security": "declaration"},
                },
            },
        )


def requirements(story: Story, tender: Tender) -> Tender:
    """Criteria, documents and terms of the beds."""
    officer = story.person(OFFICER)
    tender = perform(
        tender,
        "set_requirements",
        by=officer,
        price_weight=None,
        price_formula="proportional",
        criteria=[dict(row) for row in CRITERIA],
        papers=[dict(row) for row in PAPERS],
    )
    return perform(
        tender,
        "set_terms",
        by=officer,
        bid_validity_days=120,
        security="percent",
        security_percent=Decimal(3),
        performance_percent=Decimal(10),
        contract_months=12,
        contract_terms_ar="التوريد على دفعتين، والدفع خلال ثلاثين يوماً من الاستلام.",
        contract_terms_en="Delivery in two parts; payment within thirty days of acceptance.",
    )


def returned(story: Story, tender: Tender) -> Tender:
    """A draft that an approver has returned, with remarks on its sections."""
    tender = perform(tender, "submit_for_approval", by=story.person(OFFICER))
    return perform(
        tender,
        "return_to_draft",
        by=story.person(APPROVER),
        remarks="",
        sections={
            "items": "اذكر قياسات المكتب.\nState the measures of the desk.",
            "terms": "كفالة الصيانة غير محددة.\nThe guarantee is not stated.",
        },
    )


def kept(story: Story, tender: Tender) -> None:
    """A template of the officer's own agency, made of one of its drafts."""
    perform(
        tender,
        "keep_as_template",
        by=story.person(OFFICER),
        name_ar="أثاث مكتبي",
        name_en="Office furniture",
    )


def dealings(story: Story, tender: Tender) -> Tender:
    """A meeting and an addendum on the ambulances; a company's owner follows them."""
    officer = story.person(OFFICER)
    following.follow(tender, story.person("owner@ofoq.example"))
    tender = perform(
        tender,
        "call_meeting",
        by=officer,
        starts_at=(database_now() + timedelta(days=3)).replace(hour=8, minute=0, second=0),
        place="وزارة الصحة، القاعة 2 / Ministry of Health, hall 2",
        link="https://meet.health.example/ambulances",
        about="معاينة المواصفات والإجابة عن الأسئلة.\nThe specification, and questions.",
    )
    rows = list(tender.items.values("pk", "description_ar", "description_en", "quantity", "unit"))
    changed = [{**row, "key": row["pk"]} for row in rows]
    changed[0] |= {"quantity": Decimal(12), "delivery_place": "Amman / عمّان"}
    return perform(
        tender,
        "issue_addendum",
        by=officer,
        summary_ar="زيادة عدد السيارات إلى اثنتي عشرة.",
        summary_en="Twelve vehicles instead of ten.",
        items=changed,
    )
