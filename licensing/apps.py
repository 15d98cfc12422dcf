"""Starts the room: its papers, its uploads and its words in the history become known."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LicensingConfig(AppConfig):
    name = "licensing"
    verbose_name = _("Licensing")

    def ready(self) -> None:
        # By name, because models can only be imported now that all apps are known.
        import_module("licensing.papers")
        import_module("licensing.papers_decisions")
        import_module("licensing.uses")
        import_module("licensing.rules_inspection")
        import_module("licensing.papers_inspection")
        import_module("licensing.start").start()
