"""The form in which officers write the fees of a licence type, without knowing its shape."""

from typing import Any, ClassVar

from babel.numbers import list_currencies
from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing import fee_checking
from licensing import fee_schedule as fs
from licensing.rows_fees import (
    ExemptionRow,
    ExemptionRows,
    FixedRow,
    FixedRows,
    LateRow,
    LateRows,
    SlabRows,
    SlabsRow,
    UnitRows,
    UnitsRow,
    condition,
    write_slabs,
)
from workflow.forms import ActionForm, section

MOST_ROWS = 20


def _rows(form: Any, formset: Any) -> Any:
    return formset_factory(
        form, formset, extra=1, can_delete=True, max_num=MOST_ROWS, validate_max=True
    )


class FeesForm(ActionForm):
    """A whole schedule: its currency, its rows by kind, and its exemptions."""

    pace = "steps"
    fieldsets: ClassVar = [section("currency", gettext_lazy("Currency"), ["currency"])]
    currency = forms.CharField(
        label=gettext_lazy("Currency"),
        help_text=gettext_lazy("Its three letters, for example JOD."),
        max_length=3,
        widget=forms.TextInput(attrs={"dir": "ltr", "class": "w-4"}),
    )
    formset_classes: ClassVar[dict[str, Any]] = {
        "fixed": _rows(FixedRow, FixedRows),
        "slabs": _rows(SlabsRow, SlabRows),
        "units": _rows(UnitsRow, UnitRows),
        "late": _rows(LateRow, LateRows),
        "exemptions": _rows(ExemptionRow, ExemptionRows),
    }
    KINDS: ClassVar = {
        "fixed": (fs.BASE, fs.PER_YEAR),
        "slabs": (fs.SLABS,),
        "units": (fs.PER_UNIT,),
        "late": (fs.LATE,),
    }

    def formset_options(self, name: str) -> dict[str, Any]:
        return {"form_kwargs": {"case": self.case}}

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        schedule = self.case.fees or {}
        if name == "exemptions":
            return [_initial(row) for row in schedule.get("exemptions") or []]
        rows = schedule.get("rows") or []
        return [_initial(row) for row in rows if row["kind"] in self.KINDS[name]]

    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).upper()
        if code not in list_currencies():
            raise ValidationError(_("“%(code)s” is no currency.") % {"code": code})
        return code

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        found = fee_checking.problem(self._fees(), self.case.questions)
        if found:
            self.add_error(None, found)
        return not found

    def values(self) -> dict[str, Any]:
        return {"currency": self.cleaned_data["currency"], "fees": self._fees()}

    def _fees(self) -> dict[str, Any]:
        taken = {row.get("key") for some in (self.case.fees or {}).values() for row in some}
        rows: dict[str, list[dict[str, Any]]] = {}
        for name, formset in self.formsets.items():
            kept = [form for form in formset.forms if _is_kept(formset, form)]
            rows[name] = [form.row(_new_key(name, taken)) for form in kept]
        charged = [row for name in self.KINDS for row in rows[name]]
        return {"rows": charged, "exemptions": rows["exemptions"]}


def _is_kept(formset: Any, form: Any) -> bool:
    return not formset._should_delete_form(form) and bool(form.has_changed() or form.initial)


def _new_key(name: str, taken: set[Any]) -> str:
    number = 1
    while f"{name}-{number}" in taken:
        number += 1
    taken.add(f"{name}-{number}")
    return f"{name}-{number}"


def _initial(row: dict[str, Any]) -> dict[str, Any]:
    """A stored row as its form begins with it."""
    words, unit, basis = (row.get(name) or {} for name in ("label", "unit", "basis"))
    when = [
        condition(name, value) for name, some in (row.get("when") or {}).items() for value in some
    ]
    return {
        "key": row["key"],
        "label_ar": words.get("ar"),
        "label_en": words.get("en"),
        "aims": list(row.get("aims") or (fs.USUAL_AIMS if "kind" in row else ())),
        "when": when,
        "amount": row.get("amount"),
        "per": row["kind"] if row.get("kind") in (fs.BASE, fs.PER_YEAR) else row.get("per"),
        "value": row.get("value"),
        "unit_ar": unit.get("ar"),
        "unit_en": unit.get("en"),
        "slabs": write_slabs(row.get("slabs") or []),
        "mode": row.get("mode"),
        "free": row.get("free"),
        "most": row.get("most"),
        "percent": row.get("percent"),
        "rows": row.get("rows") or [],
        "sizes": row.get("sizes") or [],
        "basis_ar": basis.get("ar"),
        "basis_en": basis.get("en"),
    }
