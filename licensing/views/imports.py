"""Imports of licences granted before: the list, the page of one with its report, the page that
brings a file, and the template to fill in. For the agency's licensing people alone.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.lists import (
    Button,
    Choice,
    Column,
    Empty,
    Link,
    ListPage,
    Option,
    Related,
    Tag,
    Words,
)
from accounts.standing import standing_of
from licensing.forms_import import BringForm, agencies_of
from licensing.importing import problems, queueing
from licensing.models import ImportBatch, ImportRow
from licensing.models.import_states import ImportState, RowState, Verdict
from licensing.models.querysets import READERS
from workflow.views.begin import BeginPage
from workflow.views.page import CasePage

VERDICT_TONES = {
    Verdict.FINE: "ok",
    Verdict.WARNING: "warn",
    Verdict.KNOWN: "quiet",
    Verdict.ERROR: "stop",
}
SHOWN = 8


class _ForOfficers(ListPage):
    """A list for those who look after an agency's licences."""

    private = True

    def admit(self) -> None:
        standing = standing_of(self.user)
        if not any(standing.has_role(role) for role in READERS):
            raise PermissionDenied


class ImportList(_ForOfficers):
    """The imports of the person's agencies."""

    name = "licence-imports"
    address = "licence_imports"
    template = "licensing/imports.html"
    title = gettext_lazy("Imports of licences")
    lead = gettext_lazy("Licences that the agency granted before, brought from its own files.")
    order = "-number"
    columns = (
        Column("number", gettext_lazy("Number"), "reference", sort="pk"),
        Column("file", gettext_lazy("File"), "file_name"),
        Column("begun", gettext_lazy("Brought"), "created_at", sort="created_at", sorts="date"),
        Column("rows", gettext_lazy("Licences in the register")),
        Column("state", gettext_lazy("State")),
    )
    filters = (
        Choice(
            "state",
            gettext_lazy("State"),
            options=tuple(Option(s.value, s.label, Q(state=s.value)) for s in ImportState),
        ),
    )

    def query(self) -> QuerySet[ImportBatch]:
        found: QuerySet[ImportBatch] = ImportBatch.objects.visible_to(self.user)
        return found

    def dressed(self, query: QuerySet[ImportBatch]) -> QuerySet[ImportBatch]:
        return query.select_related("agency")

    def cell_rows(self, batch: ImportBatch) -> int:
        """How many of its licences are in the register."""
        return batch.count(RowState.IMPORTED)

    def cell_state(self, batch: ImportBatch) -> Tag:
        """The state."""
        return Tag(batch.label_for("agency"), batch.tone)

    def button(self) -> Button | None:
        if not agencies_of(self.user).exists():
            return None
        return Button(reverse("new_licence_import"), _("Bring a file"))

    def counted(self, count: int) -> str:
        return ngettext("%(count)s import", "%(count)s imports", count) % {"count": f"{count:,}"}

    def empty(self) -> Empty:
        return Empty(_("No file of licences was brought yet."), self.button())


class ImportReport(_ForOfficers):
    """What was found in each row, and what became of it. Downloads are the report as a file."""

    name = "licence-import-rows"
    address = "licence_import_rows"
    title = gettext_lazy("Report of an import")
    lead = gettext_lazy("Every row of the file: what was found, and what became of it.")
    order = "line"
    columns = (
        Column("line", gettext_lazy("Line"), "line", sort="pk"),
        Column("import", gettext_lazy("Import"), "batch.reference"),
        Column("number", gettext_lazy("Number in the old system"), "old_number"),
        Column("holder", gettext_lazy("Holder"), "holder_name"),
        Column("verdict", gettext_lazy("Verdict")),
        Column("notes", gettext_lazy("What was found")),
        Column("outcome", gettext_lazy("What became of it")),
    )
    filters = (
        Words(
            "q",
            gettext_lazy("Number or holder"),
            lambda query, text: query.filter(
                Q(old_number__icontains=text) | Q(holder_name__icontains=text)
            ),
        ),
        Related(
            "import",
            gettext_lazy("Import"),
            many=False,
            lookup="batch__reference",
            source=ImportBatch.objects.all,
        ),
        Choice(
            "verdict",
            gettext_lazy("Verdict"),
            options=tuple(Option(v.value, v.label, Q(verdict=v.value)) for v in Verdict),
        ),
        Choice(
            "outcome",
            gettext_lazy("What became of it"),
            options=tuple(Option(s.value, s.label, Q(outcome=s.value)) for s in RowState),
        ),
    )

    def query(self) -> QuerySet[ImportRow]:
        batches = ImportBatch.objects.visible_to(self.user)
        return ImportRow.objects.filter(batch__in=batches.values("pk"))

    def dressed(self, query: QuerySet[ImportRow]) -> QuerySet[ImportRow]:
        return query.select_related("batch", "licence")

    def url_of(self, row: ImportRow) -> str:
        return ""

    def cell_verdict(self, row: ImportRow) -> Tag:
        """Whether it can be imported."""
        return Tag(row.get_verdict_display(), VERDICT_TONES[Verdict(row.verdict)])

    def cell_notes(self, row: ImportRow) -> str:
        """In sentences."""
        return problems.sentences(row.notes)

    def cell_outcome(self, row: ImportRow) -> Link | str:
        """Whether it was imported, and the licence it became."""
        state = row.get_outcome_display()
        if row.licence is None:
            return state
        words = f"{state} · {row.licence.reference}"
        return Link(words, row.licence.get_absolute_url())

    def counted(self, count: int) -> str:
        return ngettext("%(count)s row", "%(count)s rows", count) % {"count": f"{count:,}"}

    def empty(self) -> Empty:
        return Empty(_("No file of licences was checked yet."))


def report_url(batch: ImportBatch, **chosen: str) -> str:
    """Where the report of one import is read, narrowed to what is chosen."""
    words = urlencode({"import": batch.reference, **chosen})
    return f"{reverse('licence_import_rows')}?{words}"


class NewImportPage(BeginPage):
    """Brings a file. It is checked at once, and nothing is imported yet."""

    model = ImportBatch
    form_class = BringForm
    who = "licensing.bring_licences"
    template_name = "licensing/import_begin.html"
    title = gettext_lazy("Bring a file of licences")
    lead = gettext_lazy(
        "The file is checked row by row first. Somebody else lets its licences into the register, "
        "and the whole import can be undone."
    )
    submit = gettext_lazy("Check the file")

    def blank(self, request: HttpRequest, **kwargs: Any) -> Any:
        agency = agencies_of(request.user).first()
        if agency is None:
            raise PermissionDenied
        return ImportBatch(agency=agency)

    def fill(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        super().fill(case, values, request)
        case.file_name = values["file"].given_name[:160] or str(values["file"])

    def after(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        queueing.queue_batch(case.pk)

    def crumbs(self, case: Any) -> list[dict[str, Any]]:
        return [
            {"label": _("Imports of licences"), "url": reverse("licence_imports")},
            {"label": _("Bring a file"), "url": ""},
        ]


class ImportPage(CasePage):
    """One import: what was found in the file, the first rows that need care, what became of it."""

    model = ImportBatch
    related = ("agency", "created_by", "file")

    def facts(self, case: ImportBatch, user: Any, side: str) -> list[dict[str, Any]]:
        rows = [
            {"label": _("Agency"), "value": case.agency.name},
            {"label": _("File"), "value": case.file_name},
            {"label": _("How the file writes days"), "value": case.get_day_order_display()},
            {"label": _("Brought by"), "value": str(case.created_by or "")},
        ]
        if case.problem:
            rows.append({"label": _("The file"), "value": problems.sentence(case.problem)})
        return [{"title": _("The file"), "rows": rows}]

    def tables(self, case: ImportBatch, user: Any, side: str) -> list[dict[str, Any]]:
        tables = [_counts(case)] if case.counts else []
        wanted = case.rows.filter(verdict__in=(Verdict.ERROR, Verdict.WARNING))
        rows = [
            [
                str(row.line),
                row.old_number,
                row.get_verdict_display(),
                problems.sentences(row.notes),
            ]
            for row in wanted.order_by("verdict", "line")[:SHOWN]
        ]
        if rows:
            tables.append(
                {
                    "title": _("Rows that need care, the first of them"),
                    "columns": [
                        {"label": _("Line"), "numeric": True},
                        _("Number in the old system"),
                        _("Verdict"),
                        _("What was found"),
                    ],
                    "rows": rows,
                }
            )
        return tables

    def panels(self, case: ImportBatch, user: Any, side: str) -> list[tuple[str, dict[str, Any]]]:
        if not case.counts or case.problem:
            return []
        return [("licensing/import_report.html", {"report_url": report_url(case)})]

    def crumbs(self, case: ImportBatch, user: Any, side: str) -> list[dict[str, Any]]:
        return [
            {"label": _("Imports of licences"), "url": reverse("licence_imports")},
            {"label": case.reference},
        ]

    def next_step(self, case: ImportBatch, user: Any, side: str) -> dict[str, Any] | None:
        words = {
            ImportState.UPLOADED: _("The file is being checked. Open this page again in a moment."),
            ImportState.IMPORTING: _("The licences are being imported; this may take minutes."),
            ImportState.UNDOING: _("The licences are being taken back; this may take minutes."),
        }
        if case.state in words:
            return {"text": words[ImportState(case.state)], "due": None, "late": False}
        return super().next_step(case, user, side)


def _counts(case: ImportBatch) -> dict[str, Any]:
    rows = [
        [str(entry.label), f"{case.count(entry.value):,}"]
        for entry in (*Verdict, *RowState)
        if case.count(entry.value)
    ]
    columns = [_("Rows"), {"label": _("Number"), "numeric": True}]
    return {"title": _("What was found"), "columns": columns, "rows": rows}
