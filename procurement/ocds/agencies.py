"""The agencies of imported cases: no longer in business, below one root, known by the buyer's
identifier. An agency bears the name that the latest of its processes gives it, so that the
order in which files are read makes no difference.
"""

import hashlib
from contextlib import suppress
from typing import Any

from django.db.models import ProtectedError

from accounts.models import Agency
from procurement.models import ImportedProcess
from procurement.ocds.parties import Buyer

ROOT = "imported"
# So many agencies are remembered between processes; memory stays flat.
REMEMBERED = 5000
ROOT_NAMES = {"name_ar": "جهات من سجلات سابقة", "name_en": "Agencies of earlier records"}


class Agencies:
    """Finds and makes agencies; remembers those met, for the length of one import."""

    def __init__(self) -> None:
        self._root: Agency | None = None
        self._known: dict[str, Agency] = {}

    def forget(self) -> None:
        """Forget everything, after a transaction in which agencies were made was undone."""
        self._root = None
        self._known.clear()

    @property
    def root(self) -> Agency:
        """The agency of cases whose buyer is not named, and parent of all others."""
        if self._root is None:
            self._root = Agency.objects.filter(code=ROOT).first() or Agency.objects.plant(
                code=ROOT, is_active=False, **ROOT_NAMES
            )
        return self._root

    def of(self, buyer: Buyer | None) -> Agency:
        """The agency of a buyer, made if it is new; the root where no buyer is named."""
        if buyer is None:
            return self.root
        found = self._known.get(buyer.known_as)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = Agency.objects.filter(code=code_of(buyer.known_as)).first() or self._made(buyer)
            self._known[buyer.known_as] = found
        return found

    def _made(self, buyer: Buyer) -> Agency:
        return Agency.objects.plant(
            code=code_of(buyer.known_as),
            parent=self.root,
            is_active=False,
            imported_as=buyer.known_as,
            **_names(buyer),
        )

    def name_anew(self, agency: Agency) -> None:
        """Give the agency the name that its latest process uses; an agency that no process
        names any more goes.
        """
        if not agency.imported_as:
            return
        latest = ImportedProcess.objects.filter(agency=agency).order_by(
            ImportedProcess.latest_named(), "-ocid"
        )
        name = latest.values_list("buyer_name", flat=True).first()
        if name is None:
            self._known.pop(agency.imported_as, None)
            with suppress(ProtectedError):  # somebody has been given a post in it
                agency.delete()
        elif _differs(agency, name):
            for language, text in name.items():
                setattr(agency, language, text)
            agency.save(update_fields=["name", "name_ar", "name_en"])
            self._known[agency.imported_as] = agency

    def is_named(self, agency: Agency, buyer: Buyer) -> bool:
        """Whether the agency bears the name by which this buyer goes."""
        return not _differs(agency, _names(buyer))


def code_of(known_as: str) -> str:
    """Return the code of a buyer's agency: the same for the same identifier, on any machine."""
    return f"{ROOT}-{hashlib.sha256(known_as.encode()).hexdigest()[:20]}"


def name_of(buyer: Buyer | None) -> dict[str, str]:
    """The buyer's name, as it is kept beside the process."""
    return _names(buyer) if buyer else {}


def _names(buyer: Buyer) -> dict[str, str]:
    return {"name_ar": buyer.name.ar, "name_en": buyer.name.en}


def _differs(agency: Agency, name: dict[str, Any]) -> bool:
    stored = {"name_ar": agency.name_ar or "", "name_en": agency.name_en or ""}  # type: ignore[attr-defined]
    return stored != name
