"""Licences for building, moving goods and trading across borders."""

from typing import Any

from licensing.catalogue_parts import (
    CHANGE,
    COPY,
    LATE,
    LICENCE,
    base,
    choice,
    count,
    document,
    exemption,
    late,
    measure,
    per_unit,
    per_year,
    places,
    schema,
    section,
    slabs,
    text,
    w,
    yes_no,
)

CONTRACTOR = "contractor"
IMPORT_EXPORT = "import-export"
TRANSPORT = "goods-transport"

TRADES: tuple[dict[str, Any], ...] = (
    {
        "slug": CONTRACTOR,
        "one_a_company": True,
        "activities": ("41", "42", "43"),
        "version": {
            "name_ar": "رخصة مقاول إنشاءات",
            "name_en": "Building contractor licence",
            "description_ar": "لتنفيذ المباني والطرق والأعمال الإنشائية المتخصصة.",
            "description_en": "For carrying out buildings, roads and specialised construction.",
            "eligibility_ar": "شركة مسجّلة لها مهندس متفرغ واحد على الأقل.",
            "eligibility_en": "A registered company with at least one full-time engineer.",
            "conditions_ar": "تأمين العاملين ضد إصابات العمل.",
            "conditions_en": "Workers are insured against accidents.",
            "activity_ar": "التشييد",
            "activity_en": "Construction",
            "review_days": 20,
            "term_months": 12,
            "documents": [
                document(
                    "engineers",
                    w("عقود المهندسين", "Contracts of engineers"),
                    w("مصدّقة من النقابة.", "Certified by the association."),
                ),
                document(
                    "insurance",
                    w("بوليصة تأمين العاملين", "Workers' insurance policy"),
                    w("سارية المفعول.", "In force."),
                ),
                document(
                    "works",
                    w("كشف بالأعمال السابقة", "List of earlier works"),
                    w("خلال خمس سنوات.", "Of five years."),
                    required=False,
                ),
            ],
            "questions": schema(
                choice(
                    "grade",
                    w("درجة التصنيف المطلوبة", "Grade applied for"),
                    one=w("الأولى", "First"),
                    two=w("الثانية", "Second"),
                    three=w("الثالثة", "Third"),
                ),
                measure(
                    "capital",
                    w("رأس المال المدفوع بالدينار", "Paid-up capital in dinars"),
                    most=1_000_000_000,
                ),
                count("engineers", w("عدد المهندسين المتفرغين", "Full-time engineers"), least=1),
                sections=[
                    section("grade", w("التصنيف", "Grade"), "grade", "capital", "engineers"),
                ],
            ),
            "fees": {
                "rows": [
                    base("licence", LICENCE, "200"),
                    slabs(
                        "capital",
                        w("رسم رأس المال", "Fee on the capital"),
                        "capital",
                        ("50000", "0.002"),
                        ("500000", "0.001"),
                        (None, "0.0005"),
                        unit=w("دينار", "dinars"),
                        mode="marginal",
                    ),
                    base("copy", COPY, "10", aims=("replace",)),
                    base("change", CHANGE, "50", aims=("amend",)),
                    late("late", LATE, "5", per="month", most="30"),
                ],
                "exemptions": [
                    exemption(
                        "small",
                        w("تخفيض للشركات متناهية الصغر", "Reduction for micro companies"),
                        "25",
                        rows=("licence",),
                        sizes=("micro",),
                        basis=w(
                            "تعليمات رسوم الرخص لسنة 2024، المادة 7",
                            "Licence fee instructions of 2024, article 7",
                        ),
                    )
                ],
            },
            "finder": places(
                "office",
                goods=w(
                    "مقاولات بناء إنشاءات طرق تشطيب كهرباء تمديدات",
                    "contracting building construction roads finishing electrical plumbing",
                ),
            ),
        },
    },
    {
        "slug": IMPORT_EXPORT,
        "one_a_company": True,
        "activities": ("46",),
        "version": {
            "name_ar": "بطاقة مستورد ومصدّر",
            "name_en": "Import and export card",
            "description_ar": "لاستيراد البضائع أو تصديرها باسم الشركة. تصدر فورًا بعد دفع الرسم.",
            "description_en": (
                "For importing or exporting goods in the company's name. Issued at once when the "
                "fee is paid."
            ),
            "eligibility_ar": "كل شركة مسجّلة ذات غاية تجارية.",
            "eligibility_en": "Any registered company whose purpose is trade.",
            "conditions_ar": "التقيّد بقائمة البضائع المقيّدة.",
            "conditions_en": "The list of restricted goods is observed.",
            "activity_ar": "تجارة الجملة والاستيراد والتصدير",
            "activity_en": "Wholesale, import and export",
            "is_instant": True,
            "review_days": 0,
            "term_months": 12,
            "documents": [],
            "questions": schema(
                choice(
                    "direction",
                    w("ما الذي تحتاج إليه؟", "What do you need?"),
                    imports=w("استيراد", "Importing"),
                    exports=w("تصدير", "Exporting"),
                    both=w("كلاهما", "Both"),
                ),
                text("goods", w("أصناف البضائع", "Kinds of goods"), **{"x-public": True}),
                sections=[section("trade", w("التجارة", "The trade"), "direction", "goods")],
            ),
            "fees": {
                "rows": [
                    base("card", w("رسم البطاقة", "Card fee"), "50"),
                    {
                        **base("imports", w("رسم الاستيراد", "Fee for importing"), "100"),
                        "when": {"direction": ["imports", "both"]},
                    },
                    base("copy", COPY, "5", aims=("replace",)),
                    late("late", LATE, "10", mode="fixed", per="month", most="60"),
                ],
                "exemptions": [],
            },
            "finder": places(
                "office",
                "warehouse",
                "shop",
                "online",
                goods=w("استيراد تصدير جملة مستورد شحن تخليص", "import export wholesale customs"),
            ),
        },
    },
    {
        "slug": TRANSPORT,
        "one_a_company": False,
        "activities": ("4922", "4923", "53"),
        "version": {
            "name_ar": "رخصة نقل بري",
            "name_en": "Road transport licence",
            "description_ar": "لنقل البضائع أو الركاب أو الطرود بالأجرة.",
            "description_en": "For carrying goods, passengers or parcels for hire.",
            "eligibility_ar": "شركة مسجّلة تملك مركبة واحدة على الأقل.",
            "eligibility_en": "A registered company with at least one vehicle.",
            "conditions_ar": "فحص المركبات سنويًا.\nتدريب السائقين على السلامة.",
            "conditions_en": "Vehicles are inspected every year.\nDrivers are trained in safety.",
            "activity_ar": "النقل البري",
            "activity_en": "Road transport",
            "review_days": 8,
            "term_months": 12,
            "documents": [
                document(
                    "vehicles",
                    w("رخص اقتناء المركبات", "Registration of the vehicles"),
                    w("في ملف واحد.", "In one file."),
                ),
                document(
                    "insurance",
                    w("بوليصة تأمين المركبات", "Insurance of the vehicles"),
                    w("سارية المفعول.", "In force."),
                ),
            ],
            "questions": schema(
                count("vehicles", w("عدد المركبات", "Number of vehicles"), least=1, most=2000),
                yes_no("dangerous", w("هل تُنقل مواد خطرة؟", "Are dangerous goods carried?")),
                yes_no("electric", w("هل كل المركبات كهربائية؟", "Are all vehicles electric?")),
                sections=[
                    section(
                        "fleet",
                        w("الأسطول", "The fleet"),
                        "vehicles",
                        "dangerous",
                        "electric",
                    )
                ],
            ),
            "fees": {
                "rows": [
                    per_year("year", w("رسم سنوي", "Yearly fee"), "35"),
                    per_unit(
                        "vehicles",
                        w("رسم المركبات", "Fee for vehicles"),
                        "vehicles",
                        "12",
                        unit=w("مركبة", "vehicles"),
                    ),
                    per_unit(
                        "dangerous",
                        w("نقل المواد الخطرة", "Carrying dangerous goods"),
                        "dangerous",
                        "75",
                    ),
                    base("copy", COPY, "3", aims=("replace",)),
                    base("change", CHANGE, "10", aims=("amend",)),
                    late("late", LATE, "10", per="month", most="50"),
                ],
                "exemptions": [
                    exemption(
                        "electric",
                        w("تخفيض للمركبات الكهربائية", "Reduction for electric vehicles"),
                        "30",
                        rows=("vehicles",),
                        when={"electric": [True]},
                        basis=w(
                            "قرار مجلس الوزراء رقم 402 لسنة 2025",
                            "Cabinet decision 402 of 2025",
                        ),
                    )
                ],
            },
            "finder": places(
                "vehicle",
                "office",
                "warehouse",
                goods=w(
                    "نقل شحن توصيل بضائع ركاب طرود حافلة سيارة",
                    "transport freight delivery goods passengers parcels bus truck",
                ),
            ),
        },
    },
)
