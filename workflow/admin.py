"""The technical administration of the desk: public holidays are amended here, notices read.

An amended holiday is written in the trail and every running clock is computed anew. Cases are
not registered: nothing but the gate changes one.
"""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin import ReadOnlyAdmin
from audit.models import Audience, Subject
from audit.trail import record
from workflow.models import Holiday, Notice
from workflow.queue import after_commit


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin[Holiday]):
    list_display = ("day", "name", "is_working")
    date_hierarchy = "day"

    def save_model(self, request: HttpRequest, obj: Holiday, form: Any, change: bool) -> None:
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            _note("holiday.kept", obj, request)

    def delete_model(self, request: HttpRequest, obj: Holiday) -> None:
        with transaction.atomic():
            _note("holiday.dropped", obj, request)
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Holiday]) -> None:
        with transaction.atomic():
            for holiday in queryset:
                _note("holiday.dropped", holiday, request)
            super().delete_queryset(request, queryset)


def _note(verb: str, holiday: Holiday, request: HttpRequest) -> None:
    record(
        verb,
        Subject("holiday", holiday.pk, holiday.day.isoformat()),
        by=request.user,
        audience=Audience.PUBLIC,
        public={"day": holiday.day.isoformat(), "works": holiday.is_working},
    )
    after_commit("workflow.tasks.recompute_clocks")


class SendingFilter(admin.SimpleListFilter):
    """Notices by how their mail went."""

    title = _("mail")
    parameter_name = "mail"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("stuck", _("begun and never finished")), ("failed", _("refused so far"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        if self.value() == "stuck":
            return queryset.filter(claimed_at__isnull=False, sent_at__isnull=True)
        if self.value() == "failed":
            return queryset.exclude(problem="").filter(sent_at__isnull=True)
        return queryset


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ("at", "to", "subject_en", "attempts", "sent_at", "problem")
    list_filter = (SendingFilter,)
    list_select_related = ("to",)
