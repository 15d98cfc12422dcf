"""The groups and classes of ISIC Rev. 4 that the licence types of the demonstration name.

The full list is imported with `bin/manage import_categories --scheme isic`.
"""

ACTIVITIES: tuple[tuple[str, str, str], ...] = (
    (
        "1071",
        "صنع منتجات المخابز",
        "Manufacture of bakery products",
    ),
    (
        "1073",
        "صنع الكاكاو والشوكولاتة والحلويات السكرية",
        "Manufacture of cocoa, chocolate and sugar confectionery",
    ),
    (
        "1075",
        "صنع الوجبات والأطباق الجاهزة",
        "Manufacture of prepared meals and dishes",
    ),
    (
        "4711",
        "تجارة التجزئة في المخازن غير المتخصصة التي تغلب فيها الأغذية أو المشروبات أو التبغ",
        "Retail sale in non-specialized stores with food, beverages or tobacco predominating",
    ),
    (
        "472",
        "بيع الأغذية والمشروبات والتبغ بالتجزئة في المخازن المتخصصة",
        "Retail sale of food, beverages and tobacco in specialized stores",
    ),
    (
        "4772",
        "بيع المستحضرات الصيدلانية والسلع الطبية ومستحضرات التجميل بالتجزئة",
        (
            "Retail sale of pharmaceutical and medical goods, cosmetic and toilet articles in "
            "specialized stores"
        ),
    ),
    (
        "479",
        "تجارة التجزئة خارج المخازن والأكشاك والأسواق",
        "Retail trade not in stores, stalls or markets",
    ),
    (
        "4791",
        "البيع بالتجزئة عن طريق البريد أو الإنترنت",
        "Retail sale via mail order houses or via Internet",
    ),
    ("4923", "نقل البضائع بالطرق البرية", "Freight transport by road"),
    ("4922", "نقل الركاب البري الآخر", "Other passenger land transport"),
    (
        "5610",
        "أنشطة المطاعم وخدمات الأطعمة المتنقلة",
        "Restaurants and mobile food service activities",
    ),
    ("5621", "تقديم الطعام في المناسبات", "Event catering"),
    ("5630", "أنشطة تقديم المشروبات", "Beverage serving activities"),
    ("7310", "الإعلان", "Advertising"),
    ("851", "التعليم قبل الابتدائي والابتدائي", "Pre-primary and primary education"),
    (
        "8890",
        "أنشطة العمل الاجتماعي الأخرى بلا إقامة",
        "Other social work activities without accommodation",
    ),
    (
        "9602",
        "تصفيف الشعر وأنواع التجميل الأخرى",
        "Hairdressing and other beauty treatment",
    ),
)
