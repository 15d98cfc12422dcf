"""What the public may count: tenders, licences and companies. Bids are never among it."""

import datetime as dt
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.models import database_now
from licensing.models import Licence
from procurement.models import Tender
from vendors.models import Company
from workflow import charts, wording

MONTHS = 12
MOST = 8


def open_tenders() -> QuerySet[Tender]:
    """Return the tenders that take bids at this moment."""
    found: QuerySet[Tender] = Tender.objects.filter(
        state=Tender.State.PUBLISHED, closes_at__gt=database_now(), imported=False
    )
    return found


def headline(still_open: QuerySet[Tender]) -> list[dict[str, Any]]:
    """Return the three figures of the front page, for `parts/stats.html`."""
    in_force = Licence.objects.standing_as("active", timezone.localdate())
    registered = Company.objects.registered()
    return [
        {"label": _("Tenders open for bids"), "value": still_open.count()},
        {"label": _("Licences in force"), "value": in_force.count()},
        {"label": _("Registered companies"), "value": registered.count()},
    ]


def all_charts() -> list[dict[str, Any]]:
    """Return the charts of the public figures: four queries."""
    return [_tenders_by_month(), _tenders_by_agency(), _licences_by_month(), _licences_by_type()]


def _tenders_by_month() -> dict[str, Any]:
    rows = _by_month(Tender.objects.published(), "published_at", _begins(_first_month()))
    return charts.columns(_("Tenders published"), _("Month"), _("Tenders"), rows)


def _tenders_by_agency() -> dict[str, Any]:
    query = Tender.objects.published().filter(published_at__gte=_begins(_first_month()))
    found = query.values("agency__name_ar", "agency__name_en").annotate(count=Count("pk"))
    rows = [
        (_named(row, "agency__name"), [row["count"]]) for row in found.order_by("-count")[:MOST]
    ]
    note = _("Published in the last twelve months, by the agencies that buy the most.")
    return charts.bars(_("Tenders by agency"), _("Agency"), [_("Tenders")], rows, note=note)


def _licences_by_month() -> dict[str, Any]:
    rows = _by_month(Licence.objects.in_register(), "anchor", _first_month())
    return charts.columns(_("Licences granted"), _("Month"), _("Licences"), rows)


def _licences_by_type() -> dict[str, Any]:
    in_force = Licence.objects.standing_as("active", timezone.localdate())
    names = ("type_version__name_ar", "type_version__name_en")
    found = in_force.values(*names).annotate(count=Count("pk")).order_by("-count")[:MOST]
    rows = [(_named(row, "type_version__name"), [row["count"]]) for row in found]
    return charts.bars(_("Licences in force"), _("Licence"), [_("Licences")], rows)


def _named(row: dict[str, Any], field: str) -> str:
    """The name in the reader's language, or in the other if it has none."""
    language = wording.locale().language
    first, second = (
        (f"{field}_ar", f"{field}_en") if language == "ar" else (f"{field}_en", f"{field}_ar")
    )
    return str(row[first] or row[second])


def _first_month() -> dt.date:
    """The first day of the month eleven months ago, so that twelve months are shown."""
    today = timezone.localdate()
    months = today.year * 12 + today.month - MONTHS
    return dt.date(months // 12, months % 12 + 1, 1)


def _begins(day: dt.date) -> dt.datetime:
    """The day's first moment in the country's own time."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _by_month(query: Any, field: str, since: dt.date) -> list[tuple[str, int]]:
    """Count rows by the month of `field`; months in which nothing happened count nought."""
    first = _first_month()
    found = (
        query.filter(**{f"{field}__gte": since})
        .annotate(month=TruncMonth(field))
        .values("month")
        .annotate(count=Count("pk"))
        .values_list("month", "count")
    )
    counted = {(month.year, month.month): count for month, count in found}
    shown = []
    for step in range(MONTHS):
        months = first.year * 12 + first.month - 1 + step
        year, month = months // 12, months % 12 + 1
        shown.append((wording.month(dt.date(year, month, 1)), counted.get((year, month), 0)))
    return shown
