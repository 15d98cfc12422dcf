from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = _("Work")

    def ready(self) -> None:
        from accounts import ports  # these need the models to be there
        from workflow import desk

        ports.desk = desk.for_accounts()
