"""The top of ISIC Rev. 4: 21 sections and 88 divisions, in both languages.

International Standard Industrial Classification of All Economic Activities, Revision 4, United
Nations Statistics Division (Statistical Papers, Series M, No. 4/Rev.4). A section is a letter, a
division two digits; groups (three) and classes (four) are imported
(`bin/manage import_categories --scheme isic FILE.csv`).
"""

SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("A", "الزراعة والحراجة وصيد الأسماك", "Agriculture, forestry and fishing"),
    ("B", "التعدين واستغلال المحاجر", "Mining and quarrying"),
    ("C", "الصناعة التحويلية", "Manufacturing"),
    (
        "D",
        "إمدادات الكهرباء والغاز والبخار وتكييف الهواء",
        "Electricity, gas, steam and air conditioning supply",
    ),
    (
        "E",
        "إمدادات المياه والصرف الصحي وإدارة النفايات ومعالجتها",
        "Water supply; sewerage, waste management and remediation activities",
    ),
    ("F", "التشييد", "Construction"),
    (
        "G",
        "تجارة الجملة والتجزئة وإصلاح المركبات ذات المحركات والدراجات النارية",
        "Wholesale and retail trade; repair of motor vehicles and motorcycles",
    ),
    ("H", "النقل والتخزين", "Transportation and storage"),
    (
        "I",
        "أنشطة الإقامة والخدمات الغذائية",
        "Accommodation and food service activities",
    ),
    ("J", "المعلومات والاتصالات", "Information and communication"),
    ("K", "الأنشطة المالية وأنشطة التأمين", "Financial and insurance activities"),
    ("L", "الأنشطة العقارية", "Real estate activities"),
    (
        "M",
        "الأنشطة المهنية والعلمية والتقنية",
        "Professional, scientific and technical activities",
    ),
    (
        "N",
        "أنشطة الخدمات الإدارية وخدمات الدعم",
        "Administrative and support service activities",
    ),
    (
        "O",
        "الإدارة العامة والدفاع والضمان الاجتماعي الإلزامي",
        "Public administration and defence; compulsory social security",
    ),
    ("P", "التعليم", "Education"),
    (
        "Q",
        "أنشطة الصحة البشرية والعمل الاجتماعي",
        "Human health and social work activities",
    ),
    ("R", "الفنون والترفيه والتسلية", "Arts, entertainment and recreation"),
    ("S", "أنشطة الخدمات الأخرى", "Other service activities"),
    (
        "T",
        "أنشطة الأسر المعيشية التي توظّف عاملين أو تنتج لاستعمالها الخاص",
        (
            "Activities of households as employers; undifferentiated goods- and "
            "services-producing activities of households for own use"
        ),
    ),
    (
        "U",
        "أنشطة المنظمات والهيئات الخارجة عن الولاية الإقليمية",
        "Activities of extraterritorial organizations and bodies",
    ),
)

# Section → its first and last division. Numbers between them that ISIC does not use (04, 34, 40…)
# belong to nobody.
RANGES: dict[str, tuple[int, int]] = {
    "A": (1, 3),
    "B": (5, 9),
    "C": (10, 33),
    "D": (35, 35),
    "E": (36, 39),
    "F": (41, 43),
    "G": (45, 47),
    "H": (49, 53),
    "I": (55, 56),
    "J": (58, 63),
    "K": (64, 66),
    "L": (68, 68),
    "M": (69, 75),
    "N": (77, 82),
    "O": (84, 84),
    "P": (85, 85),
    "Q": (86, 88),
    "R": (90, 93),
    "S": (94, 96),
    "T": (97, 98),
    "U": (99, 99),
}

DIVISIONS: tuple[tuple[str, str, str], ...] = (
    (
        "01",
        "زراعة المحاصيل وتربية الحيوانات والصيد والخدمات المتصلة بها",
        "Crop and animal production, hunting and related service activities",
    ),
    ("02", "الحراجة وقطع الأشجار", "Forestry and logging"),
    ("03", "صيد الأسماك وتربية الأحياء المائية", "Fishing and aquaculture"),
    ("05", "تعدين الفحم والليغنيت", "Mining of coal and lignite"),
    (
        "06",
        "استخراج النفط الخام والغاز الطبيعي",
        "Extraction of crude petroleum and natural gas",
    ),
    ("07", "تعدين ركازات الفلزات", "Mining of metal ores"),
    ("08", "أنشطة التعدين واستغلال المحاجر الأخرى", "Other mining and quarrying"),
    ("09", "أنشطة خدمات دعم التعدين", "Mining support service activities"),
    ("10", "صنع المنتجات الغذائية", "Manufacture of food products"),
    ("11", "صنع المشروبات", "Manufacture of beverages"),
    ("12", "صنع منتجات التبغ", "Manufacture of tobacco products"),
    ("13", "صنع المنسوجات", "Manufacture of textiles"),
    ("14", "صنع الملابس", "Manufacture of wearing apparel"),
    (
        "15",
        "صنع الجلود والمنتجات الجلدية",
        "Manufacture of leather and related products",
    ),
    (
        "16",
        "صنع الخشب ومنتجات الخشب والفلين عدا الأثاث، وأصناف القش ومواد الضفر",
        (
            "Manufacture of wood and of products of wood and cork, except furniture; "
            "manufacture of articles of straw and plaiting materials"
        ),
    ),
    ("17", "صنع الورق ومنتجات الورق", "Manufacture of paper and paper products"),
    ("18", "الطباعة واستنساخ وسائط الإعلام المسجّلة", "Printing and reproduction of recorded media"),
    (
        "19",
        "صنع فحم الكوك ومنتجات النفط المكررة",
        "Manufacture of coke and refined petroleum products",
    ),
    (
        "20",
        "صنع المواد والمنتجات الكيميائية",
        "Manufacture of chemicals and chemical products",
    ),
    (
        "21",
        "صنع المنتجات الصيدلانية الأساسية والمستحضرات الصيدلانية",
        "Manufacture of basic pharmaceutical products and pharmaceutical preparations",
    ),
    ("22", "صنع منتجات المطاط واللدائن", "Manufacture of rubber and plastics products"),
    (
        "23",
        "صنع منتجات المعادن اللافلزية الأخرى",
        "Manufacture of other non-metallic mineral products",
    ),
    ("24", "صنع الفلزات القاعدية", "Manufacture of basic metals"),
    (
        "25",
        "صنع منتجات المعادن المشكّلة عدا الآلات والمعدات",
        "Manufacture of fabricated metal products, except machinery and equipment",
    ),
    (
        "26",
        "صنع الحواسيب والمنتجات الإلكترونية والبصرية",
        "Manufacture of computer, electronic and optical products",
    ),
    ("27", "صنع المعدات الكهربائية", "Manufacture of electrical equipment"),
    (
        "28",
        "صنع الآلات والمعدات غير المصنفة في موضع آخر",
        "Manufacture of machinery and equipment n.e.c.",
    ),
    (
        "29",
        "صنع المركبات ذات المحركات والمقطورات ونصف المقطورات",
        "Manufacture of motor vehicles, trailers and semi-trailers",
    ),
    ("30", "صنع معدات النقل الأخرى", "Manufacture of other transport equipment"),
    ("31", "صنع الأثاث", "Manufacture of furniture"),
    ("32", "الصناعات التحويلية الأخرى", "Other manufacturing"),
    (
        "33",
        "إصلاح الآلات والمعدات وتركيبها",
        "Repair and installation of machinery and equipment",
    ),
    (
        "35",
        "إمدادات الكهرباء والغاز والبخار وتكييف الهواء",
        "Electricity, gas, steam and air conditioning supply",
    ),
    ("36", "جمع المياه ومعالجتها وتوصيلها", "Water collection, treatment and supply"),
    ("37", "الصرف الصحي", "Sewerage"),
    (
        "38",
        "جمع النفايات ومعالجتها والتخلص منها واسترجاع المواد",
        "Waste collection, treatment and disposal activities; materials recovery",
    ),
    (
        "39",
        "أنشطة المعالجة وخدمات إدارة النفايات الأخرى",
        "Remediation activities and other waste management services",
    ),
    ("41", "تشييد المباني", "Construction of buildings"),
    ("42", "الهندسة المدنية", "Civil engineering"),
    ("43", "أنشطة التشييد المتخصصة", "Specialized construction activities"),
    (
        "45",
        "تجارة المركبات ذات المحركات والدراجات النارية بالجملة والتجزئة وإصلاحها",
        "Wholesale and retail trade and repair of motor vehicles and motorcycles",
    ),
    (
        "46",
        "تجارة الجملة عدا المركبات ذات المحركات والدراجات النارية",
        "Wholesale trade, except of motor vehicles and motorcycles",
    ),
    (
        "47",
        "تجارة التجزئة عدا المركبات ذات المحركات والدراجات النارية",
        "Retail trade, except of motor vehicles and motorcycles",
    ),
    ("49", "النقل البري والنقل عبر الأنابيب", "Land transport and transport via pipelines"),
    ("50", "النقل المائي", "Water transport"),
    ("51", "النقل الجوي", "Air transport"),
    (
        "52",
        "التخزين وأنشطة دعم النقل",
        "Warehousing and support activities for transportation",
    ),
    ("53", "أنشطة البريد ونقل الطرود", "Postal and courier activities"),
    ("55", "الإقامة", "Accommodation"),
    ("56", "أنشطة خدمات الأطعمة والمشروبات", "Food and beverage service activities"),
    ("58", "أنشطة النشر", "Publishing activities"),
    (
        "59",
        "إنتاج الأفلام والبرامج التلفزيونية والتسجيلات الصوتية ونشر الموسيقى",
        (
            "Motion picture, video and television programme production, sound recording and "
            "music publishing activities"
        ),
    ),
    ("60", "أنشطة إعداد البرامج والبث", "Programming and broadcasting activities"),
    ("61", "الاتصالات", "Telecommunications"),
    (
        "62",
        "البرمجة الحاسوبية والخبرة الاستشارية والأنشطة المتصلة بها",
        "Computer programming, consultancy and related activities",
    ),
    ("63", "أنشطة خدمات المعلومات", "Information service activities"),
    (
        "64",
        "أنشطة الخدمات المالية عدا التأمين وصناديق التقاعد",
        "Financial service activities, except insurance and pension funding",
    ),
    (
        "65",
        "التأمين وإعادة التأمين وصناديق التقاعد عدا الضمان الاجتماعي الإلزامي",
        "Insurance, reinsurance and pension funding, except compulsory social security",
    ),
    (
        "66",
        "الأنشطة المساعدة للخدمات المالية وأنشطة التأمين",
        "Activities auxiliary to financial service and insurance activities",
    ),
    ("68", "الأنشطة العقارية", "Real estate activities"),
    ("69", "الأنشطة القانونية والمحاسبية", "Legal and accounting activities"),
    (
        "70",
        "أنشطة المكاتب الرئيسية والاستشارات الإدارية",
        "Activities of head offices; management consultancy activities",
    ),
    (
        "71",
        "الأنشطة المعمارية والهندسية والاختبارات والتحليل التقني",
        "Architectural and engineering activities; technical testing and analysis",
    ),
    ("72", "البحث والتطوير في المجال العلمي", "Scientific research and development"),
    ("73", "الإعلان وأبحاث السوق", "Advertising and market research"),
    (
        "74",
        "الأنشطة المهنية والعلمية والتقنية الأخرى",
        "Other professional, scientific and technical activities",
    ),
    ("75", "الأنشطة البيطرية", "Veterinary activities"),
    ("77", "أنشطة التأجير", "Rental and leasing activities"),
    ("78", "أنشطة الاستخدام", "Employment activities"),
    (
        "79",
        "وكالات السفر ومنظمو الرحلات وخدمات الحجز والأنشطة المتصلة بها",
        "Travel agency, tour operator, reservation service and related activities",
    ),
    ("80", "أنشطة الأمن والتحقيقات", "Security and investigation activities"),
    (
        "81",
        "خدمات المباني وتنسيق المواقع",
        "Services to buildings and landscape activities",
    ),
    (
        "82",
        "الأنشطة الإدارية للمكاتب وخدمات دعم الأعمال",
        "Office administrative, office support and other business support activities",
    ),
    (
        "84",
        "الإدارة العامة والدفاع والضمان الاجتماعي الإلزامي",
        "Public administration and defence; compulsory social security",
    ),
    ("85", "التعليم", "Education"),
    ("86", "أنشطة الصحة البشرية", "Human health activities"),
    ("87", "أنشطة الرعاية مع الإقامة", "Residential care activities"),
    (
        "88",
        "أنشطة العمل الاجتماعي بلا إقامة",
        "Social work activities without accommodation",
    ),
    (
        "90",
        "الأنشطة الإبداعية والفنون والترفيه",
        "Creative, arts and entertainment activities",
    ),
    (
        "91",
        "المكتبات ودور المحفوظات والمتاحف والأنشطة الثقافية الأخرى",
        "Libraries, archives, museums and other cultural activities",
    ),
    ("92", "أنشطة القمار والمراهنة", "Gambling and betting activities"),
    (
        "93",
        "الأنشطة الرياضية وأنشطة التسلية والترويح",
        "Sports activities and amusement and recreation activities",
    ),
    ("94", "أنشطة المنظمات ذات العضوية", "Activities of membership organizations"),
    (
        "95",
        "إصلاح الحواسيب والسلع الشخصية والمنزلية",
        "Repair of computers and personal and household goods",
    ),
    ("96", "أنشطة الخدمات الشخصية الأخرى", "Other personal service activities"),
    (
        "97",
        "أنشطة الأسر المعيشية التي توظّف عاملين في المنازل",
        "Activities of households as employers of domestic personnel",
    ),
    (
        "98",
        "إنتاج الأسر المعيشية سلعًا وخدمات غير متمايزة لاستعمالها الخاص",
        (
            "Undifferentiated goods- and services-producing activities of private households "
            "for own use"
        ),
    ),
    (
        "99",
        "أنشطة المنظمات والهيئات الخارجة عن الولاية الإقليمية",
        "Activities of extraterritorial organizations and bodies",
    ),
)

ISIC = (*SECTIONS, *DIVISIONS)


def section_of(number: str) -> str:
    """Return the letter of the section that a division, group or class belongs to, or ""."""
    division = int(number[:2])
    return next((s for s, (first, last) in RANGES.items() if first <= division <= last), "")


def divisions_of(section: str) -> list[str]:
    """Return the two digits with which everything in a section begins."""
    first, last = RANGES[section]
    return [f"{number:02d}" for number in range(first, last + 1)]
