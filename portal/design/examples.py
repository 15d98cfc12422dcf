"""What the examples of the catalogue show: invented facts, in the reader's language.

Each function is given a mark (unlike in every example of a page, for ids) and returns the
context of its template.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from workflow import charts, wording

Context = dict[str, Any]

COLOURS = (
    "ink", "ink-2", "ink-3", "paper", "card", "sunk", "line", "line-2", "edge", "brand", "brand-ink",
    "brand-wash", "gold", "gold-bright", "gold-wash", "mast", "info", "info-wash", "ok", "ok-wash",
    "warn", "warn-wash", "stop", "stop-wash", "focus", "series-1", "series-2", "series-3", "series-4",
)  # fmt: skip
ICONS = (
    "gavel", "badge-check", "building-2", "qr-code", "file-text", "calendar-days", "search", "bell",
    "lock-keyhole", "scroll-text", "stamp", "hourglass", "circle-check", "triangle-alert",
    "circle-alert", "info", "arrow-right", "chevron-right", "log-in", "trash-2", "plus", "download",
)  # fmt: skip
TURNING = {"arrow-right", "chevron-right", "log-in"}


def colours(_mark: str) -> Context:
    """The palette, by the names of its tokens."""
    return {"colours": COLOURS}


def type_scale(_mark: str) -> Context:
    """Every size, from the front page's heading to small print."""
    return {"sizes": ("display", "h1", "h2", "h3", "large", "text", "small")}


def spaces(_mark: str) -> Context:
    """The steps of space, the radii and the shadows."""
    return {
        "spaces": [f"s{number}" for number in range(1, 9)],
        "corners": ("r-s", "r", "r-l"),
        "shadows": ("shadow", "lifted", "over"),
    }


def icons(_mark: str) -> Context:
    """Icons, and whether they turn with the direction."""
    return {"icons": [(name, name in TURNING) for name in ICONS]}


def notification(tone: str) -> Callable[[str], Context]:
    """A banner in one tone."""

    def context(_mark: str) -> Context:
        texts = {
            "ok": _("The application was submitted."),
            "info": _("The register is read-only on Friday from 22:00 to 23:00."),
            "warn": _("Your company's tax clearance ends on 25 November."),
            "stop": _("The payment was refused. Nothing was charged."),
        }
        link = {"link": "#main", "link_text": _("Renew it")} if tone == "warn" else {}
        return {"tone": tone, "text": texts[tone], **link}

    return context


def empty(_mark: str) -> Context:
    """A list in which there is nothing yet."""
    text = _("You do not act for a company yet.")
    return {
        "empty": {
            "icon": "building-2",
            "text": text,
            "url": "#main",
            "link_text": _("Register a company"),
        }
    }


def stats(_mark: str) -> Context:
    """Three figures."""
    return {
        "stats": [
            {"label": _("wait for your step"), "value": 17},
            {"label": _("are due today"), "value": 3, "tone": "warn"},
            {"label": _("are late"), "value": 2, "tone": "stop", "note": _("Last week: 5")},
        ]
    }


def _agencies() -> list[str]:
    return [_("Ministry of Health"), _("Ministry of Education"), _("City of Amman")]


def bars(_mark: str) -> Context:
    """A comparison."""
    rows = [(name, [count]) for name, count in zip(_agencies(), (42, 31, 8), strict=True)]
    chart = charts.bars(_("Tenders by agency"), _("Agency"), [_("Tenders")], rows)
    return {"chart": chart}


def parts(_mark: str) -> Context:
    """A comparison of sums."""
    rows = list(zip(_agencies(), [(4, 6), (3, 2), (7, 1)], strict=True))
    series = [_("Office"), _("Applicant")]
    title = _("Working days until the decision")
    return {"chart": charts.bars(title, _("Agency"), series, rows)}


def columns(_mark: str) -> Context:
    """A count over time."""
    counted = (3, 5, 4, 8, 6, 9)
    rows = [(wording.month(dt.date(2026, 5 + i, 1)), n) for i, n in enumerate(counted)]
    return {"chart": charts.columns(_("Licences granted"), _("Month"), _("Licences"), rows)}


def facts(_mark: str) -> Context:
    """Facts, one of them missing, one with a link."""
    return {
        "rows": [
            {"label": _("Agency"), "value": _("Ministry of Health")},
            {"label": _("Estimated value"), "value": wording.money(Decimal(420000), "JOD")},
            {"label": _("Questions until"), "value": ""},
            {
                "label": _("Company"),
                "value": "Al Ofoq (Est.)",
                "url": "#main",
                "link_text": "C-2026-000123",
            },
        ]
    }


def _lots() -> dict[str, Any]:
    return {
        "title": _("Items"),
        "columns": [
            {"label": _("No."), "numeric": True},
            _("Item"),
            {"label": _("Quantity"), "numeric": True},
            {"label": _("Amount"), "numeric": True},
        ],
        "rows": [
            ["1", _("Equipped ambulance"), "10", wording.amount(Decimal("412500.000"), "JOD")],
            ["2", _("Yearly maintenance"), "20", wording.amount(Decimal("7500.500"), "JOD")],
        ],
        "foot": ["", _("Total"), "", wording.amount(Decimal("420000.500"), "JOD")],
    }


def table(_mark: str) -> Context:
    """Items with amounts and their sum."""
    return {"table": _lots()}


def wide_table(_mark: str) -> Context:
    """More columns than there is room for."""
    months = [wording.month(dt.date(2026, number, 1)) for number in range(2, 13)]
    rows = [
        [name, *[str((i + 2) * (n + 3)) for n in range(11)]] for i, name in enumerate(_agencies())
    ]
    columns_ = [_("Agency"), *[{"label": month, "numeric": True} for month in months]]
    return {"table": {"title": _("Tenders by month"), "columns": columns_, "rows": rows}}


def empty_table(_mark: str) -> Context:
    """No rows."""
    return {"table": {"title": _("Items"), "columns": [_("Item")], "rows": []}}


def documents(_mark: str) -> Context:
    """A file with all that can be said of it."""
    return {
        "documents": [
            {
                "label": _("Tender dossier"),
                "url": "#main",
                "kind": "PDF",
                "size": 2_100_000,
                "date": dt.date(2026, 11, 18),
                "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            },
            {"label": _("Prices (form)"), "url": "#main", "kind": "XLSX", "size": 36_000},
        ]
    }


def papers(_mark: str) -> Context:
    """A paper in each of its states."""
    label = _("Registration certificate")
    base = {"label": label, "url": "#main", "serial": "P-2026-000123"}
    return {
        "papers": [
            {**base, "status": "issued", "verify_url": "#main"},
            {**base, "status": "pending"},
            {**base, "status": "failed", "reason": _("The signing key is not available.")},
            {**base, "status": "replaced", "status_label": _("Replaced")},
        ]
    }


def pages(_mark: str) -> Context:
    """Neither the first nor the last page."""
    return {"previous_url": "#main", "next_url": "#main"}


def crumbs(_mark: str) -> Context:
    """Where one is."""
    return {
        "crumbs": [
            {"label": _("Tenders"), "url": "#main"},
            {"label": _("Ministry of Health"), "url": "#main"},
            {"label": "T-2026-000123"},
        ]
    }


def case(_mark: str) -> Context:
    """A tender that takes bids."""
    return {
        "case": SimpleNamespace(
            reference="T-2026-000123",
            title=_("Supply of ten equipped ambulances"),
            tone="ok",
            meta=[_("Ministry of Health"), _("Open tender")],
        ),
        "state_label": _("Open for bids"),
    }


def steps(_mark: str) -> Context:
    """A tender on its way."""
    labels = [_("Preparation"), _("Open for bids"), _("Opening"), _("Evaluation"), _("Award")]
    status = ["done", "done", "current", "later", "later"]
    return {"steps": [{"label": a, "status": b} for a, b in zip(labels, status, strict=True)]}


def _next(**also: Any) -> Context:
    return {
        "next_step": {
            "text": _("The agency answers by this day."),
            "due": timezone.localdate() + dt.timedelta(days=6),
            "late": False,
            "paused": False,
            **also,
        },
        "actions": [
            {"label": _("Prepare a bid"), "style": "primary", "url": "#main"},
            {"label": _("Ask a question"), "style": "secondary", "url": "#main"},
            {"label": _("Withdraw"), "style": "danger", "url": "#main"},
        ],
        "blocked": [
            {
                "label": _("Submit"),
                "blockers": [
                    {
                        "text": _("Your company's tax clearance must be valid on 29 November."),
                        "link": "#main",
                        "link_text": _("Renew it"),
                    }
                ],
            }
        ],
    }


def now(_mark: str) -> Context:
    """Days are left; one thing is not possible yet."""
    return _next()


def late(_mark: str) -> Context:
    """The day has passed."""
    gone = timezone.localdate() - dt.timedelta(days=2)
    return _next(due=gone, late=True) | {"blocked": []}


def paused(_mark: str) -> Context:
    """Somebody else has the ball."""
    text = _("Correct what the agency has remarked and submit the application again.")
    return _next(text=text, paused=True) | {"blocked": [], "actions": []}


def history(_mark: str) -> Context:
    """Three events, one with a remark."""
    at = timezone.now()
    return {
        "history": [
            {
                "when": at - dt.timedelta(hours=3),
                "text": _("Returned for correction"),
                "who": _("Ministry of Industry and Trade"),
                "detail": _("The lease has expired. Please attach the present one."),
            },
            {"when": at - dt.timedelta(days=2), "text": _("Submitted"), "who": "Amal Noor"},
            {"when": at - dt.timedelta(days=3), "text": _("Begun"), "who": "Amal Noor"},
        ]
    }
