"""What officers fill in of a licence type: its words, documents, terms, and its form as a text."""

import json
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Agency, Role
from accounts.standing import standing_of
from licensing import company_file, questions
from licensing.forms_conditions import ConditionField, answers_to_wait_for, as_picked
from licensing.keys import fresh_key
from licensing.models.application_states import Aim
from licensing.models.version_states import TermEnds
from workflow.forms import ActionForm, TidyForm, section

MOST_DOCUMENTS = 40


def _line(label: Any, most: int = 200, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, **options)


def _lines(label: Any, rows: int = 4, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=6000, widget=widget, **options)


def preparing_agencies(person: Any) -> Any:
    """The agencies in business that grant licences and whose types the person prepares."""
    condition = Q(pk__in=[])
    for path in standing_of(person).paths(Role.LICENSING_OFFICER):
        condition |= Q(path__startswith=path)
    return Agency.objects.active().filter(condition, grants_licences=True)


class NewTypeForm(ActionForm):
    """A new licence type: its name; everything else comes on the page of its first version."""

    name_ar = _line(gettext_lazy("Name in Arabic"))
    name_en = _line(gettext_lazy("Name in English"))
    agency: Any = forms.ModelChoiceField(
        label=gettext_lazy("Agency that grants it"),
        queryset=Agency.objects.none(),
        widget=forms.RadioSelect,
    )
    one_a_company = forms.TypedChoiceField(
        label=gettext_lazy("How many can a company hold?"),
        choices=[
            ("yes", gettext_lazy("One")),
            ("no", gettext_lazy("Several, for example one for each shop")),
        ],
        coerce=lambda value: value == "yes",
        initial="yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = preparing_agencies(self.by)
        field: Any = self.fields["agency"]
        field.queryset, field.empty_label = theirs, None
        self.initial = {"one_a_company": "yes"}
        if len(theirs) == 1:
            self.initial["agency"] = theirs[0].pk


class AboutForm(ActionForm):
    """What people read of the licence type, in both languages."""

    submit_label = gettext_lazy("Save")
    name_ar = _line(gettext_lazy("Name in Arabic"))
    name_en = _line(gettext_lazy("Name in English"))
    description_ar = _lines(gettext_lazy("What it is for, in Arabic"), required=False)
    description_en = _lines(gettext_lazy("What it is for, in English"), required=False)
    eligibility_ar = _lines(gettext_lazy("Who may apply, in Arabic"), required=False)
    eligibility_en = _lines(gettext_lazy("Who may apply, in English"), required=False)
    legal_basis_ar = _lines(gettext_lazy("Legal basis in Arabic"), 3, required=False)
    legal_basis_en = _lines(gettext_lazy("Legal basis in English"), 3, required=False)
    conditions_ar = _lines(
        gettext_lazy("Conditions in Arabic"),
        help_text=gettext_lazy("One on each line. They stand on the licence."),
        required=False,
    )
    conditions_en = _lines(
        gettext_lazy("Conditions in English"),
        help_text=gettext_lazy("The same ones, in the same order."),
        required=False,
    )
    fieldsets: ClassVar = [
        section("names", gettext_lazy("Name"), ["name_ar", "name_en"]),
        section("purpose", gettext_lazy("What it is for"), ["description_ar", "description_en"]),
        section("who", gettext_lazy("Who may apply"), ["eligibility_ar", "eligibility_en"]),
        section("law", gettext_lazy("Legal basis"), ["legal_basis_ar", "legal_basis_en"]),
        section("conditions", gettext_lazy("Conditions"), ["conditions_ar", "conditions_en"]),
    ]


class SchemaForm(ActionForm):
    """The whole form as JSON Schema, for experts: said clearly where it is none of ours."""

    submit_label = gettext_lazy("Save")
    schema = forms.CharField(
        label=gettext_lazy("JSON Schema"),
        help_text=gettext_lazy("What it may hold is described in the manual (licence-types.md)."),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 28, "dir": "ltr", "class": "code"}),
        strip=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = json.dumps(self.case.questions, ensure_ascii=False, indent=2)
        self.initial.setdefault("schema", text)

    def clean_schema(self) -> Any:
        try:
            schema = json.loads(self.cleaned_data["schema"])
        except ValueError as error:
            where = {"line": getattr(error, "lineno", 1)}
            raise ValidationError(_("This is no JSON: look at line %(line)s.") % where) from error
        found = list(questions.shape_problems(schema))
        if found:
            raise ValidationError(found)
        return schema


# --- documents -------------------------------------------------------------------------


class DocumentRow(TidyForm):
    """One document of the checklist."""

    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput())
    label_ar = _line(gettext_lazy("Document in Arabic"))
    label_en = _line(gettext_lazy("Document in English"))
    help_ar = _line(gettext_lazy("Explanation in Arabic"), 500, required=False)
    help_en = _line(gettext_lazy("Explanation in English"), 500, required=False)
    place = forms.IntegerField(
        label=gettext_lazy("Place in the list"), min_value=1, max_value=99, required=False
    )
    required = forms.BooleanField(
        label=gettext_lazy("It must be sent"), required=False, initial=True
    )
    expires = forms.BooleanField(
        label=gettext_lazy("It must still be valid: its last day is asked for"), required=False
    )
    max_age_days = forms.IntegerField(
        label=gettext_lazy("Issued at most so many days ago"),
        min_value=1,
        max_value=3650,
        required=False,
    )
    reuse = forms.ChoiceField(
        label=gettext_lazy("May be taken from the company's file"),
        choices=company_file.sources,
        required=False,
    )
    when = ConditionField()

    def __init__(self, *args: Any, waits_for: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["when"]
        field.choices = waits_for
        if not waits_for:
            del self.fields["when"]


class DocumentRows(BaseFormSet):
    """The checklist."""

    title = gettext_lazy("Documents")
    hint = gettext_lazy("What applicants send, in the order in which it is asked for.")
    row_label = gettext_lazy("Document")
    add_label = gettext_lazy("Add a document")


class DocumentsForm(ActionForm):
    """The documents an application needs."""

    submit_label = gettext_lazy("Save")
    formset_classes: ClassVar = {
        "papers": formset_factory(
            DocumentRow, DocumentRows, extra=1, can_delete=True, max_num=MOST_DOCUMENTS,
            validate_max=True,
        )
    }  # fmt: skip

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        return [
            {
                **{key: row.get(key) for key in ("key", "expires", "max_age_days", "reuse")},
                "required": row.get("required", True),
                "place": place,
                "when": as_picked(row.get("when") or {}),
                **_apart(row, "label"),
                **_apart(row, "help"),
            }
            for place, row in enumerate(self.case.documents, 1)
        ]

    def formset_options(self, name: str) -> dict[str, Any]:
        return {"form_kwargs": {"waits_for": answers_to_wait_for(self.case.questions)}}

    def values(self) -> dict[str, Any]:
        """The rows as they are stored."""
        rows = super().values()["papers"]
        numbered = sorted(enumerate(rows), key=lambda pair: (pair[1].get("place") or 99, pair[0]))
        used = {row["key"] for row in rows if row.get("key")}
        found = []
        for _at, row in numbered:
            key = row.get("key") or fresh_key(row["label_en"], used)
            used.add(key)
            found.append(_document(key, row))
        return {"documents": found}


def _document(key: str, row: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "key": key,
        "label": joined(row, "label"),
        "help": joined(row, "help"),
        "required": bool(row.get("required")),
    }
    more = {name: row.get(name) for name in ("expires", "max_age_days", "reuse", "when")}
    return kept | {name: value for name, value in more.items() if value}


def _apart(row: dict[str, Any], name: str) -> dict[str, str]:
    said = row.get(name) or {}
    return {f"{name}_ar": said.get("ar", ""), f"{name}_en": said.get("en", "")}


def joined(row: dict[str, Any], name: str) -> dict[str, str]:
    """Two fields of a form as {"ar": …, "en": …}."""
    return {"ar": row.get(f"{name}_ar") or "", "en": row.get(f"{name}_en") or ""}


# --- validity and renewal --------------------------------------------------------------


def _days(label: Any, most: int = 3650, least: int = 0, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "class": "w-5"}),
    )


class RulesForm(ActionForm):
    """How it is decided, how long it holds, and how it goes on."""

    submit_label = gettext_lazy("Save")
    is_instant = forms.BooleanField(
        label=gettext_lazy("Granted at once: no officer decides"), required=False
    )
    review_days = _days(gettext_lazy("Working days to a decision, as promised"), 365)
    tacit_approval = forms.BooleanField(
        label=gettext_lazy("Silence is consent: approved when these days have run out"),
        required=False,
    )
    answer_days = _days(
        gettext_lazy("Days an applicant has to answer"),
        help_text=gettext_lazy("After them the application lapses."),
        least=1,
    )
    appeal_days = _days(gettext_lazy("Days to appeal against a decision"))
    term_months = _days(gettext_lazy("Valid for (months)"), 600, 1)
    term_ends = forms.ChoiceField(
        label=gettext_lazy("A term ends"), choices=TermEnds.choices, widget=forms.RadioSelect
    )
    aims = forms.MultipleChoiceField(
        label=gettext_lazy("What can be applied for besides a new licence"),
        choices=[(aim.value, aim.label) for aim in Aim if aim != Aim.NEW],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    renewal_opens_days = _days(gettext_lazy("Renewal opens (days before the end)"))
    late_renewal_days = _days(
        gettext_lazy("Late renewal (days after the end)"),
        help_text=gettext_lazy("0: whoever is late applies anew."),
    )
    fieldsets: ClassVar = [
        section(
            "decision",
            gettext_lazy("Decision"),
            ["is_instant", "review_days", "tacit_approval", "answer_days", "appeal_days"],
        ),
        section("term", gettext_lazy("Validity"), ["term_months", "term_ends"]),
        section(
            "renewal",
            gettext_lazy("Changes and renewal"),
            ["aims", "renewal_opens_days", "late_renewal_days"],
        ),
    ]


class ActivateForm(ActionForm):
    """That whoever puts it into force has read what it alters, and for whom."""

    read = forms.BooleanField(label=gettext_lazy("I have read what it alters"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["read"].help_text = in_force_in_words(self.case)


def in_force_in_words(version: Any) -> str:
    """What becomes of the version in force, and of the applications under way under it."""
    before = version.replaces
    if before is None:
        return _("It is the first version: nothing is under way.")
    numbers = list(before.under_way().order_by("pk").values_list("reference", flat=True))
    if not numbers:
        return _("It takes the place of version %(number)s. No application is under way.") % {
            "number": before.number
        }
    shown = ", ".join(numbers[:10]) + (" …" if len(numbers) > 10 else "")
    text = _(
        "It takes the place of version %(number)s. Applications under way, which stay under the "
        "version they began with: %(count)s (%(numbers)s)."
    )
    return text % {"number": before.number, "count": len(numbers), "numbers": shown}
