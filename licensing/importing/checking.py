"""The dry run: reads the file of an import, judges every row, writes the report.

Called by the task, in one transaction under the import's lock: killed, it leaves nothing
behind and begins again.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count

from accounts.text import fold
from audit.models import database_now
from licensing.importing import columns, problems, reading
from licensing.importing.judging import Judged, Kind, Known, judge, state_words
from licensing.models.import_batch import ImportBatch, ImportedHolder, ImportRow
from licensing.models.import_states import RowState, Verdict
from licensing.models.licence import Licence
from licensing.models.licence_states import HELD
from licensing.models.licence_type import LicenceType
from vendors.models import Company
from workflow.gate import perform
from workflow.working import local

MOST = 100_000
AT_ONCE = 1_000

Read = tuple[int, Judged]


def check(pk: int) -> bool:
    """Check the import with this key, unless somebody is at it or has done it."""
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update(skip_locked=True, no_key=True)
        batch = locked.filter(pk=pk, state=ImportBatch.State.UPLOADED).first()
        if batch is None:
            return False
        problem = _read(batch)
        if problem:
            ImportRow.objects.filter(batch=batch).delete()
        else:
            _compare_rows(batch)
        perform(batch, "note_checked", by=None, counts=counted(batch), problem=problem)
    return True


def counted(batch: Any) -> dict[str, int]:
    """How many rows have which verdict, and are in which state."""
    found: dict[str, int] = {}
    for name in ("verdict", "outcome"):
        rows = ImportRow.objects.filter(batch=batch).order_by()
        found |= dict(rows.values_list(name).annotate(n=Count("pk")))
    return found


def _read(batch: ImportBatch) -> list[Any]:
    """Write a row for each of the file's; return why the file cannot be read, if so."""
    known = known_for(batch)
    try:
        with batch.file.blob.open("rb") as file:
            rows = reading.rows_of(file, batch.file.kind)
            names, unknown = _header(rows)
            for chunk in _chunks(rows):
                _write(
                    batch,
                    [(line, judge(dict(_named(names, cells)), known)) for line, cells in chunk],
                )
            for heading in unknown:
                _say_first(batch, heading)
    except reading.Unreadable as error:
        return error.note
    except columns.BadHeader as error:
        return error.note
    return _too_many(batch)


def _too_many(batch: ImportBatch) -> list[Any]:
    count = ImportRow.objects.filter(batch=batch).count()
    if count > MOST:
        return ["too_many_rows", {"most": f"{MOST:,}"}]
    return [] if count else ["no_table", {}]


def _header(rows: Iterator[tuple[int, list[Any]]]) -> tuple[list[str | None], list[str]]:
    first = next(rows, None)
    if first is None:
        raise reading.Unreadable("no_table")
    return columns.match(first[1])


def _chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    left = MOST + 1
    while chunk := list(islice(rows, min(AT_ONCE, left))):
        left -= len(chunk)
        yield chunk


def _named(names: list[str | None], cells: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    return ((name, cell) for name, cell in zip(names, cells, strict=False) if name is not None)


def known_for(batch: ImportBatch) -> Known:
    """The types of the agency by every name they go by, and the words for states."""
    kinds: dict[str, Kind] = {}
    types = LicenceType.objects.filter(agency=batch.agency).prefetch_related("versions")
    for kind in types:
        # The version in force, or the last that was: types no longer offered are imported, too.
        retired = (v for v in kind.versions.all() if v.state == "retired")
        current: Any = kind.current or next(retired, None)
        entry = Kind(kind.pk, current.pk if current else None, kind.one_a_company)
        names = (current.name_ar, current.name_en) if current else ()
        for name in (kind.slug, *names):
            if name:
                kinds.setdefault(fold(name), entry)
    today = local(database_now(), ZoneInfo(batch.agency.zone))
    states = state_words(Licence.State)
    return Known(kinds, states, batch.day_order, batch.agency_id, today)


def companies_by_key(keys: Iterable[str]) -> dict[str, Company]:
    """The companies behind holders: registered ones by number, else those entered before."""
    keys = set(keys)
    numbers = {key.removeprefix("number:") for key in keys if key.startswith("number:")}
    found = {
        one.key: one.company
        for one in ImportedHolder.objects.filter(key__in=keys).select_related("company")
    }
    # Only those whose number a registrar has once verified: a company that has merely been sent
    # in must not come into somebody's licences by typing their number.
    state = Company.State
    verified = (state.REGISTERED, state.SUSPENDED, state.DEBARRED, state.LAPSED)
    known = Company.objects.filter(
        registration_number__in=numbers, country=settings.COUNTRY, state__in=verified
    ).filter(imported=False)
    return found | {f"number:{company.registration_number}": company for company in known}


def _write(batch: ImportBatch, read: list[Read]) -> None:
    companies = companies_by_key(judged.holder_key for _line, judged in read)
    before = known_numbers(batch, [judged.old_number for _line, judged in read])
    held = _held(read, companies)
    rows = []
    for line, judged in read:
        company = companies.get(judged.holder_key)
        _say_of_holder(judged, company)
        if judged.old_number in before:
            judged.say("known", batch=before[judged.old_number])
        elif _is_second(judged, company, held):
            judged.say("second")
        rows.append(_row(batch, line, judged))
    ImportRow.objects.bulk_create(rows)


def _is_second(judged: Judged, company: Company | None, held: set[tuple[int, int]]) -> bool:
    """Whether the holder has such a licence already, and may hold only one."""
    said = judged.facts
    counts = said.get("state") in HELD and said.get("exclusive")
    return bool(company is not None and counts and (company.pk, said["type"]) in held)


def _say_of_holder(judged: Judged, company: Company | None) -> None:
    if company is None or company.imported:
        if judged.holder_key:
            judged.say("holder_unknown")
        return
    names = {fold(name) for name in (company.name_ar, company.name_en) if name}  # type: ignore[attr-defined]
    if judged.holder_name and fold(judged.holder_name) not in names:
        judged.say("holder_named", name=company.name)


def _row(batch: ImportBatch, line: int, judged: Judged) -> ImportRow:
    return ImportRow(
        batch=batch,
        agency_id=batch.agency_id,
        line=line,
        old_number=judged.old_number,
        holder_key=judged.holder_key,
        holder_name=judged.holder_name,
        facts=judged.facts,
        notes=judged.notes,
        verdict=problems.verdict_of(judged.notes),
    )


def known_numbers(batch: ImportBatch, numbers: Iterable[str]) -> dict[str, str]:
    """Which of these numbers the agency has imported, and in which import."""
    rows = ImportRow.objects.filter(
        agency_id=batch.agency_id, old_number__in=set(numbers), outcome=RowState.IMPORTED
    )
    return dict(rows.values_list("old_number", "batch__reference"))


def _held(read: list[Read], companies: dict[str, Company]) -> set[tuple[int, int]]:
    """(company, type) of the licences that these holders have already."""
    pks = {companies[j.holder_key].pk for _line, j in read if j.holder_key in companies}
    if not pks:
        return set()
    found = Licence.objects.filter(company_id__in=pks, state__in=HELD, is_exclusive=True)
    return set(found.values_list("company_id", "licence_type_id"))


def _say_first(batch: ImportBatch, heading: str) -> None:
    """A column left out is said once, beside the first row."""
    row = ImportRow.objects.filter(batch=batch).order_by("pk").first()
    if row is not None:
        row.notes.append(["column_unknown", {"column": heading}])
        row.verdict = problems.verdict_of(row.notes)
        row.save(update_fields=["notes", "verdict"])


def _compare_rows(batch: ImportBatch) -> None:
    """Rows that say the same number, or a second licence where one is allowed: set-wise."""
    error = str(Verdict.ERROR)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH again AS (
              SELECT id, min(line) OVER (PARTITION BY old_number) AS first, line
              FROM licensing_importrow WHERE batch_id = %s AND old_number <> ''
            )
            UPDATE licensing_importrow r
            SET verdict = %s,
                notes = r.notes || jsonb_build_array(
                  jsonb_build_array('twice', jsonb_build_object('line', again.first)))
            FROM again WHERE again.id = r.id AND again.line > again.first
            """,
            [batch.pk, error],
        )
        cursor.execute(
            """
            WITH again AS (
              SELECT id, line,
                     min(line) OVER (PARTITION BY holder_key, facts -> 'type') AS first
              FROM licensing_importrow
              WHERE batch_id = %s AND verdict IN ('fine', 'warning') AND holder_key <> ''
                AND facts ->> 'exclusive' = 'true' AND facts ->> %s IN ('active', 'suspended')
            )
            UPDATE licensing_importrow r
            SET verdict = %s,
                notes = r.notes || jsonb_build_array(
                  jsonb_build_array('second_in_file', jsonb_build_object('line', again.first)))
            FROM again WHERE again.id = r.id AND again.line > again.first
            """,
            [batch.pk, "state", error],
        )
