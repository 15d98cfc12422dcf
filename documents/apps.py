"""Starts the room: uploads survive lost sessions, and the history has words for our acts."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = _("Documents and papers")

    def ready(self) -> None:
        # By name, because models can only be imported now that all apps are known.
        import_module("documents.start").start()
