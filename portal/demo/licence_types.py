"""The demonstration's catalogue in the making: a type with a longer form in force, a next version
that is being prepared, and one that waits for somebody else to put it into force.

Everything is done as its officers do it, through the same actions.
"""

from typing import Any

from accounts.models import Agency, User
from licensing import building, catalogue, versions
from licensing.models import LicenceType, LicenceTypeVersion
from workflow.gate import begin, perform

OFFICER, DECIDER = "licensing@trade.example", "decider@trade.example"
CAFE = "cafe"

Words = dict[str, str]


def _w(arabic: str, english: str) -> Words:
    return {"ar": arabic, "en": english}


def make(agency: Agency, people: dict[str, User]) -> None:
    """Make them. `agency` grants licences; its officer and approver are among `people`."""
    officer, decider = people[OFFICER], people[DECIDER]
    _cafe(agency, officer, decider)
    _next_food_shop(officer)
    _next_home_business(officer)


# --- a type with sections that depend on answers, a table of rows, and stages ------------


def _cafe(agency: Agency, officer: User, decider: User) -> None:
    kind = LicenceType.objects.create(slug=CAFE, agency=agency, one_a_company=False)
    version = begin(
        LicenceTypeVersion(licence_type=kind, name_ar="رخصة مقهى", name_en="Café licence"),
        by=officer,
        who="licensing.prepare_licence_type",
    )
    version = perform(version, "edit_about", by=officer, **ABOUT)
    version = perform(version, "edit_form", by=officer, change=lambda _schema: CAFE_FORM)
    version = perform(version, "edit_documents", by=officer, documents=CAFE_DOCUMENTS)
    version = perform(version, "edit_stages", by=officer, stages=CAFE_STAGES)
    version = perform(version, "edit_rules", by=officer, **RULES)
    version = perform(version, "propose", by=officer)
    perform(version, "activate", by=decider, read=True)


ABOUT: dict[str, Any] = {
    "name_ar": "رخصة مقهى",
    "name_en": "Café licence",
    "description_ar": "لكل محل يقدّم المشروبات والوجبات الخفيفة للزبائن داخله أو خارجه. رخصة لكل محل.",
    "description_en": (
        "For every place that serves drinks and light meals, inside or to take away. One licence for each "
        "place."
    ),
    "eligibility_ar": "كل شركة مسجّلة لها محل تملكه أو تستأجره في منطقة يُسمح فيها بالمقاهي.",
    "eligibility_en": (
        "Any registered company with premises that it owns or rents where cafés are allowed."
    ),
    "legal_basis_ar": "نظام ترخيص المقاهي، المادة 4.",
    "legal_basis_en": "Cafés Licensing Regulation, article 4.",
    "conditions_ar": "تعليق الرخصة في مكان ظاهر.\nتجديد الشهادات الصحية للعاملين قبل انتهائها.",
    "conditions_en": (
        "The licence hangs where guests can read it.\n"
        "Health certificates of staff are renewed before they end."
    ),
}
RULES: dict[str, Any] = {
    "review_days": 20,
    "answer_days": 30,
    "appeal_days": 30,
    "term_months": 24,
    "tacit_approval": False,
    "renewal_opens_days": 90,
    "late_renewal_days": 30,
}
_CHOICES = {
    "indoors": _w("داخل المحل", "Inside"),
    "terrace": _w("في ساحة خارجية", "On a terrace"),
    "take_away": _w("للطلبات الخارجية فقط", "To take away only"),
}
CAFE_FORM: dict[str, Any] = {
    "type": "object",
    "required": ["place", "serving", "gas", "staff"],
    "x-order": ["place", "city", "serving", "seats", "terrace_area", "gas", "cylinders", "staff"],
    "x-sections": [
        {"name": "place", "title": _w("المحل", "The place"), "questions": ["place", "city"]},
        {
            "name": "guests",
            "title": _w("الزبائن", "Guests"),
            "questions": ["serving", "seats"],
        },
        {
            "name": "terrace",
            "title": _w("الساحة الخارجية", "The terrace"),
            "questions": ["terrace_area"],
            "when": {"serving": ["terrace"]},
        },
        {
            "name": "kitchen",
            "title": _w("المطبخ", "The kitchen"),
            "questions": ["gas", "cylinders", "staff"],
        },
    ],
    "properties": {
        "place": {
            "type": "string",
            "x-public": True,
            "x-prefill": "company.address",
            "x-title": _w("عنوان المحل", "Address of the place"),
        },
        "city": {"type": "string", "x-prefill": "company.city", "x-title": _w("المدينة", "City")},
        "serving": {
            "type": "array",
            "items": {"type": "string", "enum": list(_CHOICES)},
            "uniqueItems": True,
            "x-public": True,
            "x-choices": _CHOICES,
            "x-title": _w("أين يُقدَّم الطعام؟", "Where is food served?"),
        },
        "seats": {
            "type": "integer",
            "minimum": 1,
            "maximum": 2000,
            "x-when": {"serving": ["indoors", "terrace"]},
            "x-title": _w("عدد المقاعد", "Number of seats"),
        },
        "terrace_area": {
            "type": "number",
            "minimum": 1,
            "x-decimals": 1,
            "x-unit": _w("متر مربع", "m²"),
            "x-title": _w("مساحة الساحة", "Area of the terrace"),
        },
        "gas": {"type": "boolean", "x-title": _w("هل يُطبخ بالغاز؟", "Do you cook with gas?")},
        "cylinders": {
            "type": "integer",
            "minimum": 1,
            "maximum": 100,
            "x-when": {"gas": [True]},
            "x-title": _w("عدد أسطوانات الغاز", "Number of gas cylinders"),
        },
        "staff": {
            "type": "array",
            "minItems": 1,
            "maxItems": 40,
            "x-title": _w("العاملون في تحضير الطعام", "Staff who prepare food"),
            "x-help": _w("سطر لكل عامل.", "One row for each."),
            "items": {
                "type": "object",
                "required": ["name", "certificate"],
                "x-order": ["name", "task", "certificate"],
                "properties": {
                    "name": {"type": "string", "x-title": _w("الاسم", "Name")},
                    "task": {
                        "type": "string",
                        "enum": ["cook", "service"],
                        "x-choices": {
                            "cook": _w("طبخ", "Cooking"),
                            "service": _w("تقديم", "Service"),
                        },
                        "x-title": _w("العمل", "Work"),
                    },
                    "certificate": {
                        "type": "string",
                        "format": "date",
                        "x-title": _w(
                            "الشهادة الصحية سارية حتى", "Health certificate valid through"
                        ),
                    },
                },
            },
        },
    },
}
CAFE_DOCUMENTS: list[dict[str, Any]] = [
    {
        "key": "register",
        "label": _w("السجل التجاري", "Commercial register extract"),
        "help": _w("يمكن أخذه من ملف الشركة.", "It can be taken from the company's file."),
        "required": True,
        "reuse": "document:register_extract",
    },
    {
        "key": "lease",
        "label": _w("عقد الإيجار أو سند الملكية", "Lease or title deed"),
        "help": _w("ساري المفعول، باسم الشركة.", "In force, in the company's name."),
        "required": True,
        "expires": True,
    },
    {
        "key": "gas_check",
        "label": _w("شهادة فحص تمديدات الغاز", "Certificate of the gas installation"),
        "help": _w("من جهة فحص معتمدة.", "From a recognised inspection body."),
        "required": True,
        "max_age_days": 180,
        "when": {"gas": [True]},
    },
]


def _stage(key: str, kind: str, title: Words, group: int, days: int, **more: Any) -> dict[str, Any]:
    roles = {"inspection": "inspector", "decision": "licensing_approver"}
    return {
        "key": key,
        "kind": kind,
        "title": title,
        "agency": "",
        "role": roles.get(kind, "licensing_officer"),
        "days": days,
        "group": group,
        "on_overdue": "escalate",
        "checklist": [],
        **more,
    }


CAFE_STAGES = [
    _stage("completeness", "screening", _w("تدقيق اكتمال الطلب", "Completeness check"), 1, 2),
    _stage("health", "review", _w("المراجعة الصحية", "Health review"), 2, 8, agency="health"),
    _stage("zoning", "review", _w("مراجعة التنظيم", "Zoning review"), 2, 5),
    _stage(
        "visit",
        "inspection",
        _w("الكشف على المحل", "Inspection of the place"),
        3,
        7,
        checklist=[
            {"key": "extinguishers", "label": _w("طفايات الحريق", "Fire extinguishers")},
            {"key": "exits", "label": _w("مخارج الطوارئ", "Emergency exits")},
            {"key": "cold", "label": _w("حفظ المواد المبرّدة", "Chilled food is kept cold")},
        ],
    ),
    _stage("decision", "decision", _w("القرار", "Decision"), 4, 3),
]


# --- versions in the making --------------------------------------------------------------


def _next_food_shop(officer: User) -> None:
    """Being prepared: a limit changed, a question added, a document that must still be valid."""
    kind = LicenceType.objects.get(slug=catalogue.FOOD_SHOP)
    version = versions.begin_next(kind, by=officer)
    asked = dict(version.questions["properties"]["floor_area"], maximum=2000)
    delivery = {
        "type": "boolean",
        "x-title": _w("هل توصّل الطلبات إلى البيوت؟", "Do you deliver to homes?"),
    }
    vehicles = {
        "type": "integer",
        "minimum": 1,
        "x-when": {"delivery": [True]},
        "x-title": _w("عدد مركبات التوصيل", "Number of delivery vehicles"),
    }
    for name, part, question in (
        ("floor_area", "shop", asked),
        ("", "goods", {**delivery, "x-title": _w("توصيل", "Delivery")}),
        ("delivery", "goods", delivery),
        ("", "goods", vehicles),
    ):
        change = building.put_question(name, part, question, required=True)
        version = perform(version, "edit_form", by=officer, change=change)
    documents = [
        {**row, "expires": True} if row["key"] == "lease" else row for row in version.documents
    ]
    perform(version, "edit_documents", by=officer, documents=documents)


def _next_home_business(officer: User) -> None:
    """Proposed: its approver reads what it alters."""
    kind = LicenceType.objects.get(slug=catalogue.HOME_BUSINESS)
    version = versions.begin_next(kind, by=officer)
    said: Any = version
    words: dict[str, Any] = {
        "eligibility_en": said.eligibility_en + " The licence now holds for two years.",
        "eligibility_ar": said.eligibility_ar + " وتسري الرخصة من الآن سنتين.",
    }
    version = perform(version, "edit_about", by=officer, **words)
    version = perform(version, "edit_rules", by=officer, term_months=24)
    perform(version, "propose", by=officer)
