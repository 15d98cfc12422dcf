"""What the demonstration's tenders say, in both languages.

`until` is the state a past tender is walked to; `bids` are unit prices by company. Items are
(Arabic, English, quantity, unit).
"""

from typing import Any

PAST = "demonstration-past"

TENDERS: dict[str, dict[str, Any]] = {
    "ambulances": {
        "method": "open",
        "title_ar": "توريد عشر سيارات إسعاف مجهزة لمستشفيات المحافظات",
        "title_en": "Supply of ten equipped ambulances for governorate hospitals",
        "description_ar": "سيارات إسعاف جديدة مجهزة بالكامل، مع الصيانة لمدة سنتين.",
        "description_en": "New ambulances, fully equipped, with two years of maintenance.",
        "value": "420000.000",
        "categories": ["34000000", "33000000"],
        "items": [
            ("سيارة إسعاف مجهزة", "Equipped ambulance", "10", "C62"),
            ("عقد صيانة سنوي للسيارة الواحدة", "Yearly maintenance of one vehicle", "20", "E48"),
        ],
    },
    "laboratory": {
        "method": "request-for-quotations",
        "title_ar": "مستلزمات مخبرية للمختبر المركزي",
        "title_en": "Consumables for the central laboratory",
        "description_ar": "أنابيب وكواشف لاحتياج ستة أشهر.",
        "description_en": "Tubes and reagents for six months.",
        "value": "18500.000",
        "categories": ["33000000"],
        "items": [
            ("أنابيب سحب الدم، عبوة ١٠٠", "Blood collection tubes, pack of 100", "600", "PK"),
            ("كاشف فحص السكر", "Glucose reagent", "120", "LTR"),
        ],
    },
    "beds": {
        "method": "open",
        "title_ar": "أسرّة عناية مركزة كهربائية",
        "title_en": "Electric intensive-care beds",
        "description_ar": "مئة وعشرون سريراً مع التركيب والتدريب.",
        "description_en": "One hundred and twenty beds with installation and training.",
        "value": "264000.000",
        "categories": ["33000000", "39000000"],
        "items": [("سرير عناية مركزة كهربائي", "Electric intensive-care bed", "120", "C62")],
    },
    "desks": {
        "method": "request-for-quotations",
        "title_ar": "مكاتب لمديرية الصحة المدرسية",
        "title_en": "Desks for the school health directorate",
        "description_ar": "أربعون مكتباً مع مقاعدها.",
        "description_en": "Forty desks with chairs.",
        "value": "9200.000",
        "categories": ["39000000"],
        "items": [("مكتب مع مقعد", "Desk with chair", "40", "SET")],
    },
    "vaccines": {
        "method": "demonstration",
        "title_ar": "ثلاجات لحفظ المطاعيم",
        "title_en": "Refrigerators for vaccines",
        "description_ar": "جاهزة للنشر: تُغلق بعد دقيقتين من نشرها.",
        "description_en": "Ready to publish: bids close two minutes after publication.",
        "value": "31000.000",
        "categories": ["33000000"],
        "items": [("ثلاجة مطاعيم ٢٥٠ لتراً", "Vaccine refrigerator, 250 litres", "25", "C62")],
    },
    "ultrasound": {
        "method": PAST,
        "until": "awarded",
        "title_ar": "أجهزة تصوير بالأمواج فوق الصوتية",
        "title_en": "Ultrasound units for district hospitals",
        "description_ar": "توريد وتركيب أجهزة تصوير مع كفالة ثلاث سنوات.",
        "description_en": "Supply and installation, with a guarantee of three years.",
        "value": "126000.000",
        "categories": ["33000000"],
        "items": [
            ("جهاز تصوير محمول", "Portable ultrasound unit", "24", "C62"),
            ("تدريب المشغّلين", "Training of operators", "6", "DAY"),
        ],
        "bids": {"noor": ["4380.000", "310.000"], "ofoq": ["4512.500", "275.000"]},
    },
    "oxygen": {
        "method": PAST,
        "until": "opened",
        "title_ar": "أسطوانات أكسجين طبي",
        "title_en": "Medical oxygen cylinders",
        "description_ar": "أسطوانات سعة خمسين لتراً.",
        "description_en": "Cylinders of fifty litres.",
        "value": "22000.000",
        "categories": ["33000000"],
        "items": [("أسطوانة أكسجين ٥٠ لتراً", "Oxygen cylinder, 50 litres", "300", "C62")],
        "bids": {"noor": ["68.250"], "ofoq": ["66.900"]},
    },
    "uniforms": {
        "method": PAST,
        "until": "closed",
        "title_ar": "ملابس الكوادر التمريضية",
        "title_en": "Uniforms for nursing staff",
        "description_ar": "أطقم بمقاسات مختلفة.",
        "description_en": "Sets in several sizes.",
        "value": "15400.000",
        "categories": ["18000000"],
        "items": [("طقم تمريض", "Nursing uniform", "800", "SET")],
        "bids": {"ofoq": ["14.750"]},
    },
    "generators": {
        "method": PAST,
        "until": "unsuccessful",
        "title_ar": "مولدات كهربائية احتياطية",
        "title_en": "Stand-by generators",
        "description_ar": "مولدات لمراكز صحية نائية.",
        "description_en": "Generators for remote health centres.",
        "value": "54000.000",
        "categories": ["31000000"],
        "items": [("مولد ١٠٠ ك.ف.أ", "Generator of 100 kVA", "6", "C62")],
    },
    "cleaning": {
        "method": "open",
        "title_ar": "خدمات تنظيف مبنى الوزارة القديم",
        "title_en": "Cleaning of the ministry's old building",
        "description_ar": "سنة واحدة.",
        "description_en": "One year.",
        "value": "30000.000",
        "categories": ["90000000"],
        "items": [("شهر تنظيف", "Month of cleaning", "12", "MON")],
    },
}
