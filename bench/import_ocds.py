"""How fast history comes in: releases a second from a JSON Lines file into past cases.

Baseline, in the same run and database: decoding the same lines with `json` and inserting the
very rows the import has left, a hundred releases to a transaction, into copies of its tables.
The ratio is what reading, merging, judging, the gate and the trail cost beyond that.
"""

import gzip
import json
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import psutil
from django.db import connection, transaction
from psycopg2.extras import Json, execute_values

from bench.__main__ import Result
from procurement.ocds.importing import BATCH, Importing
from procurement.ocds.reading import Piece, read

TABLES = (
    "procurement_importedprocess",
    "procurement_importedrelease",
    "procurement_tender",
    "procurement_lot",
    "procurement_item",
    "procurement_award",
    "procurement_contract",
    "audit_event",
    "workflow_passage",
)
ITEMS = 10
BUYERS = 200


def releases(processes: int) -> Iterator[dict[str, Any]]:
    """Three releases a process: the plan, the tender with its items, award and contract."""
    for number in range(processes):
        head = {"ocid": f"ocds-b3nc00-{number:07}", "initiationType": "tender", "language": "en"}
        buyer = {"id": f"b-{number % BUYERS}", "name": f"Directorate {number % BUYERS}"}
        money = {"amount": 1000 + number + 0.5, "currency": "JOD"}
        items = [
            {"id": i, "description": f"Article {i} of {number}", "quantity": i + 1}
            | {"unit": {"name": "piece"}, "relatedLot": "1"}
            for i in range(ITEMS)
        ]
        yield {**head, "id": "1", "date": "2019-01-05T08:00:00Z", "tag": ["planning"]} | {
            "planning": {"budget": {"amount": money}}
        }
        yield {**head, "id": "2", "date": "2019-02-05T08:00:00Z", "tag": ["tender"]} | {
            "buyer": buyer,
            "tender": {
                "id": "t",
                "title": f"Supply number {number}",
                "description": "What is needed, told in some words. " * 8,
                "status": "active",
                "value": money,
                "tenderPeriod": {"endDate": "2019-03-05T08:00:00Z"},
                "lots": [{"id": "1", "title": "All of it"}],
                "items": items,
            },
        }
        yield {**head, "id": "3", "date": "2019-04-05T08:00:00Z", "tag": ["award"]} | {
            "awards": [
                {"id": "a", "status": "active", "date": "2019-04-01T08:00:00Z", "value": money}
                | {"suppliers": [{"id": "s", "name": f"Company {number % 997}"}]}
            ],
            "contracts": [
                {"id": "c", "awardID": "a", "status": "active", "value": money}
                | {"dateSigned": "2019-04-04"}
            ],
        }


def main(quick: bool) -> Result:
    """Import once, import again, then measure the baseline."""
    processes = 1_000 if quick else 10_000
    count = processes * 3
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "releases.jsonl.gz"
        with gzip.open(file, "wt", compresslevel=1) as out:
            out.writelines(json.dumps(release) + "\n" for release in releases(processes))
        first, own, grown = _import(str(file), count)
        again, _own, _grown = _import(str(file), count)
        base = _baseline(file)
    ratio = first / base
    return Result(
        title=f"import_ocds: {count:,} releases of {processes:,} processes, {ITEMS} items each",
        rows=[
            ("first run", f"{first:.2f} s"),
            ("releases a second", f"{count / first:,.0f}"),
            ("of it Python's own", f"{own:.2f} s"),
            ("second run (nothing new)", f"{again:.2f} s"),
            ("releases a second", f"{count / again:,.0f}"),
            ("baseline: json and raw inserts", f"{base:.2f} s"),
            ("first run / baseline", f"{ratio:.2f}"),
            ("memory grown from a quarter on", f"{grown / 1e6:.1f} MB"),
        ],
        figures={
            "releases": count,
            "seconds": round(first, 3),
            "processor_seconds": round(own, 3),
            "per_second": round(count / first),
            "again_seconds": round(again, 3),
            "baseline_seconds": round(base, 3),
            "ratio": round(ratio, 3),
            "memory_grown_mb": round(grown / 1e6, 1),
        },
    )


def _import(name: str, count: int) -> tuple[float, float, int]:
    """Import the file; return the seconds, those of them on the processor in this process, and
    the bytes of memory grown after a quarter.
    """
    process = psutil.Process()
    importing = Importing()
    quarter = 0
    begun, worked = time.perf_counter(), time.process_time()
    for _refused in importing.bring(_pieces(name)):
        if not quarter and importing.counts.releases >= count // 4:
            quarter = process.memory_info().rss
    seconds, own = time.perf_counter() - begun, time.process_time() - worked
    grown = process.memory_info().rss - quarter
    outcomes = importing.outcomes()
    if sum(outcomes.values()) != count // 3 or list(importing.problems()):
        raise RuntimeError(f"the import went wrong: {outcomes}")
    return seconds, own, grown


def _pieces(name: str) -> Iterator[Piece]:
    return read(name)


def _baseline(file: Path) -> float:
    """Decode the lines and insert the rows the import has left; return the seconds."""
    rows = {table: _rows_of(table) for table in TABLES}
    begun = time.perf_counter()
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        batches = 0
        while batch := list(islice(lines, BATCH)):
            for line in batch:
                json.loads(line)
            batches += 1
    shares = {t: -(-len(members) // batches) for t, members in rows.items()}
    for number in range(batches):
        with transaction.atomic(), connection.cursor() as cursor:
            for table, members in rows.items():
                part = members[number * shares[table] : (number + 1) * shares[table]]
                if part:
                    query = f"INSERT INTO baseline.{table} VALUES %s"  # noqa: S608  (ours)
                    execute_values(cursor.cursor, query, part, page_size=1000)
    return time.perf_counter() - begun


def _rows_of(table: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS baseline")
        cursor.execute(f"CREATE TABLE baseline.{table} (LIKE public.{table} INCLUDING ALL)")
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
            [f"public.{table}"],
        )
        columns = ", ".join(row[0] for row in cursor.fetchall())
        cursor.execute(f"SELECT {columns} FROM public.{table}")  # noqa: S608  (a table of ours)
        found = cursor.fetchall()
    return [tuple(Json(v) if isinstance(v, dict | list) else v for v in row) for row in found]
