from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VendorsConfig(AppConfig):
    name = "vendors"
    verbose_name = _("Companies")

    def ready(self) -> None:
        """Make known what this room issues, and what its events that are no actions say."""
        import_module("vendors.papers")
        words = import_module("workflow.history").WORDS
        words["company.member_added"] = _("A person acts for the company now")
        words["company.member_ended"] = _("A person's role in the company has ended")
