"""Releases made for the tests of the import: one whole process in three releases, in the shapes
of OCDS 1.1 (parties) and 1.0 (inline), and ways to write them into files.
"""

import gzip
import json
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.conf import settings

OCID = "ocds-t35t00-0001"

PLANNING: dict[str, Any] = {
    "ocid": OCID,
    "id": "1-planning",
    "date": "2019-01-05T08:00:00+03:00",
    "tag": ["planning"],
    "initiationType": "tender",
    "planning": {"budget": {"amount": {"amount": 5000, "currency": "JOD"}}},
}
TENDER: dict[str, Any] = {
    "ocid": OCID,
    "id": "2-tender",
    "date": "2019-02-01T08:00:00+03:00",
    "tag": ["tender"],
    "initiationType": "tender",
    "language": "en",
    "parties": [
        {
            "id": "b-1",
            "name": "Directorate of Wells",
            "identifier": {"scheme": "XX-GOV", "id": "77"},
            "roles": ["buyer"],
        }
    ],
    "buyer": {"id": "b-1", "name": "Directorate of Wells"},
    "tender": {
        "id": "t-1",
        "title": "Pumps for three wells",
        "description": "Supply and fitting.",
        "status": "active",
        "procurementMethod": "open",
        "value": {"amount": 4500.125, "currency": "jod"},
        "tenderPeriod": {
            "startDate": "2019-02-01T08:00:00+03:00",
            "endDate": "2019-03-01T12:00:00+03:00",
        },
        "enquiryPeriod": {"endDate": "2019-02-20T12:00:00+03:00"},
        "lots": [
            {"id": "L1", "title": "Pumps", "value": {"amount": 4000, "currency": "JOD"}},
            {"id": "L2", "title": "Fitting"},
        ],
        "items": [
            {
                "id": 1,
                "description": "Pump, 4 kW",
                "quantity": 3,
                "unit": {"name": "piece"},
                "classification": {"scheme": "CPV", "id": "42122000"},
                "relatedLot": "L1",
            },
            {"id": 2, "description": "Fitting", "quantity": "1.5", "relatedLot": "L2"},
        ],
    },
}
AWARD: dict[str, Any] = {
    "ocid": OCID,
    "id": "3-award",
    "date": "2019-04-02T08:00:00+03:00",
    "tag": ["award", "contract"],
    "initiationType": "tender",
    "parties": [
        {"id": "s-1", "name": "Waha Pumps", "roles": ["supplier"]},
    ],
    "tender": {"id": "t-1", "status": "complete"},
    "awards": [
        {
            "id": "a-1",
            "title": "Pumps",
            "status": "active",
            "date": "2019-03-20T10:00:00+03:00",
            "value": {"amount": 3900.5, "currency": "JOD"},
            "suppliers": [{"id": "s-1", "name": "Waha Pumps"}],
            "relatedLots": ["L1"],
        }
    ],
    "contracts": [
        {
            "id": "c-1",
            "awardID": "a-1",
            "title": "Pumps",
            "status": "active",
            "value": {"amount": 3900.5, "currency": "JOD"},
            "dateSigned": "2019-04-01T23:30:00+03:00",
            "period": {"startDate": "2019-04-05", "endDate": "2019-12-31T00:00:00Z"},
        }
    ],
}
PROCESS = [PLANNING, TENDER, AWARD]

# The same tender as OCDS 1.0 wrote it: organizations inline, no parties, identifiers as numbers.
OLD: dict[str, Any] = {
    "ocid": "ocds-t35t00-0002",
    "id": "old-1",
    "date": "2015-02-01T08:00:00Z",
    "tag": ["tender", "award"],
    "initiationType": "tender",
    "buyer": {
        "identifier": {"scheme": "XX-GOV", "id": 78, "legalName": "بلدية الوادي"},
        "name": "بلدية الوادي",
    },
    "tender": {
        "id": 12,
        "title": "تعبيد الطريق",
        "status": "complete",
        "procuringEntity": {"name": "Roads Office", "identifier": {"id": "9"}},
        "tenderers": [{"name": "Rimal"}],
    },
    "awards": [
        {
            "id": 1,
            "status": "active",
            "suppliers": [{"identifier": {"scheme": "XX-COM", "id": "5"}, "name": "شركة الرمال"}],
        }
    ],
}


def copy(release: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A release like `release`, with some fields replaced."""
    return {**deepcopy(release), **changes}


def many(count: int, start: int = 0) -> list[dict[str, Any]]:
    """Tender releases of so many different processes."""
    return [
        copy(TENDER, ocid=f"ocds-t35t00-m{number:05}", id=f"m-{number}")
        for number in range(start, start + count)
    ]


def lines(folder: Path, releases: list[Any], name: str = "releases.jsonl") -> str:
    """Write releases as JSON Lines (texts as they are) and return the file's name."""
    texts = [r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in releases]
    file = folder / name
    file.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return str(file)


def packed(folder: Path, data: bytes, name: str = "file.dat") -> str:
    """Write `data` as gzip and return the file's name."""
    file = folder / name
    file.write_bytes(gzip.compress(data))
    return str(file)


def published_files() -> list[Path]:
    """Published releases kept beside the checkout; where they are not, a file of our own."""
    beside = Path(settings.BASE_DIR).parent / "shared" / "data"
    return sorted(beside.glob("releases-*.jsonl.gz")) or [_own_file()]


def _own_file() -> Path:
    signed = copy(AWARD, tender={"id": "t-1", "status": "Executarea contractului"})
    rows = [signed, OLD, *PROCESS[:2], *many(12)]
    file = Path(tempfile.mkdtemp()) / "releases-moldova.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(json.dumps(r) for r in rows).encode()))
    return file
