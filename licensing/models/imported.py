"""What may happen to a licence because it was imported: it goes over to its holder once they have
registered, and it is taken back when its import is undone.

A licence is not deleted. Its number has stood in the public register, people may have noted it,
and the trail tells of it: whoever asks for it reads that it was entered by mistake.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import Audience
from licensing import checks_imported
from workflow.actions import Act, action

ANNULLED = "annulled"
STANDING = ("active", "suspended", "expired", "revoked", "surrendered")


class ImportedLicence(models.Model):
    """The abstract half of `Licence` that imports need."""

    class Meta:
        abstract = True

    @action(
        _("Take back"),
        source=STANDING,
        target=ANNULLED,
        verb="taken_back",
        done=_("Taken back: entered by mistake"),
        needs=[
            checks_imported.is_imported,
            checks_imported.nothing_is_open,
            checks_imported.nobody_has_acted,
        ],
        audience=Audience.PUBLIC,
        shown=False,
    )
    def take_back(self: Any, act: Act) -> None:
        """Its import is undone."""
        act.public["import"] = act.data["batch"]

    @action(
        _("Give to the registered holder"),
        source=STANDING,
        verb="holder_joined",
        done=_("Its holder has registered"),
        needs=[checks_imported.is_imported, checks_imported.same_holder],
        locks=("company",),
        audience=Audience.PUBLIC,
        shown=False,
    )
    def join_holder(self: Any, act: Act) -> None:
        """The company entered for it by the import has registered: it becomes the holder."""
        act.public |= {"from": self.company.reference, "to": act.data["to"].reference}
        self.company = act.data["to"]
