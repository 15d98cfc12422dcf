"""What people fill in about qualifications. Shape only: the rest is in checks_qualify.py."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.inputs import MomentField
from accounts.models import Agency
from documents.attach import attachments_of
from documents.fields import UploadField
from procurement.checks_qualify import fit
from procurement.form_parts import long_text
from procurement.forms import CompanyChoice
from procurement.forms_prepare import whole_number
from procurement.models import PlanItem, Qualification, QualificationRequest
from procurement.posts import buying_agencies
from procurement.rows_qualify import QualificationCriterionFormSet, QualificationDocumentFormSet
from vendors import credentials
from vendors.fields import categories_field
from vendors.models import Credential
from vendors.terms import last_day
from workflow import wording
from workflow.forms import ActionForm, section

MET, NOT_MET = "met", "not_met"
LEAST = 3

# --- the call ------------------------------------------------------------------------------


class EditQualification(ActionForm):
    """The draft of a call for qualification."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("Purpose"),
        choices=Qualification.Purpose.choices,
        widget=forms.RadioSelect,
        initial=Qualification.Purpose.PREQUALIFICATION,
    )
    title_ar = forms.CharField(label=gettext_lazy("Title in Arabic"), max_length=300)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=300)
    description_ar = long_text(gettext_lazy("Description in Arabic"), required=False)
    description_en = long_text(
        gettext_lazy("Description in English"),
        required=False,
        help_text=gettext_lazy(
            "What is to be bought, and in a first stage what companies shall propose. "
            "No prices are asked for here."
        ),
    )
    categories = categories_field(label=gettext_lazy("Categories"), required=False)
    least = whole_number(
        gettext_lazy("Companies short-listed, at least"), 100, required=True,
        help_text=gettext_lazy("With fewer the call is declared unsuccessful."),
    )  # fmt: skip
    most = whole_number(
        gettext_lazy("Companies short-listed, at most"), 100,
        help_text=gettext_lazy("Left empty, everybody who meets the criteria is short-listed."),
    )  # fmt: skip
    closes_at = MomentField(label=gettext_lazy("Applications close"), required=False)
    formset_classes: ClassVar = {
        "criteria": QualificationCriterionFormSet,
        "papers": QualificationDocumentFormSet,
    }
    fieldsets: ClassVar = [
        section(
            "basics",
            gettext_lazy("What it is"),
            ["agency", "plan_item", "purpose", "title_ar", "title_en"],
        ),
        section(
            "asked",
            gettext_lazy("What is asked for"),
            ["description_ar", "description_en", "categories"],
        ),
        section("list", gettext_lazy("Short list and deadline"), ["least", "most", "closes_at"]),
    ]

    def __init__(self, *args: Any, case: Any, by: Any, **kwargs: Any) -> None:
        there = case.pk is not None
        chosen = list(case.categories.values_list("pk", flat=True)) if there else []
        initial = {"categories": chosen}
        super().__init__(*args, case=case, by=by, initial=initial, **kwargs)

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        if self.case.pk is None:
            return []
        if name == "criteria":
            rows = self.case.criteria.values("pk", "title_ar", "title_en")
        else:
            rows = self.case.required_documents.values(
                "pk", "title_ar", "title_en", "credential_type", "is_required"
            )
        return [{**row, "key": row["pk"]} for row in rows]


class NewQualification(EditQualification):
    """A new call, in one of the officer's agencies."""

    agency: Any = forms.ModelChoiceField(
        label=gettext_lazy("Agency"), queryset=Agency.objects.none(), empty_label=None
    )
    plan_item: Any = forms.ModelChoiceField(
        label=gettext_lazy("Plan item"),
        queryset=PlanItem.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
    )

    def __init__(self, *args: Any, case: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=case, by=by, **kwargs)
        agencies = buying_agencies(by)
        agency: Any = self.fields["agency"]
        agency.queryset = agencies
        item: Any = self.fields["plan_item"]
        planned = PlanItem.objects.waiting_to_be_tendered().filter(agency__in=agencies)
        item.queryset = planned.in_order()
        item.label_from_instance = lambda item: f"{item.reference} · {item.title}"


class Conclude(ActionForm):
    """Who is short-listed: asked only where more companies are fit than may be."""

    chosen: Any = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Companies on the short list"),
        queryset=QualificationRequest.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    reason = long_text(
        gettext_lazy("Why these"),
        help_text=gettext_lazy("Everybody reads it, and those who are left out in their letter."),
    )

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        found = fit(case).select_related("company").order_by("pk")
        if case.most is None or found.count() <= case.most:
            del self.fields["chosen"], self.fields["reason"]
            return
        field: Any = self.fields["chosen"]
        field.queryset = found
        field.label_from_instance = lambda r: f"{r.company.name} · {r.reference}"
        text = _("At least %(least)s and at most %(most)s.")
        field.help_text = text % {"least": case.least, "most": case.most}


# --- applications --------------------------------------------------------------------------


class NewRequest(CompanyChoice):
    """For which company one applies."""

    drafts = "browser"  # nobody but the company learns that it applies


class DraftRequest(ActionForm):
    """The documents of an application, as far as they are ready; for each a file or a credential."""

    drafts = "browser"
    needed: ClassVar[bool] = False

    statement = long_text(gettext_lazy("Statement of the company"), rows=6, required=False)

    def __init__(self, *args: Any, case: Any, by: Any, **kwargs: Any) -> None:
        self.documents = list(case.qualification.required_documents.all())
        self.usable = list(credentials.usable(case.company, timezone.localdate()))
        initial = {"statement": case.statement, **_given(case, self.documents)}
        super().__init__(*args, case=case, by=by, initial=initial, **kwargs)
        if case.qualification.is_first_stage:
            self.fields["statement"].label = _("What your company proposes, without prices")
        self.fieldsets = [section("words", "", ["statement"])]
        for document in self.documents:
            self._ask_for(document)
        if "declaration" in self.fields:
            # Last of all, after what it declares.
            self.fields["declaration"] = self.fields.pop("declaration")
            self.fieldsets.append(section("declaration", "", ["declaration"]))

    def _ask_for(self, document: Any) -> None:
        """A file, or a credential that the company has on record."""
        file, credential = f"file_{document.pk}", f"credential_{document.pk}"
        wanted = document.credential_type
        usable = {str(c.pk): c for c in self.usable if not wanted or c.type == wanted}
        has_choice = bool(usable)
        self.fields[file] = UploadField(
            use="qualification_paper",
            required=self.needed and document.is_required and not has_choice,
            label=gettext_lazy("File"),
        )
        names, hint = [file], "" if document.is_required else _("Need not be there.")
        if has_choice:
            hint = hint or _("Attach the file, or choose a credential.")
            words = [(pk, credential_in_words(found)) for pk, found in usable.items()]
            self.fields[credential] = forms.TypedChoiceField(
                label=gettext_lazy("Or a credential that you have on record"),
                choices=[("", gettext_lazy("None: the file counts")), *words],
                coerce=usable.get,
                empty_value=None,
                required=False,
            )
            names.append(credential)
        title = f"{document.number}. {document.title}"
        self.fieldsets.append(section(f"document-{document.pk}", title, names, hint=hint))

    def clean(self) -> dict[str, Any]:
        """What is asked for is there."""
        cleaned = dict(super().clean() or self.cleaned_data)
        for document in self.documents if self.needed else ():
            paper = self._paper(document, cleaned)
            file = f"file_{document.pk}"
            if document.is_required and not any(paper.values()) and file not in self.errors:
                self.add_error(file, _("Attach the file, or choose a credential."))
        return cleaned

    def _paper(self, document: Any, cleaned: dict[str, Any]) -> dict[str, Any]:
        credential = cleaned.get(f"credential_{document.pk}")
        file = None if credential else cleaned.get(f"file_{document.pk}")
        return {"file": file, "credential": credential}

    def values(self) -> dict[str, Any]:
        """The statement, and the documents by their keys."""
        cleaned = self.cleaned_data
        papers = {d.pk: self._paper(d, cleaned) for d in self.documents}
        return {"statement": cleaned["statement"], "papers": papers}


class SubmitRequest(DraftRequest):
    """The whole application, with the applicant's declaration."""

    needed: ClassVar[bool] = True

    declaration = forms.BooleanField(
        label=gettext_lazy("What the company states here is true, and its documents are genuine."),
        error_messages={"required": gettext_lazy("An application needs this declaration.")},
    )


def _given(request: Any, documents: list[Any]) -> dict[str, Any]:
    """What the application has already: files, and the credentials in place of others."""
    presented = dict(request.presented.values_list("document_id", "credential_id"))
    files = {row.purpose: row for row in attachments_of(request)}
    found: dict[str, Any] = {f"credential_{pk}": str(key) for pk, key in presented.items()}
    for document in documents:
        if document.pk not in presented and document.purpose in files:
            found[f"file_{document.pk}"] = files[document.purpose]
    return found


def credential_in_words(credential: Credential) -> str:
    """A credential as one chooses it: kind, number, and until when it holds."""
    if credential.valid_until is None:
        return credential.title
    return _("%(credential)s, valid through %(day)s") % {
        "credential": credential.title,
        "day": wording.date(last_day(credential.valid_until)),
    }


# --- judging -------------------------------------------------------------------------------


class Judge(ActionForm):
    """Each criterion: met, or not met and why."""

    drafts = "server"

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        self.criteria = list(case.qualification.criteria.all())
        super().__init__(*args, case=case, **kwargs)
        known = {j.criterion_id: j for j in case.judgements.all()}
        self.fieldsets = []
        for criterion in self.criteria:
            met, reason = f"met_{criterion.pk}", f"reason_{criterion.pk}"
            self.fields[met] = forms.ChoiceField(
                label=gettext_lazy("Does the company meet it?"),
                choices=[(MET, gettext_lazy("Met")), (NOT_MET, gettext_lazy("Not met"))],
                widget=forms.RadioSelect,
            )
            self.fields[reason] = long_text(lazy(_reason_label, str)(), rows=2, required=False)
            found = known.get(criterion.pk)
            if found is not None:
                self.initial.update({met: MET if found.is_met else NOT_MET, reason: found.reason})
            title = f"{criterion.number}. {criterion.title}"
            self.fieldsets.append(section(f"criterion-{criterion.pk}", title, [met, reason]))

    def clean(self) -> dict[str, Any]:
        """What is not met is not met for a reason."""
        cleaned = dict(super().clean() or self.cleaned_data)
        for pk, finding in self._findings(cleaned):
            if finding["is_met"] is False and not finding["reason"].strip():
                self.add_error(f"reason_{pk}", _("Say why it is not met."))
        return cleaned

    def _findings(self, cleaned: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
        for criterion in self.criteria:
            met = cleaned.get(f"met_{criterion.pk}")
            reason = cleaned.get(f"reason_{criterion.pk}") or ""
            is_met = None if met is None else met == MET
            yield criterion.pk, {"is_met": is_met, "reason": reason}

    def values(self) -> dict[str, Any]:
        """The findings by criterion."""
        return {"findings": dict(self._findings(self.cleaned_data))}


def _reason_label() -> str:
    return _("If not: why")


# --- the tender made of it -----------------------------------------------------------------


class ChooseQualification(ActionForm):
    """The call whose short list is invited."""

    qualification: Any = forms.ModelChoiceField(
        label=gettext_lazy("Call for qualification"),
        queryset=Qualification.objects.none(),
        empty_label=gettext_lazy("Choose a concluded call"),
        help_text=gettext_lazy("The companies on its short list are invited, all of them."),
    )

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        field: Any = self.fields["qualification"]
        field.queryset = (
            case.agency.qualifications.concluded()
            .filter(purpose=case.method_rules.qualification_purpose)
            .order_by("-concluded_at")
        )
        field.label_from_instance = lambda call: f"{call.reference} · {call.title}"
        self.initial["qualification"] = case.qualification_id
