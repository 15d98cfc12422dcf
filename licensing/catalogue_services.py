"""Licences for personal services, and for signs."""

from typing import Any

from licensing.catalogue_parts import (
    COPY,
    HEALTH_CARDS,
    LATE,
    LEASE,
    LICENCE,
    SQUARE_METRES,
    base,
    choice,
    count,
    document,
    floor_area,
    late,
    measure,
    per_unit,
    places,
    premises,
    schema,
    section,
    slabs,
    w,
    yes_no,
)

SALON = "salon"
SIGN = "shop-sign"

SERVICES: tuple[dict[str, Any], ...] = (
    {
        "slug": SALON,
        "one_a_company": False,
        "activities": ("9602",),
        "version": {
            "name_ar": "رخصة صالون حلاقة أو تجميل",
            "name_en": "Hairdresser or beauty salon licence",
            "description_ar": "لصالونات الحلاقة والتجميل والعناية بالبشرة.",
            "description_en": "For hairdressers, barbers and beauty salons.",
            "eligibility_ar": "منشآت صغيرة ومتوسطة لها محل.",
            "eligibility_en": "Small and medium-sized businesses with premises.",
            "conditions_ar": "تعقيم الأدوات بعد كل زبون.",
            "conditions_en": "Tools are sterilised after each customer.",
            "activity_ar": "الحلاقة والتجميل",
            "activity_en": "Hairdressing and beauty treatment",
            "review_days": 7,
            "term_months": 12,
            "may_apply": {"sizes": ["micro", "small", "medium"]},
            "documents": [LEASE, HEALTH_CARDS],
            "questions": schema(
                premises(),
                floor_area(),
                count("chairs", w("عدد كراسي العمل", "Number of working chairs"), least=1),
                yes_no("laser", w("هل تُستعمل أجهزة ليزر؟", "Are laser devices used?")),
                sections=[
                    section("place", w("الصالون", "The salon"), "premises", "floor_area"),
                    section("work", w("العمل", "The work"), "chairs", "laser"),
                ],
            ),
            "fees": {
                "rows": [
                    base("licence", LICENCE, "30"),
                    per_unit(
                        "chairs",
                        w("رسم الكراسي", "Fee for chairs"),
                        "chairs",
                        "5",
                        free="2",
                        unit=w("كرسي", "chairs"),
                    ),
                    per_unit("laser", w("أجهزة الليزر", "Laser devices"), "laser", "60"),
                    base("copy", COPY, "2", aims=("replace",)),
                    late("late", LATE, "10", mode="fixed", per="month", most="40"),
                ],
                "exemptions": [],
            },
            "finder": places(
                "shop",
                sizes=("micro", "small", "medium"),
                goods=w(
                    "صالون حلاقة تجميل شعر بشرة أظافر", "salon hairdresser barber beauty hair nails"
                ),
            ),
        },
    },
    {
        "slug": SIGN,
        "one_a_company": False,
        # Whoever has a shop front needs it, whatever they do.
        "activities": (),
        "version": {
            "name_ar": "رخصة لوحة إعلانية على واجهة محل",
            "name_en": "Shop sign licence",
            "description_ar": "للوحة تحمل اسم المحل على واجهته. تصدر فورًا بعد دفع الرسم.",
            "description_en": (
                "For a sign with the business's name on its front. Issued at once when the fee is "
                "paid."
            ),
            "eligibility_ar": "كل شركة مسجّلة لها محل.",
            "eligibility_en": "Any registered company with premises.",
            "conditions_ar": "تثبيت اللوحة تثبيتًا آمنًا.\nالعربية ظاهرة فيها.",
            "conditions_en": "The sign is fixed safely.\nArabic is written on it visibly.",
            "activity_ar": "لوحات المحلات",
            "activity_en": "Shop signs",
            "is_instant": True,
            "review_days": 0,
            "term_months": 12,
            "documents": [
                LEASE,
                document(
                    "sketch",
                    w("رسم اللوحة", "Sketch of the sign"),
                    w("مع قياساتها.", "With its measures."),
                ),
            ],
            "questions": schema(
                premises(),
                measure(
                    "sign_area",
                    w("مساحة اللوحة بالمتر المربع", "Area of the sign in square metres"),
                    most=200,
                ),
                choice(
                    "lighting",
                    w("إضاءة اللوحة", "Lighting"),
                    none=w("بلا إضاءة", "None"),
                    lit=w("مضاءة", "Lit"),
                    screen=w("شاشة", "Screen"),
                ),
                sections=[
                    section(
                        "sign",
                        w("اللوحة", "The sign"),
                        "premises",
                        "sign_area",
                        "lighting",
                    )
                ],
            ),
            "fees": {
                "rows": [
                    slabs(
                        "area",
                        w("رسم مساحة اللوحة", "Fee for the area of the sign"),
                        "sign_area",
                        ("2", "10"),
                        ("6", "25"),
                        (None, "60"),
                        unit=SQUARE_METRES,
                    ),
                    {
                        **base("lit", w("لوحة مضاءة", "Lit sign"), "15"),
                        "when": {"lighting": ["lit"]},
                    },
                    {
                        **base("screen", w("شاشة إعلانية", "Screen"), "120"),
                        "when": {"lighting": ["screen"]},
                    },
                    base("copy", COPY, "2", aims=("replace",)),
                    late("late", LATE, "5", mode="fixed", per="month", most="30"),
                ],
                "exemptions": [],
            },
            "finder": places("shop", goods=w("لوحة يافطة", "sign signboard")),
        },
    },
)
