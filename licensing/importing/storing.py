"""Brings the checked rows of an import into the register, a piece at a time.

Each piece is one transaction under the import's lock: killed, it leaves nothing behind, and the
next run goes on after the last piece. A row that the database refuses is left out by itself.
"""

from datetime import date
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from audit.models import Audience
from licensing.importing import problems
from licensing.importing.checking import counted, known_numbers
from licensing.importing.holders import Holders
from licensing.models.import_batch import ImportBatch, ImportRow
from licensing.models.import_states import RowState, Verdict
from licensing.models.licence import Licence, LicenceVersion, Term
from licensing.models.licence_type_version import LicenceTypeVersion
from workflow.blockers import Refused
from workflow.gate import begin, perform

PIECE = 200
USABLE = (Verdict.FINE, Verdict.WARNING)
ONE_IS_TO_BLAME = (DataError, IntegrityError, Refused, ValueError)


def bring(pk: int) -> bool:
    """Bring in the next piece; False when there is nothing left to do."""
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update(no_key=True).select_related("agency")
        batch = locked.filter(pk=pk, state=ImportBatch.State.IMPORTING).first()
        if batch is None:
            return False
        rows = list(_waiting(batch)[:PIECE])
        if rows:
            _Piece(batch, rows).write()
            ImportBatch.objects.filter(pk=pk).update(worked_at=timezone.now())
            return True
        ImportRow.objects.filter(batch=batch, outcome=RowState.WAITING).update(
            outcome=RowState.LEFT_OUT
        )
        perform(batch, "note_imported", by=None, counts=counted(batch))
        return False


def _waiting(batch: ImportBatch) -> Any:
    rows = ImportRow.objects.filter(batch=batch, outcome=RowState.WAITING, verdict__in=USABLE)
    return rows.select_related("batch").order_by("pk")


class _Piece:
    """Some rows that come in together."""

    def __init__(self, batch: ImportBatch, rows: list[ImportRow]) -> None:
        self._batch, self._rows = batch, rows
        self._holders = Holders(batch.agency, rows)
        versions = {row.facts["version"] for row in rows}
        found = (
            LicenceTypeVersion.objects.filter(pk__in=versions)
            .select_related("licence_type")
            .prefetch_related("activities")
        )
        self._versions = {version.pk: version for version in found}

    def write(self) -> None:
        known = known_numbers(self._batch, [row.old_number for row in self._rows])
        for row in self._rows:
            if row.old_number in known:
                _leave_out(row, ["known", {"batch": known[row.old_number]}])
        fresh = [row for row in self._rows if row.outcome == RowState.WAITING]
        try:
            self._together(fresh)
        except ONE_IS_TO_BLAME:
            # Undone together; one by one they show which of them it was.
            self._holders.forget(fresh)
            for row in fresh:
                self._alone(row)

    def _alone(self, row: ImportRow) -> None:
        try:
            self._together([row])
        except ONE_IS_TO_BLAME as error:
            row.licence = None
            self._holders.forget(self._rows)
            _leave_out(row, _why(error))

    @transaction.atomic
    def _together(self, rows: list[ImportRow]) -> None:
        for row in rows:
            row.outcome, row.licence = RowState.WAITING, self._licence(row)
        Term.objects.bulk_create(_term(row) for row in rows)
        LicenceVersion.objects.bulk_create(self._said(row) for row in rows)
        for row in rows:
            row.outcome = RowState.IMPORTED
        ImportRow.objects.bulk_update(rows, ["outcome", "licence"])

    def _licence(self, row: ImportRow) -> Licence:
        said = row.facts
        version = self._versions[said["version"]]
        licence = Licence(
            imported=True,
            company=self._holders.of(row),
            agency=self._batch.agency,
            licence_type=version.licence_type,
            type_version=version,
            state=said["state"],
            anchor=date.fromisoformat(said["anchor"]),
            valid_from=date.fromisoformat(said["from"]),
            valid_until=date.fromisoformat(said["until"]),
            is_exclusive=said["exclusive"],
            reasons=said["reasons"],
        )
        return begin(
            licence,
            by=None,
            who=None,
            verb="imported",
            audience=Audience.PUBLIC,
            public={
                "import": self._batch.reference,
                "old_number": row.old_number,
                "from": said["from"],
                "until": said["until"],
            },
        )

    def _said(self, row: ImportRow) -> LicenceVersion:
        """What the licence says, as `granting.facts` writes it for one granted here."""
        said, version = row.facts, self._versions[row.facts["version"]]
        company = self._holders.of(row)
        facts = {
            "holder_ar": said["holder_ar"] or company.name_ar or "",  # type: ignore[attr-defined]
            "holder_en": said["holder_en"] or company.name_en or "",  # type: ignore[attr-defined]
            "holder_number": company.reference,
            "registration_number": company.registration_number,
            "address": ", ".join(part for part in (said["address"], said["place"]) if part),
            "place": said["place"],
            "old_number": row.old_number,
            "name_ar": version.name_ar or "",
            "name_en": version.name_en or "",
            "isic": said["isic"] or version.isic_codes,
            "answers": {},
            **_own(said, version, "activity"),
            **_own(said, version, "conditions"),
        }
        return LicenceVersion(
            licence=row.licence,
            number=1,
            since=date.fromisoformat(said["from"]),
            type_version=version,
            facts=facts,
        )


def _own(said: dict[str, Any], version: Any, what: str) -> dict[str, str]:
    """The row's own words, be it in one language only; where it has none, those of the type."""
    names = (f"{what}_ar", f"{what}_en")
    if not any(said[name] for name in names):
        return {name: getattr(version, name) or "" for name in names}
    if what == "conditions":
        return {name: said[name].replace(";", "\n") for name in names}
    return {name: said[name] for name in names}


def _term(row: ImportRow) -> Term:
    said = row.facts
    return Term(
        licence=row.licence,
        number=1,
        since=date.fromisoformat(said["from"]),
        until=date.fromisoformat(said["until"]),
    )


def _leave_out(row: ImportRow, note: list[Any]) -> None:
    row.notes.append(note)
    row.outcome = RowState.LEFT_OUT
    row.verdict = problems.verdict_of(row.notes)
    row.save(update_fields=["notes", "outcome", "verdict"])


def _why(error: Exception) -> list[Any]:
    text = str(error).strip()
    if "one_licence_held" in text:
        return ["second", {}]
    if "one_import_a_number" in text:  # by another import, at this very moment
        return ["known", {"batch": "…"}]
    if isinstance(error, Refused):
        return ["refused", {"reason": "; ".join(str(one.text) for one in error.blockers)}]
    return ["refused", {"reason": text.splitlines()[0][:200] if text else type(error).__name__}]
