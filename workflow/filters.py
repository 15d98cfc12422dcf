"""How auditors narrow the trail."""

import django_filters
from django import forms
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import Event
from workflow.actions import actions_of
from workflow.case import case_kinds
from workflow.history import WORDS


def verbs() -> list[tuple[str, str]]:
    """Every verb that the trail may hold, in the reader's words."""
    found = {verb: str(words) for verb, words in WORDS.items() if "." in verb}
    for kind, model in case_kinds().items():
        name = str(model._meta.verbose_name)
        found[f"{kind}.begun"] = f"{name}: {WORDS['begun']}"
        for declared in actions_of(model).values():
            found[f"{kind}.{declared.verb}"] = f"{name}: {declared.done}"
    return sorted(found.items(), key=lambda entry: entry[1])


class TrailFilter(django_filters.FilterSet):
    """By person (name or address), case number, verb and time."""

    person = django_filters.CharFilter(label=_("Person"), method="by_person")
    case = django_filters.CharFilter(
        label=_("Case number"), field_name="subject_label", lookup_expr="iexact"
    )
    verb = django_filters.ChoiceFilter(label=_("Act"), choices=verbs, empty_label=_("All"))
    since = django_filters.DateTimeFilter(
        label=_("From"),
        field_name="at",
        lookup_expr="gte",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    until = django_filters.DateTimeFilter(
        label=_("Before"),
        field_name="at",
        lookup_expr="lt",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    class Meta:
        model = Event
        fields: list[str] = []

    def by_person(self, query: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """Events by, or about, people whose name or address contains the text."""
        found = User.objects.filter(Q(name__icontains=value) | Q(email__icontains=value))
        ids = found.annotate(text=Cast("pk", CharField()))
        actors = ids.annotate(actor=Concat(Value("user:"), "text")).values("actor")
        about = Q(subject_kind="user", subject_id__in=ids.values("text"))
        return query.filter(Q(actor__in=actors) | about)
