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
        words["company.member_left"] = _("A person has left the company")
        words["company.member_invited"] = _("A person was invited")
        words["company.invitation_declined"] = _("An invitation was declined")
        words["company.invitation_taken_back"] = _("An invitation was taken back")
        words["company.ends_soon"] = _("The company was reminded that its registration ends")
        words["credential.ends_soon"] = _("The company was reminded that it ends")
