"""The demonstration's past: licences brought from an older system, a file that waits to be let
in, and applications decided in earlier years, so that the figures have something to show.

The past is made here as imported cases: their passages through states are written as they were.
"""

import csv
import io
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Agency, User
from documents import storage
from licensing import catalogue
from licensing.importing import checking, working
from licensing.importing.columns import COLUMNS
from licensing.models import Application, ImportBatch, Licence, LicenceType
from workflow.gate import begin, perform
from workflow.models import Passage

OFFICER, DECIDER = "licensing@trade.example", "decider@trade.example"
SHOPS = (
    ("بقالة السلام", "Al Salam Grocery", "إربد / Irbid", "شارع الجامعة 12 / University Street 12"),
    ("سوبرماركت النخيل", "Al Nakheel Market", "الزرقاء / Zarqa", "شارع السعادة 3 / Saada Street 3"),
    ("حلويات الأندلس", "Al Andalus Sweets", "السلط / Salt", "ساحة العين 5 / Ain Square 5"),
    ("مطحنة الكرك", "Karak Mill", "الكرك / Karak", "شارع القلعة 8 / Castle Street 8"),
    ("ملحمة البركة", "Al Baraka Butchery", "عمّان / Amman", "جبل الحسين 21 / Jabal Al Hussein 21"),
    ("خضار الوادي", "Valley Greens", "العقبة / Aqaba", "سوق السمك 2 / Fish Market 2"),
)
# (the states an application went through, days in each, how often)
WAYS: tuple[tuple[tuple[str, ...], tuple[int, ...], int], ...] = (
    (("submitted", "in_review", "awaiting_decision", "approved", "awaiting_payment", "issued"),
     (2, 5, 3, 0, 2), 11),
    (("submitted", "in_review", "returned", "submitted", "in_review", "awaiting_decision",
      "approved", "awaiting_payment", "issued"), (2, 4, 9, 1, 4, 3, 0, 3), 5),
    (("submitted", "in_review", "awaiting_decision", "refused"), (3, 7, 5), 3),
)  # fmt: skip


def make(agency: Agency, people: dict[str, User]) -> None:
    """Make the imports, and the decisions of three years."""
    _imported(agency, people)
    _waiting(agency, people)
    _past(agency)


def _brought(agency: Agency, officer: User, name: str, rows: list[dict[str, str]]) -> ImportBatch:
    lines = io.StringIO()
    writer = csv.DictWriter(lines, [column.name for column in COLUMNS], restval="")
    writer.writeheader()
    writer.writerows(rows)
    file = storage.keep(io.BytesIO(lines.getvalue().encode("utf-8-sig")), "csv")
    batch = ImportBatch(agency=agency, file=file, file_name=name)
    batch = begin(batch, by=officer, who="licensing.bring_licences")
    checking.check(batch.pk)
    return ImportBatch.objects.get(pk=batch.pk)


def _row(number: int, days: int = 365, **more: str) -> dict[str, str]:
    arabic, english, place, address = SHOPS[number % len(SHOPS)]
    since = timezone.localdate() - timedelta(days=30 * (number % 11) + 20)
    return {
        "old_number": f"RK-2019/{number:04d}",
        "type": catalogue.FOOD_SHOP,
        "holder_number": f"2004{number % len(SHOPS):02d}",
        "holder_ar": arabic,
        "holder_en": english,
        "first_day": date(2019, number % 12 + 1, 10).isoformat(),
        "valid_from": since.isoformat(),
        "valid_through": (since + timedelta(days=days - 1)).isoformat(),
        "place": place,
        "address": address,
        **more,
    }


def _imported(agency: Agency, people: dict[str, User]) -> None:
    rows = [_row(number) for number in range(1, 13)]
    rows += [_row(13, days=10), _row(14, type="kiosk"), _row(15, valid_through="31/2/2027")]
    batch = _brought(agency, people[OFFICER], "food-shops-2019.csv", rows)
    perform(batch, "let_in", by=people[DECIDER])
    working.work(batch.pk)


def _waiting(agency: Agency, people: dict[str, User]) -> None:
    closed = _row(23, state="suspended", reasons="نتائج فحص المياه / Results of the water test")
    rows = [_row(21), _row(22), closed, _row(24, holder_number="100417"), _row(1), _row(21)]
    _brought(agency, people[OFFICER], "food-shops-irbid.csv", rows)


def _past(agency: Agency) -> None:
    """Decisions of this year and the two before, each with the days it took."""
    chance = random.Random(5)  # noqa: S311  (the same past each time, and no secret)
    kind = LicenceType.objects.prefetch_related("versions").get(slug=catalogue.FOOD_SHOP)
    licences = list(Licence.objects.filter(imported=True).select_related("company"))
    today = timezone.localdate()
    for back in range(3):
        for states, days, often in WAYS:
            for _number in range(often):
                latest = today.timetuple().tm_yday if back == 0 else 365
                if latest < 60:
                    continue
                begun = date(today.year - back, 1, 1) + timedelta(
                    days=chance.randrange(max(1, latest - 45))
                )
                spent = [max(0, length + chance.randrange(-1, 3)) for length in days]
                _decided(agency, kind, chance.choice(licences), states, spent, begun)


def _decided(
    agency: Agency,
    kind: LicenceType,
    licence: Any,
    states: tuple[str, ...],
    spent: list[int],
    begun: date,
) -> None:
    at = datetime(begun.year, begun.month, begun.day, 7, tzinfo=UTC)
    case = begin(
        Application(
            imported=True,
            state=states[-1],
            company=licence.company,
            agency=agency,
            licence_type=kind,
            version=kind.current,
            is_exclusive=False,
            submitted_at=at,
            created_at=at,
        ),
        by=None,
        who=None,
        verb="imported",
    )
    present = Passage.objects.get(kind="application", case_id=case.pk)
    rows = []
    for state, length in zip(states, spent, strict=False):
        until = at + timedelta(days=length)
        rows.append(
            Passage(kind="application", case_id=case.pk, state=state, since=at, until=until,
                    event=present.event)
        )  # fmt: skip
        at = until
    Passage.objects.bulk_create(rows)
    Passage.objects.filter(pk=present.pk).update(since=at)
