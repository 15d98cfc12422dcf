"""The lines of business that companies register for: the CPV divisions most asked for.

Codes are the divisions of the Common Procurement Vocabulary, Regulation (EC) No 213/2008.
Seeded by migration 0002; an administrator may add further ones.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from workflow import wording

CATEGORIES: tuple[tuple[str, str, str], ...] = (
    ("03000000", "المنتجات الزراعية والحيوانية والسمكية", "Farming, animal and fishing products"),
    ("09000000", "الوقود والكهرباء ومصادر الطاقة", "Fuel, electricity and other energy"),
    ("15000000", "الأغذية والمشروبات", "Food and beverages"),
    ("18000000", "الملابس والأحذية ولوازمها", "Clothing, footwear and accessories"),
    ("22000000", "المطبوعات وخدمات الطباعة", "Printed matter and related products"),
    ("24000000", "المواد الكيميائية", "Chemical products"),
    ("30000000", "الحواسيب والأجهزة المكتبية ولوازمها", "Computers, office machines and supplies"),
    ("31000000", "الآلات والأجهزة الكهربائية والإنارة", "Electrical machinery and lighting"),
    ("32000000", "أجهزة الاتصالات", "Telecommunication equipment"),
    ("33000000", "الأجهزة الطبية والأدوية", "Medical equipment and medicines"),
    ("34000000", "المركبات ووسائل النقل", "Vehicles and transport equipment"),
    ("39000000", "الأثاث والتجهيزات", "Furniture and furnishings"),
    ("44000000", "مواد البناء والإنشاء", "Construction materials and structures"),
    ("45000000", "أعمال الإنشاءات", "Construction work"),
    ("48000000", "البرمجيات ونظم المعلومات", "Software and information systems"),
    ("50000000", "خدمات الصيانة والإصلاح", "Repair and maintenance services"),
    ("55000000", "خدمات الفنادق والمطاعم والإعاشة", "Hotel, restaurant and catering services"),
    ("60000000", "خدمات النقل", "Transport services"),
    ("71000000", "الخدمات الهندسية والمعمارية", "Architectural and engineering services"),
    ("72000000", "خدمات تقنية المعلومات", "Information technology services"),
    ("79000000", "الخدمات الإدارية والقانونية والأمنية", "Business, legal and security services"),
    ("80000000", "خدمات التعليم والتدريب", "Education and training services"),
    ("90000000", "خدمات النظافة والبيئة", "Cleaning and environmental services"),
)


def shortened(categories: Iterable[Any], limit: int) -> str:
    """Return the names of at most `limit` categories as a list, and how many more there are."""
    names = [category.name for category in categories]
    shown = wording.listing(names[:limit]) if names else ""
    more = len(names) - limit
    return _("%(some)s and %(count)s more") % {"some": shown, "count": more} if more > 0 else shown


def seed(category: Any) -> None:
    """Add the categories that are not there yet to the model given; change none that is."""
    category.objects.bulk_create(
        [
            category(code=code, name=arabic, name_ar=arabic, name_en=english)
            for code, arabic, english in CATEGORIES
        ],
        ignore_conflicts=True,
    )
