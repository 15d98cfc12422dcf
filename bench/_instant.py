"""Instant licences in the running system: how long from the payment to the signed certificate.

Businesses sit down one after another, some seconds apart, and pay as their browsers would. The
time counts from the click that pays until the signed certificate can be opened.
"""

import http.client
import io
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import connections

from bench import _rush
from bench._servers import running
from documents import storage
from documents.models import Paper
from licensing.models import Application
from tests.licensing.conftest import ANSWERS, pdf
from vendors.models import CompanyMember
from workflow.gate import begin, perform

TOKEN = "b" * 32
PATIENCE = 120.0


@dataclass
class Sitting:
    """One business that waits to pay, its cookie, and how long its certificate took."""

    invoice: str
    application: int
    session: str
    page: float = 0.0  # seconds until the browser was back on the application's page
    certificate: float = 0.0
    problems: list[str] = field(default_factory=list)


def prepare(stage: Any, count: int) -> list[Sitting]:
    """So many applications of the instant type, each submitted and waiting for its fee."""
    kind = stage.licensing.home
    members = CompanyMember.objects.select_related("user", "company").exclude(
        company=stage.cast.noor
    )
    found = []
    file = storage.keep(io.BytesIO(pdf()), "pdf")
    for member in members.filter(role="owner").order_by("-pk")[:count]:
        case = Application.under(kind.current, member.company)
        case = begin(case, by=member.user, who="licensing.begin_application")
        case = perform(
            case,
            "edit",
            by=member.user,
            answers=ANSWERS[kind.slug],
            documents={d.key: file for d in case.version.document_list if d.required},
        )
        case = perform(case, "submit", by=member.user)
        invoice = case.invoices.get()
        found.append(Sitting(invoice.reference, case.pk, _rush.signed_in(member.user)))
    return found


def run(folder: Path, sittings: list[Sitting], apart: float) -> None:
    """Let them pay, one every `apart` seconds, and note how long each took."""
    provider = {"PAYMENT_PROVIDER": "payments.dummy.DummyProvider"}
    with running(folder, **provider) as port:
        _await_worker()
        threads = []
        for sitting in sittings:
            thread = threading.Thread(target=_sit, args=(port, sitting))
            thread.start()
            threads.append(thread)
            time.sleep(apart)
        for thread in threads:
            thread.join()


def _await_worker() -> None:
    """Until the worker has made whatever was asked for before."""
    until = time.monotonic() + PATIENCE
    while Paper.objects.filter(status=Paper.Status.PENDING).exists():
        if time.monotonic() > until:
            raise TimeoutError("the worker makes no papers")
        time.sleep(0.2)


def _sit(port: int, sitting: Sitting) -> None:
    try:
        _pay(port, sitting)
    except Exception as error:
        sitting.problems.append(f"{type(error).__name__}: {error}")
    finally:
        connections.close_all()


def _pay(port: int, sitting: Sitting) -> None:
    form = _ask(port, sitting, "POST", f"/en/invoices/{sitting.invoice}/pay/", {})
    begun = time.monotonic()
    back = _ask(port, sitting, "POST", form, {"status": "confirmed"})
    _ask(port, sitting, "GET", back, None)
    sitting.page = time.monotonic() - begun
    while not _is_signed(sitting.application):
        if time.monotonic() - begun > PATIENCE:
            raise TimeoutError("no certificate")
        time.sleep(0.05)
    sitting.certificate = time.monotonic() - begun


def _ask(port: int, sitting: Sitting, method: str, path: str, data: Any) -> str:
    """Send it as the browser would; return where the answer leads."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Cookie": f"sessionid={sitting.session}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    client.request(method, path, urlencode(data or {}) if data is not None else None, headers)
    answer = client.getresponse()
    answer.read()
    if answer.status != 302:
        raise RuntimeError(f"{method} {path}: {answer.status}")
    return str(answer.getheader("Location"))


def _is_signed(application: int) -> bool:
    case = Application.objects.only("licence_id").get(pk=application)
    certificates = Paper.objects.filter(kind="licence_certificate", case_id=case.licence_id)
    return bool(certificates.filter(status=Paper.Status.ISSUED).exists())


def figures(sittings: list[Sitting]) -> dict[str, Any]:
    """p50 and p95 in seconds, and how many came to no certificate."""
    done = [one for one in sittings if not one.problems]
    return {
        "instant": len(sittings),
        "instant_failed": len(sittings) - len(done),
        "page_p50": _share([one.page for one in done], 0.5),
        "page_p95": _share([one.page for one in done], 0.95),
        "certificate_p50": _share([one.certificate for one in done], 0.5),
        "certificate_p95": _share([one.certificate for one in done], 0.95),
        "problems": sorted({text for one in sittings for text in one.problems})[:3],
    }


def _share(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2) if ordered else 0.0
