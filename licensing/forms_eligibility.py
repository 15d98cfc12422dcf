"""The form in which officers say whom a licence type is for, and when the finder offers it."""

from typing import Any, ClassVar

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.inputs import SearchedChoices
from licensing.models import LicenceType
from licensing.places import Place
from vendors import categories, countries
from vendors.fields import categories_field
from vendors.models import Category, Scheme
from vendors.sizes import Size
from workflow.forms import ActionForm, section

LONGEST = 2000


def _boxes(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        help_text=help_text,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _lines(label: Any, help_text: Any, language: str = "") -> forms.CharField:
    attrs: dict[str, Any] = {"rows": 4}
    if language:
        attrs |= {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs=attrs),
    )


class EligibilityForm(ActionForm):
    """Activities, who may apply, and what the finder asks."""

    fieldsets: ClassVar = [
        section("activities", _("Activities"), ["activities"]),
        section(
            "who",
            _("Who may apply"),
            ["sizes", "cities", "categories", "nationalities", "depends_on"],
            hint=_("What is left empty asks for nothing. It is checked when somebody applies."),
        ),
        section(
            "finder",
            _("When the finder offers it"),
            ["places", "finder_sizes", "goods_ar", "goods_en"],
        ),
    ]

    activities = SearchedChoices(
        Category.objects.filter(scheme=Scheme.ISIC),
        usual=Category.objects.none,
        find=categories.find_activities,
        source=reverse_lazy("activities_found"),
        label=_("Activities (ISIC Rev. 4)"),
        help_text=_("What the licence permits. None: it is for every activity."),
        required=False,
    )
    sizes = _boxes(_("Sizes of company"), Size.choices)
    cities = _lines(
        _("Cities"), _("One on each line, as companies write them; in both languages if need be.")
    )
    categories = categories_field(label=_("Registered for"), required=False)
    nationalities = forms.MultipleChoiceField(
        label=_("An owner's nationality"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    depends_on = forms.ModelMultipleChoiceField(
        LicenceType.objects.none(),
        label=_("Licences that must be held"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    places = _boxes(_("Where the business works"), Place.choices, _("None: wherever it works."))
    finder_sizes = _boxes(_("Its size"), Size.choices, _("None: whatever its size."))
    goods_ar = _lines(
        _("Words for what it sells, in Arabic"),
        _("As people would type them, with spaces or lines between."),
        "ar",
    )
    goods_en = _lines(
        _("Words for what it sells, in English"),
        _("As people would type them, with spaces or lines between."),
        "en",
    )

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        other: Any = self.fields["depends_on"]
        others = LicenceType.objects.offered().exclude(pk=case.licence_type_id)
        other.queryset = others.prefetch_related("versions")
        nations: Any = self.fields["nationalities"]
        nations.choices = countries.choices()
        self.initial = {**self._stored(case), **(kwargs.get("initial") or {})}

    @staticmethod
    def _stored(case: Any) -> dict[str, Any]:
        wanted, facts = case.may_apply or {}, case.finder or {}
        goods = facts.get("goods") or {}
        codes = wanted.get("categories") or []
        return {
            "activities": [one.pk for one in case.activities.all()],
            "sizes": wanted.get("sizes") or [],
            "cities": "\n".join(wanted.get("cities") or []),
            "categories": [one.pk for one in Category.objects.filter(code__in=codes)],
            "nationalities": wanted.get("nationalities") or [],
            "depends_on": [kind.pk for kind in case.depends_on.all()],
            "places": facts.get("places") or [],
            "finder_sizes": facts.get("sizes") or [],
            "goods_ar": " ".join(goods.get("ar") or []),
            "goods_en": " ".join(goods.get("en") or []),
        }

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        cities = [" ".join(line.split()) for line in given["cities"].splitlines()]
        return {
            "activities": list(given["activities"]),
            "depends_on": list(given["depends_on"]),
            "may_apply": {
                "sizes": given["sizes"],
                "cities": [city for city in cities if city],
                "categories": [one.code for one in given["categories"]],
                "nationalities": given["nationalities"],
            },
            "finder": {
                "places": given["places"],
                "sizes": given["finder_sizes"],
                "goods": {"ar": given["goods_ar"].split(), "en": given["goods_en"].split()},
            },
        }
