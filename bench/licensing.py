"""Licensing at the size of an authority: 100,000 licences, their nightly clock, 20,000 renewals in
a day, and instant licences in the running system.

The nightly clock (expiry, reminders, lapses) is held against plain SQL on the same rows in the
same run; renewals against plain inserts of the rows that a renewal is about, one transaction each.
"""

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from audit.models import database_now
from bench import _instant, _licences
from bench.__main__ import Result
from bench._memory import Memory
from documents.models import Paper
from licensing import reminding
from licensing.models import Application, Licence
from vendors.models import Reminder
from workflow import clockwork
from workflow.gate import perform

# Days ahead on which the licences end that are reminded of.
AHEAD = "(ARRAY[90, 60, 30, 7, 1])[1 + n % 5]"


def main(quick: bool) -> Result:
    """Measure; see the module."""
    sizes = (10_000, 1_000, 2_000, 500, 200, 10) if quick else (
        100_000, 5_000, 50_000, 5_000, 20_000, 60,
    )  # fmt: skip
    licences, ended, reminded, lapsing, renewals, sittings = sizes
    with tempfile.TemporaryDirectory(prefix="mizan-licensing-") as name:
        folder = Path(name)
        settings.MEDIA_ROOT = folder / "media"
        plainly = "django.contrib.staticfiles.storage.StaticFilesStorage"
        settings.STORAGES["staticfiles"] = {"BACKEND": plainly}
        say(f"making {licences:,} licences")
        ends = (
            f"CASE WHEN n <= {ended} THEN {_licences.today()} "
            f"WHEN n <= {ended + reminded} THEN {_licences.today()} + {AHEAD} "
            f"ELSE {_licences.today()} + 200 + n % 100 END"
        )
        stage = _licences.stage(licences, ends)
        _licences.unanswered(stage, lapsing)
        found = {
            **_expiry(stage, ended),
            **_lapses(lapsing),
            **_reminders(reminded),
            **_renewals(stage, ended, renewals),
        }
        waiting = _instant.prepare(stage, sittings)
        # The certificates of the renewals would be made before those that people wait for.
        current_app.control.purge()
        Paper.objects.filter(status=Paper.Status.PENDING).update(status=Paper.Status.FAILED)
        say(f"{sittings} businesses pay, one every two seconds")
        _instant.run(folder, waiting, 2.0)
    figures = {"licences": licences, **found, **_instant.figures(waiting)}
    return Result(f"{licences:,} licences", _rows(figures), figures)


def say(text: str) -> None:
    """Progress, for whoever waits."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


# --- the night -----------------------------------------------------------------------------


def _expiry(stage: Any, count: int) -> dict[str, Any]:
    say(f"{count:,} licences end")
    ids = stage.ids(0, count)
    plain = _plain(
        "UPDATE licensing_licence SET state = 'expired' WHERE id BETWEEN %s AND %s",
        [ids[0], ids[-1]],
    )
    found = _timed("expiry", count, plain, lambda: clockwork.run_one(Licence, "expire"))
    if Licence.objects.filter(state="expired").count() != count:
        raise RuntimeError("not all have expired")
    return found


def _lapses(count: int) -> dict[str, Any]:
    say(f"{count:,} applications lapse")
    plain = _plain(
        "UPDATE licensing_application SET state = 'lapsed' "
        "WHERE state = 'returned' AND answer_by < %s",
        [timezone.localdate()],
    )
    found = _timed("lapse", count, plain, lambda: clockwork.run_one(Application, "lapse"))
    if Application.objects.filter(state="lapsed").count() != count:
        raise RuntimeError("not all have lapsed")
    return found


def _reminders(count: int) -> dict[str, Any]:
    say(f"{count:,} reminders")
    plain = _plain(
        "INSERT INTO vendors_reminder (kind, case_id, until, days, at) "
        "SELECT 'licence', id, valid_until, valid_until - %s, now() "
        "FROM licensing_licence WHERE state = 'active' "
        "AND valid_until - %s IN (90, 60, 30, 7, 1)",
        [timezone.localdate()] * 2,
    )
    found = _timed("reminder", count, plain, lambda: reminding.remind(database_now()))
    sent = Reminder.objects.filter(kind="licence").count()
    if sent != count:
        raise RuntimeError(f"{sent} reminders of {count}")
    return found


def _plain(sql: str, values: list[Any]) -> float:
    """Seconds of the plainest way: one statement over the same rows, undone again."""
    with transaction.atomic(), connection.cursor() as cursor:
        begun = time.perf_counter()
        cursor.execute(sql, values)
        seconds = time.perf_counter() - begun
        transaction.set_rollback(True)
    return seconds


def _timed(name: str, count: int, plain: float, work: Any) -> dict[str, Any]:
    with Memory() as memory:
        begun = time.perf_counter()
        work()
        seconds = time.perf_counter() - begun
    return {
        f"{name}_count": count,
        f"{name}_seconds": round(seconds, 1),
        f"{name}_per_second": round(count / seconds),
        f"{name}_plain_seconds": round(plain, 2),
        f"{name}_ratio": round(seconds / plain, 1),
        f"{name}_peak_mb": round(memory.peak / 1e6),
    }


# --- a day of renewals ----------------------------------------------------------------------


def _renewals(stage: Any, since: int, count: int) -> dict[str, Any]:
    """Each: begun, confirmed, approved by rule, billed, paid at the counter, issued."""
    say(f"{count:,} renewals")
    pks = stage.ids(since, count)
    before = Paper.objects.filter(kind="licence_certificate").count()

    def work() -> None:
        for pk in pks:
            _renew(stage, Licence.objects.select_related("company").get(pk=pk))

    few = pks[: min(500, count)]
    begun = time.perf_counter()
    for pk in few:
        _plain_renewal(pk)
    plain = (time.perf_counter() - begun) * count / len(few)
    found = _timed("renewal", count, plain, work)
    queued = Paper.objects.filter(kind="licence_certificate").count() - before
    if queued != count:
        raise RuntimeError(f"{queued} certificates are queued for {count} renewals")
    return {**found, "certificates_queued": queued}


def _renew(stage: Any, licence: Licence) -> None:
    owner = _licences.owner_of(licence)
    change = stage.licensing.changed(licence, "renew", by=owner)
    change = perform(change, "submit", by=owner)
    if change.state == "awaiting_payment":
        stage.licensing.paid_at_counter(change)
        perform(change, "issue", by=None)


@transaction.atomic
def _plain_renewal(pk: int) -> None:
    """The rows without gate, trail, notices and papers; undone again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE licensing_licence SET valid_until = valid_until + 365 WHERE id = %s", [pk]
        )
        cursor.execute(
            "INSERT INTO licensing_term (licence_id, number, since, until) "
            "SELECT id, 99, valid_until - 365, valid_until FROM licensing_licence WHERE id = %s",
            [pk],
        )
    transaction.set_rollback(True)


# --- what came of it ------------------------------------------------------------------------


def _rows(found: dict[str, Any]) -> list[tuple[str, str]]:
    rows = []
    for name, label in (
        ("expiry", "expired by the clock"),
        ("lapse", "lapsed by the clock"),
        ("reminder", "reminded"),
        ("renewal", "renewed through the gate"),
    ):
        rows += [
            (label, f"{found[f'{name}_count']:,}"),
            ("  seconds; a second", f"{found[f'{name}_seconds']}; {found[f'{name}_per_second']}"),
            ("  plain SQL", f"{found[f'{name}_plain_seconds']} s"),
            ("  ratio", f"{found[f'{name}_ratio']}"),
            ("  peak", f"{found[f'{name}_peak_mb']} MB"),
        ]
    return [
        *rows,
        ("certificates queued by renewals", f"{found['certificates_queued']:,}"),
        ("instant licences; without certificate", f"{found['instant']}; {found['instant_failed']}"),
        ("  back on the page: p50, p95", f"{found['page_p50']}, {found['page_p95']} s"),
        (
            "  signed certificate: p50, p95",
            f"{found['certificate_p50']}, {found['certificate_p95']} s",
        ),
    ]
