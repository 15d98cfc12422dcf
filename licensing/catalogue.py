"""The licence types of the demonstration and the tests: configuration, as an agency would write it.

`seed(agency)` is called by the demonstration and by the tests' cast. A further type is another
entry here (CONTRIBUTING.md, “Add a licence type”), or rows made in the technical administration.
"""

from decimal import Decimal
from typing import Any

from accounts.models import Agency
from audit.models import Audience
from licensing.models import LicenceType, LicenceTypeVersion
from workflow.gate import begin

# One granted at once, one reviewed.
HOME_BUSINESS = "home-business"
FOOD_SHOP = "food-shop"

Words = dict[str, str]


def _w(ar: str, en: str) -> Words:
    return {"ar": ar, "en": en}


def _section(name: str, title: Words, *asked: str) -> dict[str, Any]:
    """Questions that are asked together."""
    return {"name": name, "title": title, "questions": list(asked)}


def _schema(
    *asked: tuple[str, bool, dict[str, Any]], sections: list[dict[str, Any]]
) -> dict[str, Any]:
    """Questions in order: (name, whether an answer is needed, what is asked)."""
    return {
        "x-sections": sections,
        "type": "object",
        "x-order": [name for name, _needed, _asked in asked],
        "required": [name for name, needed, _asked in asked if needed],
        "properties": {name: question for name, _needed, question in asked},
    }


def _document(key: str, label: Words, help_: Words, required: bool = True) -> dict[str, Any]:
    return {"key": key, "label": label, "help": help_, "required": required}


HOME_QUESTIONS = _schema(
    (
        "trade",
        True,
        {
            "type": "string",
            "x-long": True,
            "x-public": True,
            "maxLength": 400,
            "x-title": _w("ماذا ستبيع أو تقدّم؟", "What will you sell or offer?"),
            "x-help": _w(
                "بكلماتك، مثل: حلويات منزلية عبر الإنترنت.",
                "In your own words, for example: home-made sweets, sold online.",
            ),
        },
    ),
    (
        "home_address",
        True,
        {
            "type": "string",
            "x-title": _w("عنوان المنزل الذي تعمل منه", "Address of the home you work from"),
            "x-help": _w("الحي والشارع ورقم المبنى.", "Area, street and building number."),
        },
    ),
    (
        "visitors",
        True,
        {
            "type": "boolean",
            "x-title": _w("هل يأتي الزبائن إلى المنزل؟", "Do customers come to the home?"),
        },
    ),
    (
        "website",
        False,
        {
            "type": "string",
            "x-public": True,
            "x-title": _w("الموقع أو صفحة البيع على الإنترنت", "Website or online shop"),
        },
    ),
    sections=[
        _section("work", _w("العمل", "The work"), "trade", "website"),
        _section("home", _w("المنزل", "The home"), "home_address", "visitors"),
    ],
)

FOOD_QUESTIONS = _schema(
    (
        "premises",
        True,
        {
            "type": "string",
            "x-public": True,
            "x-title": _w("عنوان المحل", "Address of the shop"),
            "x-help": _w("الشارع والمبنى والطابق والمنطقة.", "Street, building, floor and area."),
        },
    ),
    (
        "floor_area",
        True,
        {
            "type": "number",
            "minimum": 4,
            "maximum": 50000,
            "x-title": _w("مساحة المحل بالمتر المربع", "Floor area in square metres"),
        },
    ),
    (
        "goods",
        True,
        {
            "type": "string",
            "enum": ["dry", "chilled", "fresh"],
            "x-choices": {
                "dry": _w("مواد جافة ومعلّبة فقط", "Dry and tinned goods only"),
                "chilled": _w("مواد جافة ومبرّدة", "Dry and chilled goods"),
                "fresh": _w(
                    "لحوم أو أسماك أو خضار طازجة أيضًا", "Fresh meat, fish or vegetables too"
                ),
            },
            "x-title": _w("ما المواد التي ستبيعها؟", "What food will you sell?"),
        },
    ),
    (
        "chillers",
        True,
        {
            "type": "integer",
            "minimum": 0,
            "maximum": 500,
            "x-title": _w("عدد الثلاجات والمبرّدات", "Number of fridges and chillers"),
        },
    ),
    (
        "opening",
        False,
        {
            "type": "string",
            "format": "date",
            "x-title": _w("تاريخ الافتتاح المتوقع", "Expected opening date"),
        },
    ),
    sections=[
        _section("shop", _w("المحل", "The shop"), "premises", "floor_area", "opening"),
        _section("goods", _w("البضاعة", "What it sells"), "goods", "chillers"),
    ],
)


def _stage(key: str, kind: str, title: Words, days: int, **more: Any) -> dict[str, Any]:
    """A stage of the process, as an officer would set it."""
    return {"key": key, "kind": kind, "title": title, "days": days, **more}


def _line(key: str, ar: str, en: str) -> dict[str, Any]:
    return {"key": key, "label": _w(ar, en)}


FOOD_STAGES = [
    _stage("screening", "screening", _w("التحقق من اكتمال الطلب", "Completeness check"), 1),
    _stage(
        "health",
        "review",
        _w("مراجعة صحة الغذاء", "Food safety review"),
        4,
        agency="health",
        role="licensing_officer",
        group=1,
        on_overdue="escalate",
        checklist=[
            _line("cold", "سعة التبريد تكفي البضاعة", "There is enough cooling for the goods"),
            _line("staff", "الشهادات الصحية سارية", "The health certificates are in force"),
        ],
    ),
    _stage(
        "civil",
        "review",
        _w("مراجعة السلامة من الحريق", "Fire safety review"),
        4,
        agency="civil",
        role="licensing_officer",
        group=1,
        on_overdue="proceed",
        checklist=[_line("exits", "المخارج مبيّنة على المخطط", "Exits are shown on the plan")],
    ),
    _stage(
        "inspection",
        "inspection",
        _w("الكشف على المحل", "Inspection of the shop"),
        3,
        role="inspector",
        group=2,
        on_overdue="escalate",
        checklist=[
            _line("clean", "المحل نظيف وجاهز", "The shop is clean and ready"),
            _line("temperature", "المبرّدات عند 4 درجات أو أقل", "Chillers are at 4 °C or below"),
        ],
    ),
    _stage("decision", "decision", _w("القرار", "Decision"), 2, role="licensing_approver"),
]

TYPES: tuple[dict[str, Any], ...] = (
    {
        "slug": HOME_BUSINESS,
        "one_a_company": True,
        "version": {
            "name_ar": "رخصة مزاولة الأعمال من المنزل",
            "name_en": "Home-based business licence",
            "description_ar": (
                "للأعمال الصغيرة والبيع عبر الإنترنت من المنزل. تصدر فورًا بعد دفع الرسم."
            ),
            "description_en": (
                "For small businesses and online shops run from home. Issued at once when the fee "
                "is paid."
            ),
            "eligibility_ar": (
                "كل شركة أو مؤسسة مسجّلة لا تمارس نشاطًا صناعيًا ولا تخزّن مواد خطرة في المنزل."
            ),
            "eligibility_en": (
                "Any registered company that does not manufacture or keep dangerous goods at home."
            ),
            "conditions_ar": (
                "عدم إزعاج الجيران بالضوضاء أو الروائح.\nعدم وضع لافتات تجارية على واجهة المبنى."
            ),
            "conditions_en": (
                "Neighbours are not disturbed by noise or smells.\n"
                "No commercial signs on the front of the building."
            ),
            "activity_ar": "البيع بالتجزئة عبر الإنترنت",
            "activity_en": "Retail sale via internet",
            "isic_code": "4791",
            "is_instant": True,
            "review_days": 0,
            "term_months": 12,
            "fee": Decimal(15),
            "documents": [
                _document(
                    "residence",
                    _w("إثبات مكان السكن", "Proof of residence"),
                    _w(
                        "عقد إيجار أو سند ملكية أو فاتورة خدمات حديثة.",
                        "A lease, a title deed or a recent utility bill.",
                    ),
                ),
                _document(
                    "consent",
                    _w("موافقة مالك المبنى", "Consent of the building's owner"),
                    _w(
                        "إذا كان الزبائن يأتون إلى المنزل.",
                        "If customers come to the home.",
                    ),
                    required=False,
                ),
            ],
            "questions": HOME_QUESTIONS,
        },
    },
    {
        "slug": FOOD_SHOP,
        "one_a_company": False,
        "version": {
            "name_ar": "رخصة محل مواد غذائية",
            "name_en": "Food shop licence",
            "description_ar": (
                "لمحلات البقالة والأسواق الصغيرة التي تبيع المواد الغذائية بالتجزئة. رخصة لكل محل."
            ),
            "description_en": (
                "For groceries and small markets that sell food to the public. One licence for "
                "each shop."
            ),
            "eligibility_ar": "كل شركة مسجّلة لها محل تملكه أو تستأجره.",
            "eligibility_en": "Any registered company with a shop that it owns or rents.",
            "conditions_ar": (
                "حفظ المبرّدات عند 4 درجات مئوية أو أقل.\n"
                "تجديد الشهادات الصحية للعاملين قبل انتهائها."
            ),
            "conditions_en": (
                "Chillers are kept at 4 °C or below.\n"
                "Health certificates of staff are renewed before they end."
            ),
            "activity_ar": "بيع المواد الغذائية بالتجزئة",
            "activity_en": "Retail sale of food",
            "isic_code": "4711",
            "is_instant": False,
            "review_days": 10,
            "term_months": 12,
            "fee": Decimal("75.500"),
            "documents": [
                _document(
                    "lease",
                    _w("عقد الإيجار أو سند الملكية", "Lease or title deed"),
                    _w("ساري المفعول، باسم الشركة.", "In force, in the company's name."),
                ),
                _document(
                    "plan",
                    _w("مخطط المحل", "Plan of the shop"),
                    _w(
                        "يبيّن أماكن البيع والتخزين والمبرّدات.",
                        "Showing where goods are sold, stored and chilled.",
                    ),
                ),
                _document(
                    "health",
                    _w("الشهادات الصحية للعاملين", "Health certificates of staff"),
                    _w("في ملف واحد.", "In one file."),
                ),
            ],
            "questions": FOOD_QUESTIONS,
            "stages": FOOD_STAGES,
        },
    },
)


def seed(agency: Agency) -> dict[str, LicenceType]:
    """Make the licence types that are not there yet, granted by `agency`; return all, by slug.

    A second call changes nothing.
    """
    found = {}
    for entry in TYPES:
        kind, _made = LicenceType.objects.get_or_create(
            slug=entry["slug"],
            defaults={"agency": agency, "one_a_company": entry["one_a_company"]},
        )
        if not kind.versions.exists():
            begin(
                LicenceTypeVersion(
                    licence_type=kind,
                    number=1,
                    **{**entry["version"], "state": LicenceTypeVersion.State.ACTIVE},
                ),
                by=None,
                who=None,
                verb="brought_in",
                audience=Audience.PUBLIC,
            )
        found[kind.slug] = kind
    return found
