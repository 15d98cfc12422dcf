"""A filter of a list that a person keeps under a name of their own."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedFilter(models.Model):
    """What a person chose in a list. `query` is the part of the address after the `?`.

    It is read like any address: what has become of no meaning meanwhile is ignored.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters"
    )
    list_name = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=2000)
    # The list opens with it, unless its address says otherwise.
    is_opening = models.BooleanField(default=False)
    # Its person is told when something new fits it, where the list can tell (`ListPage.tells`).
    tells = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "list_name", "name"], name="saved_filter_name"
            ),
            models.UniqueConstraint(
                fields=["person", "list_name"],
                condition=Q(is_opening=True),
                name="one_opening_a_list",
            ),
        ]

    def __str__(self) -> str:
        return self.name
