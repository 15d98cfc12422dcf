"""`bin/manage import_ocds`: what a person types, sees and finds afterwards."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections

from procurement.management.commands import import_ocds
from procurement.models import ImportedProcess, ImportedRelease, Tender
from procurement.ocds import reading
from procurement.ocds.importing import Importing
from procurement.ocds.progress import Progress
from procurement.ocds.seen import LOCK
from tests.procurement.import_samples import (
    AWARD,
    OCID,
    OLD,
    PROCESS,
    TENDER,
    copy,
    lines,
    many,
    published_files,
)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("import_ocds", *arguments, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.django_db
def test_summary_tells_what_was_done(tmp_path) -> None:
    name = lines(
        tmp_path,
        [*PROCESS, OLD, "broken", copy(TENDER, ocid="ocds-t35t00-3", tender={"status": "zu"})],
    )
    told = run(name)
    assert "ocds-t35t00-3 tender.status: “zu” is no code of the standard; left empty" in told
    assert f"{name}, line 5: it is no JSON" in told
    assert "5 releases read." in told
    assert "1 lines or releases could not be read." in told
    assert "Contracting processes: 3 past cases created." in told
    again = run(name)
    assert "5 releases read, 5 of them known already." in again
    assert "Contracting processes: 3 unchanged." in again


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_problems_are_written_to_a_file(tmp_path, ending) -> None:
    odd = copy(TENDER, tender={"status": "مفتوحة", "title": "x"})
    name = lines(tmp_path, [odd, "broken"])
    target = tmp_path / f"problems.{ending}"
    run(name, "--problems", str(target))
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file)) if ending == "csv" else [json.loads(row) for row in file]
    assert [(row["ocid"], row["path"]) for row in rows] == [("", ""), (OCID, "tender.status")]
    assert "مفتوحة" in rows[1]["reason"]


@pytest.mark.django_db
def test_problem_file_that_cannot_be_written_is_told_before_anything_is_done(tmp_path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        run(lines(tmp_path, PROCESS), "--problems", str(tmp_path / "no" / "such"))
    assert Tender.objects.count() == 0


@pytest.mark.django_db
def test_dry_run_reports_and_keeps_nothing(tmp_path) -> None:
    told = run(lines(tmp_path, [*PROCESS, OLD]), "--dry-run")
    assert "2 past cases created" in told
    assert "nothing was kept" in told
    assert (Tender.objects.count(), ImportedRelease.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_unreadable_file_does_not_stop_the_others(tmp_path) -> None:
    good, empty = lines(tmp_path, [TENDER]), tmp_path / "empty"
    empty.touch()
    told = run(str(empty), str(tmp_path / "none"), good)
    assert f"{empty}: the file is empty." in told
    assert "none: the file does not exist." in told
    assert Tender.objects.count() == 1


@pytest.mark.django_db
def test_no_readable_file_fails(tmp_path) -> None:
    with pytest.raises(CommandError, match="No file could be read") as failure:
        run(str(tmp_path / "none"))
    assert failure.value.returncode == 1


@pytest.mark.django_db
def test_standard_input_is_read(monkeypatch) -> None:
    data = io.BufferedReader(io.BytesIO(json.dumps(TENDER).encode()))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(data))
    run("-")
    assert Tender.objects.count() == 1


@pytest.mark.django_db
def test_stopped_by_the_keyboard_tells_what_is_kept(tmp_path, monkeypatch) -> None:

    def interrupted(*arguments):
        yield from reading.read(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(import_ocds, "read", interrupted)
    monkeypatch.setattr("procurement.ocds.importing.BATCH", 3)
    out = io.StringIO()
    with pytest.raises(CommandError, match="run the same again to continue") as failure:
        call_command("import_ocds", lines(tmp_path, many(7)), stdout=out, stderr=out)
    assert failure.value.returncode == 130
    assert "6 past cases created" in out.getvalue()
    monkeypatch.undo()
    assert "1 past cases created, 6 unchanged" in run(lines(tmp_path, many(7)))


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_are_refused(tmp_path) -> None:
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with pytest.raises(CommandError, match="Another import is running"):
            run(lines(tmp_path, PROCESS))
    finally:
        other.close()
    assert Tender.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_killed_process_leaves_whole_batches_and_is_continued(tmp_path) -> None:
    count = 400
    name = lines(tmp_path, many(count))
    command = [sys.executable, "manage.py", "import_ocds", name]
    database = connection.settings_dict
    address = f"postgresql://{database['USER']}:@/{database['NAME']}?host={database['HOST']}"
    address += f"&port={database['PORT']}" if database["PORT"] else ""
    child = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": address},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while not Tender.objects.exists() and time.monotonic() < until and child.poll() is None:
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()
    kept = Tender.objects.count()
    assert kept > 0
    assert kept % 100 == 0
    assert ImportedProcess.objects.filter(tender=None).count() == 0
    wait_until_unlocked()
    told = run(name)
    assert Tender.objects.count() == count
    assert ("unchanged" in told) == (kept > 0)


def wait_until_unlocked() -> None:
    """The server needs a moment to notice that the killed client is gone."""
    for _attempt in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.05)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.django_db
def test_progress_draws_one_line_on_a_terminal(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("procurement.ocds.progress.DRAWN", 0)
    screen = Terminal()
    importing = Importing()
    progress = Progress(importing, screen)
    progress.file(lines(tmp_path, [TENDER]))
    importing.counts.releases = 1200
    progress.at(10**9)
    progress.tick()
    progress.done()
    assert screen.getvalue().count("\r") == 2
    assert re.search(
        r"1,200 releases · [\d,]+ a second · 100% of releases\.jsonl", screen.getvalue()
    )
    assert screen.getvalue().endswith("\n")


# --- published releases -----------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("file", published_files(), ids=lambda file: file.name)
def test_published_releases_come_in_whole_and_twice_is_once(file) -> None:
    first = run(str(file))
    assert "refused" not in first
    assert "could not be read" not in first
    assert ImportedProcess.objects.count() > 10
    cases = list(Tender.objects.order_by("pk").values())
    assert len(cases) >= 11
    second = run(str(file))
    assert "created" not in second
    assert "updated" not in second
    assert list(Tender.objects.order_by("pk").values()) == cases


@pytest.mark.django_db
@pytest.mark.parametrize("file", [f for f in published_files() if "moldova" in f.name])
def test_published_statuses_in_romanian_are_listed_not_interpreted(file) -> None:
    told = run(str(file))
    assert "“Executarea contractului” is no code of the standard" in told
    for tender in Tender.objects.exclude(state="past"):
        # What is said of them follows from a signed contract, not from the status.
        assert tender.state == "contracted"
        assert tender.contracts.filter(signed_on__isnull=False).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("release", [TENDER, AWARD, OLD], ids=["tender", "award", "old"])
def test_every_part_of_a_process_can_come_alone(tmp_path, release) -> None:
    assert "1 past cases created" in run(lines(tmp_path, [release]))
