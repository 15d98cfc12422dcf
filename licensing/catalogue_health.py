"""Licences where health and children are at stake."""

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
    SQUARE_METRES,
    base,
    count,
    document,
    exemption,
    floor_area,
    late,
    per_unit,
    per_year,
    places,
    premises,
    schema,
    section,
    slabs,
    text,
    w,
    yes_no,
)

PHARMACY = "pharmacy"
NURSERY = "nursery"

HEALTH: tuple[dict[str, Any], ...] = (
    {
        "slug": PHARMACY,
        "one_a_company": False,
        "activities": ("4772",),
        "version": {
            "name_ar": "رخصة صيدلية",
            "name_en": "Pharmacy licence",
            "description_ar": "لبيع الأدوية والمستلزمات الطبية للجمهور بإشراف صيدلي مسؤول.",
            "description_en": (
                "For selling medicines and medical goods under a responsible pharmacist."
            ),
            "eligibility_ar": "شركة مسجّلة، وصيدلي مسؤول مرخّص لا يعمل في صيدلية أخرى.",
            "eligibility_en": (
                "A registered company with a licensed pharmacist who works in no other pharmacy."
            ),
            "conditions_ar": "وجود الصيدلي المسؤول طوال ساعات العمل.",
            "conditions_en": "The responsible pharmacist is present during opening hours.",
            "activity_ar": "بيع الأدوية بالتجزئة",
            "activity_en": "Retail sale of medicines",
            "review_days": 20,
            "term_months": 12,
            "documents": [
                LEASE,
                PLAN,
                document(
                    "pharmacist",
                    w("شهادة مزاولة الصيدلي", "The pharmacist's practising certificate"),
                    w("سارية المفعول.", "In force."),
                ),
            ],
            "questions": schema(
                premises(),
                floor_area(),
                text("pharmacist", w("اسم الصيدلي المسؤول", "Name of the responsible pharmacist")),
                count("cabinets", w("عدد ثلاجات الأدوية", "Medicine refrigerators"), most=50),
                yes_no("night", w("هل تعمل الصيدلية ليلًا؟", "Is it open at night?")),
                sections=[
                    section("place", w("الصيدلية", "The pharmacy"), "premises", "floor_area"),
                    section("work", w("العمل", "The work"), "pharmacist", "cabinets", "night"),
                ],
            ),
            "fees": {
                "rows": [
                    base("licence", LICENCE, "150"),
                    slabs(
                        "area",
                        w("رسم المساحة", "Fee for the floor area"),
                        "floor_area",
                        ("60", "0"),
                        ("150", "50"),
                        (None, "110"),
                        unit=SQUARE_METRES,
                    ),
                    base("copy", COPY, "5", aims=("replace",)),
                    base("change", CHANGE, "30", aims=("amend",)),
                    late("late", LATE, "10", per="month", most="60"),
                ],
                "exemptions": [
                    exemption(
                        "night",
                        w("تخفيض للصيدليات المناوبة", "Reduction for night pharmacies"),
                        "20",
                        rows=("licence",),
                        when={"night": [True]},
                        basis=w(
                            "قرار وزير الصحة رقم 18 لسنة 2022",
                            "Order 18 of 2022 of the Minister of Health",
                        ),
                    )
                ],
            },
            "finder": places(
                "shop",
                goods=w(
                    "صيدلية أدوية دواء مستلزمات طبية تجميل فيتامينات",
                    "pharmacy medicines drugs medical cosmetics vitamins",
                ),
            ),
        },
    },
    {
        "slug": NURSERY,
        "one_a_company": False,
        "activities": ("8890", "851"),
        "version": {
            "name_ar": "رخصة حضانة أو روضة أطفال",
            "name_en": "Nursery or kindergarten licence",
            "description_ar": "لرعاية الأطفال وتعليمهم قبل سن المدرسة.",
            "description_en": "For looking after and teaching children below school age.",
            "eligibility_ar": "كل شركة أو مؤسسة مسجّلة، صغيرة كانت أو كبيرة.",
            "eligibility_en": "Any registered company or establishment.",
            "conditions_ar": "مربية لكل ثمانية أطفال على الأكثر.\nساحة لعب آمنة.",
            "conditions_en": "One carer for at most eight children.\nA safe place to play.",
            "activity_ar": "رعاية الأطفال",
            "activity_en": "Child day-care",
            "review_days": 15,
            "term_months": 24,
            "documents": [
                LEASE,
                PLAN,
                HEALTH_CARDS,
                FIRE,
                document(
                    "records",
                    w("عدم محكومية العاملين", "Non-conviction certificates of staff"),
                    w("صادرة خلال ثلاثة أشهر.", "Issued within three months."),
                ),
            ],
            "questions": schema(
                premises(),
                floor_area(),
                count("children", w("عدد الأطفال", "Number of children"), least=1, most=500),
                yes_no(
                    "inclusive",
                    w("هل تستقبل أطفالًا من ذوي الإعاقة؟", "Are disabled children taken in?"),
                ),
                sections=[
                    section("place", w("المكان", "The premises"), "premises", "floor_area"),
                    section("children", w("الأطفال", "Children"), "children", "inclusive"),
                ],
            ),
            "fees": {
                "rows": [
                    per_year("year", w("رسم سنوي", "Yearly fee"), "40"),
                    per_unit(
                        "children",
                        w("رسم عدد الأطفال", "Fee for children"),
                        "children",
                        "2",
                        free="15",
                        unit=w("طفل", "children"),
                    ),
                    base("copy", COPY, "2", aims=("replace",)),
                    late("late", LATE, "15", mode="fixed"),
                ],
                "exemptions": [
                    exemption(
                        "inclusive",
                        w("إعفاء الحضانات الدامجة", "Exemption of inclusive nurseries"),
                        "100",
                        rows=("children",),
                        when={"inclusive": [True]},
                        basis=w(
                            "قانون حقوق الأشخاص ذوي الإعاقة، المادة 21",
                            "Law on the rights of disabled people, article 21",
                        ),
                    )
                ],
            },
            "finder": places(
                "shop",
                "office",
                goods=w("حضانة روضة أطفال رعاية تعليم", "nursery kindergarten children care"),
            ),
        },
    },
)
