"""What people fill in about applications and licences. Shape only; what must hold is in checks.py."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.inputs import MoneyField
from documents.attach import attachments_of
from documents.fields import UploadField
from licensing import questions, remarks
from licensing.people import APPLICANTS
from licensing.uses import APPLICATION_DOCUMENT
from vendors.models import Company
from vendors.standing import companies_with
from workflow import wording
from workflow.forms import ActionForm, section

ANSWER, DOCUMENT = remarks.ANSWER, remarks.DOCUMENT


class BeginForm(ActionForm):
    """For which company the application is: only registered ones that the person applies for."""

    company = forms.ModelChoiceField(
        label=_("Company"), queryset=Company.objects.none(), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = companies_of_applicant(self.by)
        field: Any = self.fields["company"]
        field.queryset = theirs
        field.empty_label = None
        self.initial = {"company": theirs[0].pk} if len(theirs) == 1 else {}


def companies_of_applicant(user: Any) -> Any:
    """The registered companies for which the person may apply."""
    ids = companies_with(user, APPLICANTS)
    return Company.objects.registered().filter(pk__in=ids).order_by("pk")


class ApplicationForm(ActionForm):
    """The questions and documents of the application's own version of its licence type.

    A draft may be saved incomplete: what is missing is asked for on submission. Wrong answers
    are refused at once, beside the question.
    """

    use_required_attribute = False
    submit_label = _("Save")
    pace = "steps"

    def __init__(self, *args: Any, case: Any, by: Any, **kwargs: Any) -> None:
        schema, asked = case.version.questions, case.version.document_list
        names = questions.names(schema)
        # Known before the form is made, so that what was typed is tidied for these fields.
        self.base_fields = {  # type: ignore[misc]
            **{ANSWER + name: questions.field(schema, name) for name in names},
            **{DOCUMENT + document.key: _upload(document) for document in asked},
        }
        self.fieldsets = [
            *(_of_questions(part) for part in questions.sections(schema)),
            section("documents", _("Documents"), [DOCUMENT + d.key for d in asked]),
        ]
        there = {a.purpose: a for a in attachments_of(case)}
        initial = {
            **{ANSWER + name: questions.initial(case.answers.get(name)) for name in names},
            **{DOCUMENT + key: attachment for key, attachment in there.items()},
        }
        super().__init__(*args, case=case, by=by, initial=initial, **kwargs)
        remarks.beside(self, case)

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

    def values(self) -> dict[str, Any]:
        """The answers as they are stored, and the file of each document."""
        found = self.cleaned_data
        schema = self.case.version.questions
        answers = {n: questions.stored(found.get(ANSWER + n)) for n in questions.names(schema)}
        return {
            "answers": {name: value for name, value in answers.items() if value is not None},
            "documents": {
                document.key: found.get(DOCUMENT + document.key)
                for document in self.case.version.document_list
            },
        }


def _of_questions(part: questions.Section) -> dict[str, Any]:
    """A section of the schema as one of the form, asked only where its condition holds."""

    def applies(given: Mapping[str, Any]) -> bool:
        return questions.holds(part.when, {n: given.get(ANSWER + n) for n in part.when})

    fields = [ANSWER + name for name in part.names]
    return section(part.key, part.title, fields, when=applies if part.when else None)


def _upload(document: questions.Document) -> UploadField:
    return UploadField(
        use=APPLICATION_DOCUMENT,
        label=document.label,
        help_text=" ".join(part for part in (document.help, APPLICATION_DOCUMENT.hint) if part),
        required=document.required,
    )


def words(label: Any, help_text: Any) -> forms.CharField:
    """A text of some lines."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class Afresh(ActionForm):
    """A form that begins empty: the last remarks are no start for the next."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {}


class RefuseForm(Afresh):
    """Why an application is refused."""

    remarks = words(
        _("Reasons"), _("The applicant reads this. Name the rule and the facts it rests on.")
    )


class SendBackForm(Afresh):
    """What the reviewer should look at again."""

    remarks = words(
        _("What should be looked at again"), _("Only officers of the agency read this.")
    )


class RecommendForm(Afresh):
    """The reviewer's word to whoever decides."""

    recommendation = forms.ChoiceField(
        label=_("Recommendation"),
        choices=[("approve", _("Approve it")), ("refuse", _("Refuse it"))],
        widget=forms.RadioSelect,
    )
    recommendation_reasons = words(_("Reasons"), _("Only officers of the agency read this."))


class ReasonsForm(Afresh):
    """Why a licence is suspended, reinstated or revoked."""

    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("The company is told, and everybody can read it in the register."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class CounterForm(Afresh):
    """What a cashier received."""

    receipt_number = forms.CharField(
        label=_("Number of the counter's receipt"),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        self.base_fields = {  # type: ignore[misc]
            "amount": MoneyField(
                currency=case.currency,
                label=_("Amount received"),
                help_text=_("Owed: %(amount)s.")
                % {"amount": wording.money(case.exact, case.currency)},
                max_digits=14,
                min_value=0,
            ),
            **type(self).base_fields,
        }
        super().__init__(*args, case=case, **kwargs)
