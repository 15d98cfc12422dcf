"""The technical administration shows people, agencies and posts; it changes none of them.

People and roles are changed on the site's own pages (accounts/views), where every change has
its rule and its entry in the trail. Signing in goes through the site's sign-in, so that the
second factor is asked here too.
"""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Agency, Delegation, Membership, User

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Looks, and changes nothing."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ("email", "name", "language", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    exclude = ("password", "user_permissions", "groups")


@admin.register(Agency)
class AgencyAdmin(ReadOnlyAdmin):
    list_display = ("path", "name_ar", "name_en", "is_active")
    search_fields = ("code", "name_ar", "name_en")


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("user", "role", "agency", "since", "until")
    list_filter = ("role",)
    list_select_related = ("user", "agency")


@admin.register(Delegation)
class DelegationAdmin(ReadOnlyAdmin):
    list_display = ("membership", "to", "since", "until", "revoked_at")
    list_select_related = ("membership__user", "membership__agency", "to")
