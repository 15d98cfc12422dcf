"""The states of an import of licences, and what is said of its rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Being checked")
    CHECKED = "checked", _("Checked, nothing imported yet")
    IMPORTING = "importing", _("Being imported")
    IMPORTED = "imported", pgettext_lazy("licences", "Imported")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Discarded")


class Verdict(models.TextChoices):
    FINE = "fine", _("Fine")
    WARNING = "warning", _("Fine, with a warning")
    KNOWN = "known", _("Imported before")
    ERROR = "error", _("Cannot be imported")


class RowState(models.TextChoices):
    WAITING = "waiting", _("Not imported yet")
    LEFT_OUT = "left_out", _("Left out")
    IMPORTED = "imported", pgettext_lazy("licence", "Imported")
    TAKEN_BACK = "taken_back", _("Taken back")
