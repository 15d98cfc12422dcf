"""What the page of an imported tender says of where it came from, for whoever reads it: the
source's own words, and what could not be read.
"""

from typing import Any

from django.utils.translation import gettext as _

from procurement.models import ImportedProcess, Tender
from procurement.ocds.problems import from_json

# So many problems are shown; the list of the import has all of them.
SHOWN = 50


def panel(tender: Tender) -> tuple[str, dict[str, Any]]:
    """The panel's template and what it shows."""
    stated = tender.source or {}
    words = [
        (_("Status in the source"), stated.get("status")),
        (_("Method in the source"), stated.get("method_details") or stated.get("method")),
    ]
    process = ImportedProcess.objects.filter(tender=tender).first()
    kept = process.problems if process else []
    problems = [from_json(problem) for problem in kept[:SHOWN]]
    return "procurement/panels/imported.html", {
        "stated": [{"label": label, "value": value} for label, value in words if value],
        "problems": [{"label": p.path, "value": p.sentence()} for p in problems],
        "more": max(len(kept) - SHOWN, 0),
    }
