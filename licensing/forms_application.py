"""The form an applicant fills in: the questions and documents of a version of a licence type."""

import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.inputs import DayField
from documents.attach import attachments_of
from documents.fields import UploadField
from licensing import company_file, fees, prefilling, questions, remarks
from licensing.questions import Document, Schema
from licensing.uses import APPLICATION_DOCUMENT
from workflow.forms import ActionForm, section

ANSWER, DOCUMENT = remarks.ANSWER, remarks.DOCUMENT
# Beside a document: its last valid day, the day of its issue, what of the file stands for it.
UNTIL, ISSUED, KEPT = "until_", "issued_", "kept_"


class ApplicationForm(ActionForm):
    """The questions and documents of the application's own version of its licence type.

    A draft may be saved incomplete: what is missing is asked for on submission. Wrong answers
    are refused at once, beside the question. What is not asked after the answers given brings
    nothing, whatever was sent.
    """

    use_required_attribute = False
    submit_label = gettext_lazy("Save")
    pace = "steps"

    def __init__(self, *args: Any, case: Any, by: Any, **kwargs: Any) -> None:
        self.case = case
        self.idle: dict[str, set[str]] = {}
        self.schema: Schema = case.version.questions
        self.asked: list[Document] = case.version.document_list
        names = questions.names(self.schema)
        self.tables = [n for n in names if questions.is_rows(self.schema, n)]
        self.plain = [n for n in names if n not in self.tables]
        self.taken = self.begins_with()
        self.offered = self.offers()
        # Known before the form is made, so that what was typed is tidied for these fields.
        self.base_fields = {  # type: ignore[misc]
            **{ANSWER + name: questions.field(self.schema, name) for name in self.plain},
            **{k: f for d in self.asked for k, f in self._of_document(d).items()},
        }
        self.formset_classes = {  # type: ignore[misc]
            ANSWER + name: questions.rowset(self.schema, name) for name in self.tables
        }
        self.fieldsets = self._sections()
        initial = self._initial() | kwargs.pop("initial", {})
        super().__init__(*args, case=case, by=by, initial=initial, **kwargs)
        self._say_conditions()
        self._say_where_from()
        remarks.beside(self, case)
        if not self.is_bound:
            self._settle({n: self._begun(n) for n in names})

    # --- what a trial does otherwise ------------------------------------------------------

    def begins_with(self) -> dict[str, Any]:
        """The answers taken from the company's file or earlier: only while there are none."""
        return {} if self.case.answers else prefilling.prefilled(self.case)

    def offers(self) -> dict[str, list[Any]]:
        """What of the company's file can stand for each document."""
        today = timezone.localdate(timezone=ZoneInfo(self.case.agency.zone))
        return company_file.offers(self.case.company, self.asked, today)

    def given(self) -> dict[str, Any]:
        """The files that the application has already, by document."""
        return {a.purpose: a for a in attachments_of(self.case)}

    # --- what the form is made of ---------------------------------------------------------

    def _of_document(self, document: Document) -> dict[str, forms.Field]:
        key = document.key
        found: dict[str, forms.Field] = {}
        kept = self.offered.get(key)
        if kept:
            found[KEPT + key] = forms.ChoiceField(
                label=_("%(document)s: use from my company's file") % {"document": document.label},
                choices=[("", _("Upload a file")), *((one.key, one.label) for one in kept)],
                widget=forms.RadioSelect,
                required=False,
            )
        found[DOCUMENT + key] = _upload(document)
        what = {"document": document.label}
        if document.max_age:
            found[ISSUED + key] = DayField(
                label=_("%(document)s: issued on") % what, required=False
            )
        if document.expires:
            found[UNTIL + key] = DayField(
                label=_("%(document)s: valid through") % what,
                help_text=_("The last day on which it holds, as it says."),
                required=False,
            )
        return found

    def _sections(self) -> list[dict[str, Any]]:
        found = []
        for part in questions.sections(self.schema):
            plain = [n for n in part.names if n in self.plain]
            when = self._when(part.when) if part.when else None
            if plain:
                fields = [ANSWER + name for name in plain]
                found.append(section(part.key, part.title, fields, when=when))
            for name in (n for n in part.names if n in self.tables):
                both = {**part.when, **questions.when_of(self.schema, name)}
                found.append(
                    section(
                        ANSWER + name,
                        questions.label(self.schema, name),
                        [],
                        when=self._when(both) if both else None,
                        formset=ANSWER + name,
                    )
                )
        fields = [name for d in self.asked for name in self._of_document(d)]
        return [*found, section("documents", _("Documents"), fields)]

    def _when(self, condition: questions.Condition) -> Any:
        """Whether a step applies, asked with the form's cleaned values."""

        def applies(given: Mapping[str, Any]) -> bool:
            answers = {n: questions.stored(given.get(ANSWER + n)) for n in self.plain}
            idle = questions.skipped(self.schema, answers)
            live = {n: value for n, value in answers.items() if n not in idle}
            return questions.holds(condition, live)

        return applies

    def _initial(self) -> dict[str, Any]:
        found = {ANSWER + n: questions.initial(self._begun(n)) for n in self.plain}
        found |= {DOCUMENT + key: attachment for key, attachment in self.given().items()}
        for key, facts in (self.case.document_facts or {}).items():
            found |= {
                UNTIL + key: facts.get("until"),
                ISSUED + key: facts.get("issued"),
                KEPT + key: facts.get("kept", ""),
            }
        return found

    def _begun(self, name: str) -> Any:
        return self.case.answers.get(name, self.taken.get(name))

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        rows = self._begun(name.removeprefix(ANSWER)) or []
        return [questions.initial_row(row) for row in rows]

    def _say_conditions(self) -> None:
        """What each field depends on, for the script that hides what does not apply."""
        for name, condition in questions.effective_conditions(self.schema).items():
            words = self._as_sent(condition)
            if ANSWER + name in self.fields:
                self.fields[ANSWER + name].when = words  # type: ignore[attr-defined]
            elif ANSWER + name in self.formsets:
                self.formsets[ANSWER + name].when = words
        for document in (d for d in self.asked if d.when):
            for name in self._of_document(document):
                self.fields[name].when = self._as_sent(document.when)  # type: ignore[attr-defined]

    def _as_sent(self, condition: questions.Condition) -> str:
        sent = {
            self.add_prefix(ANSWER + name): [questions.initial(value) for value in wanted]
            for name, wanted in condition.items()
        }
        return json.dumps(sent)

    def _say_where_from(self) -> None:
        """Mark what was taken from elsewhere: it is to be read, and can be changed."""
        hint = _("Filled in from what we know of the company. Change it if it is not right here.")
        for name in self.taken:
            if ANSWER + name in self.fields:
                field = self.fields[ANSWER + name]
                field.help_text = " ".join(part for part in (str(field.help_text), hint) if part)
            elif ANSWER + name in self.formsets:
                rows = self.formsets[ANSWER + name]
                rows.hint = " ".join(part for part in (rows.hint, hint) if part)

    # --- what is filled in ----------------------------------------------------------------

    def full_clean(self) -> None:
        """Ask for nothing yet, while the page still says what will be needed."""
        wanted = [field for field in self.fields.values() if field.required]
        for field in wanted:
            field.required = False
        try:
            super().full_clean()
        finally:
            for field in wanted:
                field.required = True
        if self.is_bound:
            found = getattr(self, "cleaned_data", {})
            self._settle({n: questions.stored(found.get(ANSWER + n)) for n in self.plain})

    def _settle(self, answers: dict[str, Any]) -> None:
        """Which fields do not apply after these answers, and on which others that depends."""
        idle = questions.skipped(self.schema, answers)
        conditions = questions.effective_conditions(self.schema)
        self.idle = {ANSWER + n: {ANSWER + on for on in conditions[n]} for n in idle}
        live = {name: value for name, value in answers.items() if name not in idle}
        for document in self.asked:
            if not questions.holds(document.when, live):
                on = {ANSWER + name for name in document.when}
                self.idle |= dict.fromkeys(self._of_document(document), on)

    def answers(self) -> dict[str, Any]:
        """The answers as they are stored: of what is asked after them, and answered."""
        found = getattr(self, "cleaned_data", {})
        answers = {n: questions.stored(found.get(ANSWER + n)) for n in self.plain}
        for name in self.tables:
            answers[name] = questions.kept_rows(self.formsets[ANSWER + name]) or None
        idle = questions.skipped(self.schema, answers)
        kept = [n for n in questions.names(self.schema) if n not in idle]
        return {n: answers[n] for n in kept if answers[n] is not None}

    def check_tables(self) -> list[dict[str, Any]]:
        """What the check of the answers shows below them: the fee, as it would be asked for."""
        owed = fees.of_application(self.case, answers=self.answers())
        if not owed.lines:
            return []
        table = fees.computation(owed.stored(), owed.total, owed.currency)
        return [{**table, "title": _("The fee, from these answers")}]

    def values(self) -> dict[str, Any]:
        """The answers, the file of each document and what it says of itself."""
        wanted = [d for d in self.asked if DOCUMENT + d.key not in self.idle]
        facts = {d.key: self._facts(d) for d in wanted}
        return {
            "answers": self.answers(),
            "documents": {d.key: self._file(d) if d in wanted else None for d in self.asked},
            "document_facts": {key: said for key, said in facts.items() if said},
        }

    def chosen(self, document: Document) -> Any:
        """What of the company's file was chosen for a document; a new upload goes before it."""
        sent = self.cleaned_data.get(DOCUMENT + document.key)
        if getattr(sent, "pending_id", None) is not None:
            return None
        key = self.cleaned_data.get(KEPT + document.key)
        return next((k for k in self.offered.get(document.key, ()) if k.key == key), None)

    def _file(self, document: Document) -> Any:
        kept = self.chosen(document)
        return kept.file if kept is not None else self.cleaned_data.get(DOCUMENT + document.key)

    def _facts(self, document: Document) -> dict[str, Any]:
        kept = self.chosen(document)
        until = self.cleaned_data.get(UNTIL + document.key)
        if kept is not None and kept.until is not None:
            until = kept.until
        said = {
            "until": questions.stored(until),
            "issued": questions.stored(self.cleaned_data.get(ISSUED + document.key)),
            "kept": kept.key if kept is not None else None,
        }
        return {name: value for name, value in said.items() if value}


def _upload(document: Document) -> UploadField:
    return UploadField(
        use=APPLICATION_DOCUMENT,
        label=document.label,
        help_text=" ".join(part for part in (document.help, APPLICATION_DOCUMENT.hint) if part),
        required=document.required,
    )
