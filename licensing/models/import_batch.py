"""An import of licences that an authority granted before: a file, its rows, what became of them.

An officer brings the file; it is checked (the dry run); somebody else lets it in; it can be
undone. The long work is done in pieces by `licensing.importing`, which takes the actions that
no person takes.
"""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role
from accounts.standing import standing_of
from audit.models import Audience
from documents.models import StoredFile
from licensing import checks_import, notices_import
from licensing.importing import queueing
from licensing.models.import_states import ImportState, RowState, Verdict
from licensing.models.querysets import READERS
from workflow.actions import Act, action
from workflow.case import Case, CaseQuerySet
from workflow.state_field import StateField


class ImportQuerySet(CaseQuerySet):
    """Imports, for those who look after the agency's licences."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(standing_of(user).agencies_q(READERS, self._agency()))

    def unfinished(self) -> Self:
        """Those with work to be done in the background."""
        return self.filter(state__in=ImportBatch.WORKED_ON)


class ImportBatch(Case):
    """One file of licences granted before."""

    State = ImportState

    class DayOrder(models.TextChoices):
        """How the file writes its days. Which it is, is never guessed."""

        ISO = "iso", _("2026-03-31")
        DAY_FIRST = "dmy", _("31/3/2026 (day first)")
        MONTH_FIRST = "mdy", _("3/31/2026 (month first)")

    kind = "licence_import"
    prefix = "LB"
    WORKED_ON = (State.UPLOADED, State.IMPORTING, State.UNDOING)
    tones: ClassVar = {
        State.CHECKED: "warn",
        State.IMPORTED: "ok",
        State.UNDONE: "quiet",
        State.DISCARDED: "quiet",
    }
    step_states: ClassVar = (
        (_("Check"), (State.UPLOADED,)),
        (_("Let in"), (State.CHECKED,)),
        (_("Import"), (State.IMPORTING,)),
        (_("In the register"), (State.IMPORTED,)),
    )

    state = StateField(default=State.UPLOADED, choices=State.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, verbose_name=_("agency"))
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("file"), max_length=160)
    day_order = models.CharField(
        _("how days are written"), max_length=3, choices=DayOrder.choices, default=DayOrder.ISO
    )
    # Why the file as a whole cannot be read: [code, values] of `importing.problems`, or empty.
    problem = models.JSONField(default=list, blank=True, editable=False)
    # {verdict or state of a row: how many}, counted when a piece of work ends.
    counts = models.JSONField(default=dict, blank=True, editable=False)
    worked_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of licences")
        verbose_name_plural = _("imports of licences")
        indexes: ClassVar = [
            models.Index(
                fields=["worked_at"],
                condition=Q(state__in=["uploaded", "importing", "undoing"]),
                name="licence_import_work",
            ),
        ]

    @property
    def title(self) -> str:
        """The file's name."""
        return self.file_name

    @property
    def meta(self) -> list[str]:
        """What stands beside the number."""
        return [str(self.agency)]

    def count(self, name: str) -> int:
        """How many rows have this verdict, or are in this state."""
        return int(self.counts.get(name, 0))

    @property
    def usable(self) -> int:
        """How many rows can be imported."""
        return self.count(Verdict.FINE) + self.count(Verdict.WARNING)

    # --- people ------------------------------------------------------------------------

    @action(
        _("Import the licences"),
        source=State.CHECKED,
        target=State.IMPORTING,
        verb="let_in",
        done=_("Let in"),
        who="licensing.let_in_import",
        role=Role.LICENSING_APPROVER,
        needs=[checks_import.there_are_rows, checks_import.brought_by_another],
        then=queueing.queue,
        audience=Audience.AGENCY,
        style="primary",
        help=_("Rows without an error enter the public register. It can be undone."),
    )
    def let_in(self, act: Act) -> None:
        """Let the checked rows into the register; the work begins after commit."""
        self.worked_at = act.now
        act.public["rows"] = self.usable

    @action(
        _("Discard"),
        source=(State.UPLOADED, State.CHECKED),
        target=State.DISCARDED,
        verb="discarded",
        done=_("Discarded"),
        who="licensing.bring_licences",
        role=Role.LICENSING_OFFICER,
        waits=False,
        audience=Audience.AGENCY,
        help=_("Nothing is imported. Correct the file and bring it again."),
    )
    def discard(self, act: Act) -> None:
        """Give it up before anything was imported."""

    @action(
        _("Undo the import"),
        source=State.IMPORTED,
        target=State.UNDOING,
        verb="undo_begun",
        done=_("Undoing begun"),
        who="licensing.undo_import",
        role=Role.LICENSING_APPROVER,
        waits=False,
        needs=[checks_import.something_is_left],
        form="licensing.forms_import.UndoForm",
        then=queueing.queue,
        audience=Audience.AGENCY,
        style="danger",
        help=_(
            "Its licences are taken back, except those with which something was done since: they "
            "stay, and are listed."
        ),
    )
    def undo(self, act: Act) -> None:
        """Take its licences back; the work begins after commit."""
        self.worked_at = act.now
        act.private["reasons"] = act.data["reasons"]

    # --- by themselves -----------------------------------------------------------------

    @action(
        _("Note what was checked"),
        source=State.UPLOADED,
        target=State.CHECKED,
        verb="checked",
        done=_("File checked"),
        tells=notices_import.checked,
        audience=Audience.AGENCY,
    )
    def note_checked(self, act: Act) -> None:
        """The dry run is over: `counts` and `problem` say what it found."""
        act.apply("counts", "problem")
        act.public["counts"] = self.counts

    @action(
        _("Note that it was imported"),
        source=State.IMPORTING,
        target=State.IMPORTED,
        verb="imported",
        done=_("Imported"),
        tells=notices_import.imported,
        audience=Audience.AGENCY,
    )
    def note_imported(self, act: Act) -> None:
        """Every row was brought in or left out."""
        act.apply("counts")
        act.public["counts"] = self.counts

    @action(
        _("Note that it was undone"),
        source=State.UNDOING,
        target=State.UNDONE,
        verb="undone",
        done=_("Undone"),
        tells=notices_import.undone,
        audience=Audience.AGENCY,
    )
    def note_undone(self, act: Act) -> None:
        """All its licences were taken back."""
        act.apply("counts")
        act.public["counts"] = self.counts

    @action(
        _("Note what could not be undone"),
        source=State.UNDOING,
        target=State.IMPORTED,
        verb="undone_in_part",
        done=_("Undone in part"),
        tells=notices_import.undone,
        audience=Audience.AGENCY,
    )
    def note_undone_in_part(self, act: Act) -> None:
        """Some licences stay: something was done with them since."""
        act.apply("counts")
        act.public["counts"] = self.counts


class ImportRow(models.Model):
    """One row of the file: what it says, what the check found, what became of it."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="rows")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    line = models.PositiveIntegerField(_("line"))
    old_number = models.CharField(_("number in the old system"), max_length=100, blank=True)
    holder_key = models.CharField(max_length=400, blank=True)
    holder_name = models.CharField(_("holder"), max_length=300, blank=True)
    # What is written to the licence; empty where the row has an error.
    facts = models.JSONField(default=dict)
    # [[code, values], …] of `importing.problems`.
    notes = models.JSONField(default=list)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    outcome = models.CharField(max_length=10, choices=RowState.choices, default=RowState.WAITING)
    licence = models.ForeignKey(
        "licensing.Licence",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="import_rows",
    )

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering: ClassVar = ["batch", "line"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "line"], name="import_row_line"),
            # Twice is nothing new: one licence for each number of an agency's old system.
            models.UniqueConstraint(
                fields=["agency", "old_number"],
                condition=Q(outcome="imported"),
                name="one_import_a_number",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="imported") | Q(licence__isnull=False),
                name="imported_row_has_licence",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["batch", "outcome", "id"], name="import_row_outcome"),
            models.Index(fields=["batch", "verdict", "id"], name="import_row_verdict"),
            models.Index(fields=["batch", "old_number"], name="import_row_number"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} · {self.line}"


class ImportedHolder(models.Model):
    """A holder that the registry did not know, and the company entered in its place.

    `key` is its registration number, or, where the file has none, the agency and its name.
    """

    key = models.CharField(max_length=400, unique=True)
    company = models.ForeignKey("vendors.Company", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.key
