"""The stages of a licence type as an officer sets them, one row each."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Agency
from licensing import process_plan
from licensing.forms_types import joined
from licensing.keys import fresh_key
from licensing.models.application_states import Aim
from licensing.process_plan import KINDS, LONGEST, MOST_STAGES, OVERDUE, ROLES
from workflow.forms import ActionForm, TidyForm


class StageRow(TidyForm):
    """One stage: what, by whom, how long, and what happens when the time has run out."""

    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput())
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=list(KINDS.items()), initial=process_plan.REVIEW
    )
    title_ar = forms.CharField(label=gettext_lazy("Title in Arabic"), max_length=150)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=150)
    agency = forms.ChoiceField(label=gettext_lazy("Agency"), choices=(), required=False)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[(role.value, role.label) for role in ROLES],
        initial=ROLES[0].value,
    )
    days = forms.IntegerField(label=gettext_lazy("Working days"), min_value=1, max_value=LONGEST)
    group = forms.IntegerField(
        label=gettext_lazy("Turn"),
        help_text=gettext_lazy("1 comes first. The same number: in parallel."),
        min_value=1,
        max_value=MOST_STAGES,
    )
    on_overdue = forms.ChoiceField(
        label=gettext_lazy("When the days have run out"),
        choices=list(OVERDUE.items()),
        initial=process_plan.WAIT,
    )
    renewals = forms.BooleanField(
        label=gettext_lazy("Also when an unchanged licence is renewed"),
        help_text=gettext_lazy("Otherwise such a renewal is a confirmation and a payment."),
        required=False,
    )
    checklist_ar = forms.CharField(
        label=gettext_lazy("Checklist in Arabic"),
        help_text=gettext_lazy("For a check or an inspection; one point on each line."),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    checklist_en = forms.CharField(
        label=gettext_lazy("Checklist in English"),
        help_text=gettext_lazy("The same points, in the same order."),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, agencies: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agency"]
        field.choices = agencies

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if len(_points(found, "ar")) != len(_points(found, "en")):
            raise ValidationError(_("The checklist has not as many points in both languages."))
        return found


class StageRows(BaseFormSet):
    """The process."""

    title = gettext_lazy("Stages")
    hint = gettext_lazy(
        "Every type that is not granted at once ends with a decision. Without any stage one "
        "officer reviews, and an approver decides."
    )
    row_label = gettext_lazy("Stage")
    add_label = gettext_lazy("Add a stage")


class StagesForm(ActionForm):
    """The stages of the process."""

    submit_label = gettext_lazy("Save")
    formset_classes: ClassVar = {
        "steps": formset_factory(
            StageRow, StageRows, extra=1, can_delete=True, max_num=MOST_STAGES, validate_max=True
        )
    }

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        return [_as_row(row) for row in process_plan.ordered(self.case.stages)]

    def formset_options(self, name: str) -> dict[str, Any]:
        own = self.case.agency
        others = [a for a in Agency.objects.active().order_by("code") if a.pk != own.pk]
        choices = [("", str(own)), *((agency.code, str(agency)) for agency in others)]
        return {"form_kwargs": {"agencies": choices}}

    def values(self) -> dict[str, Any]:
        """The rows as they are stored, in the order of their turns."""
        rows = super().values()["steps"]
        used = {row["key"] for row in rows if row.get("key")}
        before = {row.get("key"): row for row in self.case.stages}
        found = []
        for row in rows:
            key = row.get("key") or fresh_key(row["title_en"], used)
            used.add(key)
            found.append(_as_stored(key, row, before.get(key) or {}))
        return {"stages": process_plan.ordered(found)}


def _as_row(row: dict[str, Any]) -> dict[str, Any]:
    lines = row.get("checklist") or []
    title = row.get("title") or {}
    return {
        **{name: row.get(name) for name in ("key", "kind", "agency", "role", "days", "group")},
        "on_overdue": row.get("on_overdue") or process_plan.WAIT,
        "renewals": Aim.RENEW in row.get("aims", ()),
        "title_ar": title.get("ar", ""),
        "title_en": title.get("en", ""),
        "checklist_ar": "\n".join(line["label"].get("ar", "") for line in lines),
        "checklist_en": "\n".join(line["label"].get("en", "") for line in lines),
    }


def _as_stored(key: str, row: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    others = [aim for aim in before.get("aims", ()) if aim != Aim.RENEW]
    aims = [*others, str(Aim.RENEW)] if row.get("renewals") else others
    return {
        **({"aims": aims} if aims else {}),
        "key": key,
        "kind": row["kind"],
        "title": joined(row, "title"),
        "agency": row["agency"],
        "role": row["role"],
        "days": row["days"],
        "group": row["group"],
        "on_overdue": row["on_overdue"],
        "checklist": _checklist(row, before.get("checklist") or []),
    }


def _checklist(row: dict[str, Any], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The points; one that reads as before keeps its key and whatever else is known of it."""
    known = {line["label"].get("en"): line for line in before}
    used = {line["key"] for line in before}
    found = []
    for arabic, english in zip(_points(row, "ar"), _points(row, "en"), strict=True):
        old = known.pop(english, None)
        key = old["key"] if old else fresh_key(english, used, "point")
        used.add(key)
        found.append({**(old or {}), "key": key, "label": {"ar": arabic, "en": english}})
    return found


def _points(row: dict[str, Any], language: str) -> list[str]:
    text = row.get(f"checklist_{language}") or ""
    return [line.strip() for line in text.splitlines() if line.strip()]
