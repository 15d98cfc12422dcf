"""The last minute of a tender: 2,000 bids of 200 KB from 200 companies, on the whole system.

Two measurements in one run. *Flat out*: eight clients hand in bids as fast as they are answered,
in turn with the baseline, the plainest Django view that stores the same upload and one row.
*The rush*: bids come evenly over the last minute and a second beyond it; afterwards every answer
is held against the database. Web, worker, database and broker run as in bin/serve; the clients
share their machine.
"""

import http.client
import json
import queue
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage

from audit.models import Event, database_now
from bench import _plain, _rush
from bench.__main__ import Result
from bench._rush import BOUNDARY, Load
from bench._servers import await_web, free_port, running, started
from config import setup_serve
from documents.models import Paper
from procurement.models import Bid, Tender

CLIENTS, RUSHING = 8, 32
ROUNDS = 3
BYTES = 185_000  # a document that makes 200 KB with the bid and the padding
TOKEN = "b" * 32


@dataclass
class Answer:
    """What a client was told, and how long it took from when it was due and when it was sent."""

    load: Load
    status: int
    text: str
    due: float
    sent: float


def main(quick: bool) -> Result:
    """Measure; see the module."""
    companies, bids, seconds, each = (20, 150, 8, 60) if quick else (200, 2000, 60, 200)
    with tempfile.TemporaryDirectory(prefix="mizan-rush-") as name:
        folder = Path(name)
        settings.MEDIA_ROOT = folder / "media"
        plainly = "django.contrib.staticfiles.storage.StaticFilesStorage"
        settings.STORAGES["staticfiles"] = {"BACKEND": plainly}
        say("making companies and sealing bids")
        _cast, tender, bidders = _rush.stage(companies)
        rushing = list(_loads(tender, bidders, bids, folder))
        flat = _flat_loads(bidders, rushing, each, folder)
        _plain.make_table()
        with _servers(folder) as (site, plain):
            rates = _flat_out(flat, site, plain)
            found, closes_at = _rush_hour(tender, rushing, seconds, site)
            papers = Paper.objects.filter(kind="bid_receipt", status="issued").count()
        return _result(rates, found, closes_at, papers, quick)


def say(text: str) -> None:
    """Progress, for whoever waits."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


# --- what is sent -------------------------------------------------------------------------


def _loads(tender: Tender, bidders: list[Any], count: int, folder: Path) -> Iterator[Load]:
    for number in range(count):
        bidder = bidders[number % len(bidders)]
        lot = number // len(bidders) + 1
        yield _rush.load(tender, bidder, lot, BYTES, folder)


def _flat_loads(
    bidders: list[Any], rushing: list[Load], each: int, folder: Path
) -> list[list[Load]]:
    """For each round so many requests: the same bids, which the rush then replaces."""
    sessions = {bidder.session for bidder in bidders}
    assert sessions
    found = []
    for number in range(ROUNDS):
        chosen = [rushing[(number * each + i) % len(rushing)] for i in range(each)]
        bids = Bid.objects.select_related("tender", "lot", "company").in_bulk(
            [load.bid for load in chosen]
        )
        found.append([_rush.again(bids[load.bid], load.session, BYTES, folder) for load in chosen])
    return found


# --- servers ------------------------------------------------------------------------------


@contextmanager
def _servers(folder: Path) -> Iterator[tuple[int, int]]:
    """The site with its worker, and the baseline; both are stopped at the end."""
    plain = free_port()
    bare = setup_serve.web(plain)
    bare[bare.index("config.wsgi:application")] = "bench._plain:application"
    with running(folder, "bench._site:application") as site:
        given = {"BENCH_PLAIN": str(folder / "plain"), "DJANGO_SETTINGS_MODULE": ""}
        with started(folder, (bare, given)) as processes:
            await_web(plain, processes)
            yield site, plain


# --- clients ------------------------------------------------------------------------------


def _post(connection: http.client.HTTPConnection, load: Load, path: str) -> tuple[int, str]:
    body = load.body.read_bytes()
    headers = {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Cookie": f"sessionid={load.session}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
    }
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode(errors="replace")


def _send(
    loads: list[Load],
    port: int,
    clients: int,
    path: Callable[[Load], str],
    due: Callable[[int], float] = lambda number: 0.0,
) -> list[Answer]:
    """Send all of them by so many clients, each not before it is due (seconds from now)."""
    waiting: queue.SimpleQueue[tuple[int, Load]] = queue.SimpleQueue()
    for pair in enumerate(loads):
        waiting.put(pair)
    answers: list[Answer] = []
    begun = time.monotonic()

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        while True:
            try:
                number, load = waiting.get_nowait()
            except queue.Empty:
                return
            meant = begun + due(number)
            time.sleep(max(0.0, meant - time.monotonic()))
            sent = time.monotonic()
            try:
                status, text = _post(connection, load, path(load))
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                status, text = 0, type(error).__name__
            now = time.monotonic()
            answers.append(Answer(load, status, text, now - max(meant, begun), now - sent))

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _flat_out(rounds: list[list[Load]], site: int, plain: int) -> dict[str, float]:
    """Answers a second of each, the median of the rounds."""
    rates: dict[str, list[float]] = {"bare": [], "plain": [], "bids": []}
    for number, loads in enumerate(rounds):
        for name, port, path in (
            ("bare", plain, lambda load: "/plain/"),
            ("plain", site, lambda load: "/plain/"),
            ("bids", site, lambda load: load.path),
        ):
            warm = _send(loads[:2], port, 2, path) if number == 0 and name != "bids" else []
            begun = time.monotonic()
            answers = _send(loads, port, CLIENTS, path)
            wrong = [a for a in (*warm, *answers) if a.status != 200]
            if wrong:
                raise RuntimeError(f"{name}: {wrong[0].status} {wrong[0].text[:300]}")
            rates[name].append(len(loads) / (time.monotonic() - begun))
            say(f"{name}: {rates[name][-1]:.1f} a second")
    return {name: statistics.median(found) for name, found in rates.items()}


def _rush_hour(
    tender: Tender, loads: list[Load], seconds: int, site: int
) -> tuple[list[Answer], datetime]:
    """Bids come evenly from now to a second after the deadline."""
    say(f"the rush: {len(loads)} bids in {seconds} seconds and one more")
    closes_at = database_now() + timedelta(seconds=seconds)
    Tender.objects.filter(pk=tender.pk).update(closes_at=closes_at)
    step = (seconds + 1) / len(loads)
    answers = _send(loads, site, RUSHING, lambda load: load.path, lambda number: number * step)
    return answers, closes_at


# --- what came of it ----------------------------------------------------------------------


def _result(
    rates: dict[str, float], answers: list[Answer], closes_at: datetime, papers: int, quick: bool
) -> Result:
    accepted = [a for a in answers if a.status == 200]
    refused = [a for a in answers if a.status == 422]
    events = Event.objects.filter(verb__in=["bid.submitted", "bid.replaced"])
    acts = {int(e.subject_id): e for e in events.order_by("pk")}
    lost = [a for a in accepted if not _is_there(a)]
    wrongly = events.filter(at__gte=closes_at).count()
    sent = sorted(a.sent for a in accepted)
    due = sorted(a.due for a in accepted)
    last = [acts[a.load.bid].at for a in accepted if a.load.bid in acts]
    span = (max(last) - min(last)).total_seconds() if len(last) > 1 else 1.0
    figures = {
        "bids": len(answers),
        "accepted": len(accepted),
        "accepted_per_second": round(len(accepted) / span, 1),
        "p50_ms": _ms(sent, 0.50),
        "p99_ms": _ms(sent, 0.99),
        "p50_from_due_ms": _ms(due, 0.50),
        "p99_from_due_ms": _ms(due, 0.99),
        "refused_late": len(refused),
        "failed": len(answers) - len(accepted) - len(refused),
        "lost": len(lost),
        "wrongly_accepted": wrongly,
        "flat_out": round(rates["bids"], 1),
        "plain": round(rates["plain"], 1),
        "bare": round(rates["bare"], 1),
        "ratio": round(rates["bids"] / rates["plain"], 2),
        "ratio_bare": round(rates["bids"] / rates["bare"], 2),
        "receipts_issued": papers,
    }
    return Result("A tender's last minute", [
        ("bids sent in the rush", f"{figures['bids']:,}"),
        ("accepted", f"{figures['accepted']:,}"),
        ("accepted a second", f"{figures['accepted_per_second']}"),
        ("p50, p99 from sending", f"{figures['p50_ms']}, {figures['p99_ms']} ms"),
        ("p50, p99 from when it was due", f"{figures['p50_from_due_ms']}, {figures['p99_from_due_ms']} ms"),
        ("refused: after the deadline", f"{figures['refused_late']}"),
        ("neither taken nor refused", f"{figures['failed']}"),
        ("lost", f"{figures['lost']}"),
        ("wrongly accepted", f"{figures['wrongly_accepted']}"),
        ("flat out: bids a second", f"{figures['flat_out']}"),
        ("flat out: the plainest view, in the site", f"{figures['plain']}"),
        ("flat out: the plainest view, alone", f"{figures['bare']}"),
        ("ratio to the plainest view in the site", f"{figures['ratio']}"),
        ("ratio to the plainest view alone", f"{figures['ratio_bare']}"),
        ("receipts issued meanwhile", f"{figures['receipts_issued']}"),
    ], figures)  # fmt: skip


def _is_there(answer: Answer) -> bool:
    """Whether what was accepted is in the database, and all its bytes in the storage."""
    digest = json.loads(answer.text)["digest"]
    bid = Bid.objects.get(pk=answer.load.bid)
    envelope = bid.envelopes.filter(is_current=True, digest=digest).first()
    if bid.state != "submitted" or bid.digest != digest or envelope is None:
        return False
    return all(
        default_storage.size(chunk.blob) == chunk.size
        for part in envelope.parts.all()
        for chunk in part.chunks.all()
    )


def _ms(times: list[float], share: float) -> int:
    return round(1000 * times[min(len(times) - 1, int(share * len(times)))]) if times else 0
