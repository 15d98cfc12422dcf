"""Licences for making and serving food."""

from typing import Any

from licensing.catalogue_parts import (
    CHANGE,
    COPY,
    FIRE,
    HEALTH_CARDS,
    LATE,
    LEASE,
    LICENCE,
    PLAN,
    TRANSFER,
    base,
    choice,
    count,
    document,
    exemption,
    floor_area,
    late,
    measure,
    per_unit,
    per_year,
    places,
    premises,
    schema,
    section,
    slabs,
    w,
    yes_no,
)

FOOD_FACTORY = "food-factory"
RESTAURANT = "restaurant"

FOOD: tuple[dict[str, Any], ...] = (
    {
        "slug": FOOD_FACTORY,
        "one_a_company": False,
        "activities": ("10", "11", "1071", "1073", "1075"),
        "version": {
            "name_ar": "رخصة مخبز أو مصنع أغذية",
            "name_en": "Bakery or food factory licence",
            "description_ar": "لكل من يصنع الخبز أو الحلويات أو الأغذية الجاهزة أو المشروبات للبيع.",
            "description_en": (
                "For whoever makes bread, sweets, prepared food or drinks to be sold."
            ),
            "eligibility_ar": "كل شركة مسجّلة لها موقع إنتاج منظّم لهذا الاستعمال.",
            "eligibility_en": "Any registered company with premises zoned for production.",
            "conditions_ar": "تطبيق نظام سلامة الغذاء (HACCP).\nفصل المواد الخام عن المنتج النهائي.",
            "conditions_en": (
                "A food safety system (HACCP) is kept.\n"
                "Raw materials are kept apart from finished goods."
            ),
            "activity_ar": "صنع المنتجات الغذائية",
            "activity_en": "Manufacture of food products",
            "review_days": 15,
            "term_months": 24,
            "documents": [
                LEASE,
                PLAN,
                HEALTH_CARDS,
                FIRE,
                document(
                    "haccp",
                    w("خطة سلامة الغذاء", "Food safety plan"),
                    w("نقاط التحكم الحرجة لكل خط إنتاج.", "Critical points of each line."),
                ),
            ],
            "questions": schema(
                premises(),
                floor_area(),
                count("lines", w("عدد خطوط الإنتاج", "Production lines"), least=1, most=200),
                measure(
                    "capacity",
                    w("الطاقة الإنتاجية بالطن في السنة", "Capacity in tonnes a year"),
                ),
                yes_no("ovens", w("هل تُستعمل أفران غاز أو وقود؟", "Are gas or fuel ovens used?")),
                sections=[
                    section("place", w("الموقع", "The premises"), "premises", "floor_area"),
                    section("work", w("الإنتاج", "Production"), "lines", "capacity", "ovens"),
                ],
            ),
            "fees": {
                "rows": [
                    base("file", w("رسم دراسة الطلب", "Fee for the file"), "25", aims=("new",)),
                    per_year("year", w("رسم سنوي", "Yearly fee"), "60"),
                    slabs(
                        "capacity",
                        w("رسم الطاقة الإنتاجية", "Fee for the capacity"),
                        "capacity",
                        ("100", "0.400"),
                        ("1000", "0.250"),
                        (None, "0.100"),
                        unit=w("طن", "t"),
                        mode="marginal",
                    ),
                    per_unit(
                        "lines",
                        w("تفتيش خطوط الإنتاج", "Inspecting production lines"),
                        "lines",
                        "20",
                        free="1",
                        unit=w("خط", "lines"),
                    ),
                    base("copy", COPY, "5", aims=("replace",)),
                    base("change", CHANGE, "20", aims=("amend",)),
                    base("transfer", TRANSFER, "50", aims=("transfer",)),
                    late("late", LATE, "25", per="month", most="100"),
                ],
                "exemptions": [
                    exemption(
                        "small",
                        w("تخفيض للمنشآت الصغيرة", "Reduction for small companies"),
                        "50",
                        rows=("year", "capacity"),
                        sizes=("micro", "small"),
                        basis=w(
                            "نظام تشجيع الصناعات الصغيرة لسنة 2023، المادة 5",
                            "Small industries by-law of 2023, article 5",
                        ),
                    )
                ],
            },
            "finder": places(
                "factory",
                goods=w(
                    "خبز مخبز حلويات كعك معجنات أغذية وجبات مصنع عصائر مشروبات شوكولاتة",
                    "bread bakery sweets cakes pastry food meals factory juice drinks chocolate",
                ),
            ),
        },
    },
    {
        "slug": RESTAURANT,
        "one_a_company": False,
        "activities": ("56", "5610", "5621", "5630"),
        "version": {
            "name_ar": "رخصة مطعم أو مقهى",
            "name_en": "Restaurant or café licence",
            "description_ar": "لتقديم الطعام والشراب للجمهور، في محل أو في مركبة طعام.",
            "description_en": "For serving food and drinks to the public, in premises or a vehicle.",
            "eligibility_ar": "كل شركة مسجّلة لها محل أو مركبة مجهّزة.",
            "eligibility_en": "Any registered company with premises or a fitted vehicle.",
            "conditions_ar": "عرض الأسعار للزبائن.\nتجديد الشهادات الصحية للعاملين قبل انتهائها.",
            "conditions_en": (
                "Prices are shown to customers.\n"
                "Health certificates of staff are renewed before they end."
            ),
            "activity_ar": "تقديم الأطعمة والمشروبات",
            "activity_en": "Food and beverage services",
            "review_days": 12,
            "term_months": 12,
            "documents": [LEASE, PLAN, HEALTH_CARDS, FIRE],
            "questions": schema(
                premises(),
                floor_area(),
                count("seats", w("عدد المقاعد", "Number of seats"), most=2000),
                choice(
                    "class",
                    w("فئة المطعم", "Class of restaurant"),
                    popular=w("شعبي أو وجبات سريعة", "Popular or fast food"),
                    usual=w("مطعم أو مقهى", "Restaurant or café"),
                    tourist=w("سياحي", "Tourist class"),
                ),
                yes_no("outside", w("هل توجد جلسات خارجية؟", "Are there tables outside?")),
                sections=[
                    section("place", w("المحل", "The premises"), "premises", "floor_area"),
                    section("guests", w("الزبائن", "Guests"), "seats", "class", "outside"),
                ],
            ),
            "fees": {
                "rows": [
                    {**base("popular", LICENCE, "60"), "when": {"class": ["popular"]}},
                    {**base("usual", LICENCE, "100"), "when": {"class": ["usual"]}},
                    {**base("tourist", LICENCE, "250"), "when": {"class": ["tourist"]}},
                    per_unit(
                        "seats",
                        w("رسم المقاعد", "Fee for seats"),
                        "seats",
                        "1.500",
                        free="20",
                        unit=w("مقعد", "seats"),
                    ),
                    per_unit(
                        "outside",
                        w("إشغال الرصيف", "Use of the pavement"),
                        "outside",
                        "40",
                    ),
                    base("copy", COPY, "5", aims=("replace",)),
                    base("change", CHANGE, "15", aims=("amend",)),
                    base("transfer", TRANSFER, "40", aims=("transfer",)),
                    late("late", LATE, "20", mode="fixed", per="month", most="120"),
                ],
                "exemptions": [],
            },
            "finder": places(
                "shop",
                "vehicle",
                goods=w(
                    "مطعم مقهى وجبات قهوة شاي ساندويش شاورما بيتزا عصائر مشروبات",
                    "restaurant café meals coffee tea sandwiches shawarma pizza juice drinks",
                ),
            ),
        },
    },
)
