"""Licences for selling: from home, and in a food shop."""

from typing import Any

from licensing.catalogue_parts import (
    CHANGE,
    COPY,
    LATE,
    SQUARE_METRES,
    TRANSFER,
    base,
    document,
    exemption,
    late,
    per_unit,
    places,
    schema,
    section,
    slabs,
    w,
)
from licensing.catalogue_stages import FOOD_STAGES

# One granted at once, one reviewed.
HOME_BUSINESS = "home-business"
FOOD_SHOP = "food-shop"

HOME_GOODS = w(
    "حلويات مخبوزات منزلية خياطة تطريز هدايا حرف عطور إكسسوارات تصميم برمجة كتب ملابس",
    "sweets cakes home-made sewing embroidery gifts crafts perfume accessories design software "
    "books clothes",
)
FOOD_GOODS = w(
    "بقالة مواد غذائية أغذية خضار فواكه لحوم أسماك دواجن ألبان معلبات عصائر سوبرماركت",
    "grocery food vegetables fruit meat fish poultry dairy tins juice supermarket",
)

HOME_QUESTIONS = schema(
    (
        "trade",
        True,
        {
            "type": "string",
            "x-long": True,
            "x-public": True,
            "maxLength": 400,
            "x-title": w("ماذا ستبيع أو تقدّم؟", "What will you sell or offer?"),
            "x-help": w(
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
            "x-title": w("عنوان المنزل الذي تعمل منه", "Address of the home you work from"),
            "x-help": w("الحي والشارع ورقم المبنى.", "Area, street and building number."),
        },
    ),
    (
        "visitors",
        True,
        {
            "type": "boolean",
            "x-title": w("هل يأتي الزبائن إلى المنزل؟", "Do customers come to the home?"),
        },
    ),
    (
        "website",
        False,
        {
            "type": "string",
            "x-public": True,
            "x-title": w("الموقع أو صفحة البيع على الإنترنت", "Website or online shop"),
        },
    ),
    sections=[
        section("work", w("العمل", "The work"), "trade", "website"),
        section("home", w("المنزل", "The home"), "home_address", "visitors"),
    ],
)

FOOD_QUESTIONS = schema(
    (
        "premises",
        True,
        {
            "type": "string",
            "x-public": True,
            "x-title": w("عنوان المحل", "Address of the shop"),
            "x-help": w("الشارع والمبنى والطابق والمنطقة.", "Street, building, floor and area."),
        },
    ),
    (
        "floor_area",
        True,
        {
            "type": "number",
            "minimum": 4,
            "maximum": 50000,
            "x-title": w("مساحة المحل بالمتر المربع", "Floor area in square metres"),
        },
    ),
    (
        "goods",
        True,
        {
            "type": "string",
            "enum": ["dry", "chilled", "fresh"],
            "x-choices": {
                "dry": w("مواد جافة ومعلّبة فقط", "Dry and tinned goods only"),
                "chilled": w("مواد جافة ومبرّدة", "Dry and chilled goods"),
                "fresh": w(
                    "لحوم أو أسماك أو خضار طازجة أيضًا", "Fresh meat, fish or vegetables too"
                ),
            },
            "x-title": w("ما المواد التي ستبيعها؟", "What food will you sell?"),
        },
    ),
    (
        "chillers",
        True,
        {
            "type": "integer",
            "minimum": 0,
            "maximum": 500,
            "x-title": w("عدد الثلاجات والمبرّدات", "Number of fridges and chillers"),
        },
    ),
    (
        "opening",
        False,
        {
            "type": "string",
            "format": "date",
            "x-title": w("تاريخ الافتتاح المتوقع", "Expected opening date"),
        },
    ),
    sections=[
        section("shop", w("المحل", "The shop"), "premises", "floor_area", "opening"),
        section("goods", w("البضاعة", "What it sells"), "goods", "chillers"),
    ],
)

SHOPS: tuple[dict[str, Any], ...] = (
    {
        "slug": HOME_BUSINESS,
        "activities": ("479", "4791", "10", "14", "62", "74"),
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
            "is_instant": True,
            "review_days": 0,
            "term_months": 12,
            "fees": {
                "rows": [
                    base(
                        "licence",
                        w("رسم الرخصة", "Licence fee"),
                        "15",
                        aims=("new", "renew"),
                    ),
                    base("copy", COPY, "2", aims=("replace",)),
                    base("change", CHANGE, "5", aims=("amend",)),
                    late("late", LATE, "10", per="month", most="50"),
                ],
            },
            "finder": places("home", "online", goods=HOME_GOODS),
            "documents": [
                document(
                    "residence",
                    w("إثبات مكان السكن", "Proof of residence"),
                    w(
                        "عقد إيجار أو سند ملكية أو فاتورة خدمات حديثة.",
                        "A lease, a title deed or a recent utility bill.",
                    ),
                ),
                document(
                    "consent",
                    w("موافقة مالك المبنى", "Consent of the building's owner"),
                    w(
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
        "activities": ("4711", "472"),
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
            "is_instant": False,
            "review_days": 10,
            "term_months": 12,
            "fees": {
                "rows": [
                    base("licence", w("رسم الرخصة", "Licence fee"), "40"),
                    slabs(
                        "area",
                        w("رسم مساحة المحل", "Fee for the floor area"),
                        "floor_area",
                        ("100", "35.500"),
                        ("300", "60"),
                        (None, "120"),
                        unit=SQUARE_METRES,
                    ),
                    per_unit(
                        "chillers",
                        w("فحص الثلاجات والمبرّدات", "Checking fridges and chillers"),
                        "chillers",
                        "4",
                        free="5",
                        unit=w("ثلاجة", "chillers"),
                    ),
                    base("copy", COPY, "2", aims=("replace",)),
                    base("change", CHANGE, "10", aims=("amend",)),
                    base("transfer", TRANSFER, "25", aims=("transfer",)),
                    late("late", LATE, "10", per="month", most="50"),
                ],
                "exemptions": [
                    exemption(
                        "micro",
                        w("تخفيض للمنشآت متناهية الصغر", "Reduction for micro companies"),
                        "50",
                        rows=("area",),
                        sizes=("micro",),
                        basis=w(
                            "تعليمات رسوم الرخص لسنة 2024، المادة 7",
                            "Licence fee instructions of 2024, article 7",
                        ),
                    ),
                ],
            },
            "finder": places("shop", goods=FOOD_GOODS),
            "documents": [
                document(
                    "lease",
                    w("عقد الإيجار أو سند الملكية", "Lease or title deed"),
                    w("ساري المفعول، باسم الشركة.", "In force, in the company's name."),
                ),
                document(
                    "plan",
                    w("مخطط المحل", "Plan of the shop"),
                    w(
                        "يبيّن أماكن البيع والتخزين والمبرّدات.",
                        "Showing where goods are sold, stored and chilled.",
                    ),
                ),
                document(
                    "health",
                    w("الشهادات الصحية للعاملين", "Health certificates of staff"),
                    w("في ملف واحد.", "In one file."),
                ),
            ],
            "questions": FOOD_QUESTIONS,
            "stages": FOOD_STAGES,
        },
    },
)
