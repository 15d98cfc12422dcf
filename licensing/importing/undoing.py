"""Takes the licences of an import back, a piece at a time.

A licence with which something was done since stays, and its row says why: a person has acted on
it, an application is about it. What the clock did by itself (it expired) is nothing in the way.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from licensing.checks_imported import acts_on
from licensing.importing.checking import counted
from licensing.models.application import Application
from licensing.models.import_batch import ImportBatch, ImportRow
from licensing.models.import_states import RowState
from licensing.models.licence import LicenceVersion
from licensing.models.measure import Measure
from workflow.blockers import Refused
from workflow.gate import perform

PIECE = 200
IN_THE_WAY = "in_the_way_"


def take_back(pk: int) -> bool:
    """Take the next piece back; False when there is nothing left to do."""
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update(no_key=True)
        batch = locked.filter(pk=pk, state=ImportBatch.State.UNDOING).first()
        if batch is None:
            return False
        rows = list(_imported(batch).filter(pk__gt=_reached(batch))[:PIECE])
        if rows:
            _piece(rows, batch)
            counts = {**batch.counts, "undo_reached": rows[-1].pk}
            ImportBatch.objects.filter(pk=pk).update(counts=counts, worked_at=timezone.now())
            return True
        left = _imported(batch).exists()
        name = "note_undone_in_part" if left else "note_undone"
        perform(batch, name, by=None, counts=counted(batch))
        return False


def _imported(batch: ImportBatch) -> Any:
    rows = ImportRow.objects.filter(batch=batch, outcome=RowState.IMPORTED)
    return rows.select_related("licence").order_by("pk")


def _reached(batch: ImportBatch) -> int:
    return int(batch.counts.get("undo_reached", 0))


def _piece(rows: list[ImportRow], batch: ImportBatch) -> None:
    why = in_the_way(row.licence_id for row in rows)
    for row in rows:
        row.notes = [note for note in row.notes if not note[0].startswith(IN_THE_WAY)]
        code = why.get(row.licence_id)
        if code is None:
            code = _take_back(row, batch)
        if code is None:
            row.outcome = RowState.TAKEN_BACK
        else:
            row.notes.append(code)
    ImportRow.objects.bulk_update(rows, ["outcome", "notes"])


def in_the_way(licences: Iterable[Any]) -> dict[Any, list[Any]]:
    """Which of these licences cannot be taken back, and why. A constant number of queries."""
    pks = list(licences)
    found: dict[Any, list[Any]] = {}
    for subject in acts_on(pks).values_list("subject_id", flat=True):
        found[int(subject)] = [f"{IN_THE_WAY}act", {}]
    for pk in Measure.objects.filter(licence__in=pks).values_list("licence_id", flat=True):
        found[pk] = [f"{IN_THE_WAY}act", {}]
    changed = LicenceVersion.objects.filter(licence__in=pks, number__gt=1)
    for pk in changed.values_list("licence_id", flat=True):
        found[pk] = [f"{IN_THE_WAY}act", {}]
    about = Application.objects.filter(licence__in=pks)
    for pk in about.values_list("licence_id", flat=True):
        found[pk] = [f"{IN_THE_WAY}application", {}]
    return found


def _take_back(row: ImportRow, batch: ImportBatch) -> list[Any] | None:
    try:
        licence: Any = row.licence
        perform(licence, "take_back", by=None, batch=batch.reference)
    except Refused as refused:
        reason = "; ".join(str(blocker.text) for blocker in refused.blockers)
        return [f"{IN_THE_WAY}refused", {"reason": reason}]
    return None
