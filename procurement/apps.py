from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcurementConfig(AppConfig):
    name = "procurement"
    verbose_name = _("Procurement")

    def ready(self) -> None:
        """Make known what may be uploaded here; papers come with the models."""
        import_module("procurement.uses")
