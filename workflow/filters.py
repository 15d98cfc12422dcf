"""How auditors narrow the trail."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import Event


class TrailFilter(django_filters.FilterSet):
    """By person (name or address), case number, verb and time."""

    person = django_filters.CharFilter(label=_("Person"), method="by_person")
    case = django_filters.CharFilter(
        label=_("Case number"), field_name="subject_label", lookup_expr="iexact"
    )
    verb = django_filters.CharFilter(label=_("Act"), lookup_expr="startswith")
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
        """Events of people whose name or address contains the text."""
        found = User.objects.filter(Q(name__icontains=value) | Q(email__icontains=value))
        return query.filter(actor__in=[f"user:{pk}" for pk in found.values_list("pk", flat=True)])
