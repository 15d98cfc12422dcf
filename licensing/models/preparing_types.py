"""What is done with a version of a licence type: prepared in parts, proposed, put into force.

Each `edit_…` is a part of the catalogue's page of a draft (licensing/readiness.py says what is
missing in it); another room of the house adds a part by adding such an action.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from audit.models import Audience
from licensing import checks_types as checks
from licensing.models.version_states import State
from workflow.actions import Act, action
from workflow.gate import perform

PART: dict[str, Any] = {
    "source": State.DRAFT,
    "who": "licensing.prepare_licence_type",
    "role": Role.LICENSING_OFFICER,
    "waits": False,
    "audience": Audience.AGENCY,
}


class Preparing(models.Model):
    """The officers' actions. Mixed into LicenceTypeVersion."""

    # Of the version itself.
    questions: Any
    licence_type: Any
    trials: Any

    class Meta:
        abstract = True

    @action(
        _("About"),
        done=_("Names and words changed"),
        verb="about_edited",
        form="licensing.forms_types.AboutForm",
        help=_("Names, who may apply, legal basis and conditions, in both languages."),
        **PART,
    )
    def edit_about(self, act: Act) -> None:
        """Change what people read of it."""
        act.apply()

    @action(
        _("Form"),
        done=_("Form changed"),
        verb="form_edited",
        help=_("The questions that applicants answer."),
        shown=False,
        **PART,
    )
    def edit_form(self, act: Act) -> None:
        """Change the questions; the change is made to what stands there at this moment."""
        self.questions = act.data["change"](self.questions)

    @action(
        _("Form as JSON Schema"),
        done=_("Form changed"),
        verb="form_edited",
        form="licensing.forms_types.SchemaForm",
        help=_("For experts: the whole form as one text."),
        **PART,
    )
    def paste_form(self, act: Act) -> None:
        """Put a whole schema in the place of the questions."""
        self.questions = act.data["schema"]

    @action(
        _("Documents"),
        done=_("Documents changed"),
        verb="documents_edited",
        form="licensing.forms_types.DocumentsForm",
        help=_("What applicants send with it, and what may come from the company's file."),
        **PART,
    )
    def edit_documents(self, act: Act) -> None:
        """Change the checklist of documents."""
        self.documents = act.data["documents"]

    @action(
        _("Stages"),
        done=_("Stages changed"),
        verb="stages_edited",
        form="licensing.forms_stages.StagesForm",
        help=_("Who checks what, in which order and within how many working days."),
        **PART,
    )
    def edit_stages(self, act: Act) -> None:
        """Change the process."""
        self.stages = act.data["stages"]

    @action(
        _("Validity and renewal"),
        done=_("Validity and renewal changed"),
        verb="rules_edited",
        form="licensing.forms_types.RulesForm",
        help=_("Terms, renewal, time limits, and what else can be applied for."),
        **PART,
    )
    def edit_rules(self, act: Act) -> None:
        """Change how long it holds and how it goes on."""
        act.apply()

    @action(
        _("Propose"),
        source=State.DRAFT,
        target=State.PROPOSED,
        verb="proposed",
        done=_("Proposed for activation"),
        who="licensing.prepare_licence_type",
        role=Role.LICENSING_OFFICER,
        audience=Audience.AGENCY,
        needs=checks.READY,
        style="primary",
        help=_("Somebody else reads it and puts it into force."),
    )
    def propose(self, act: Act) -> None:
        """Hand it to the approver."""
        self.proposed_by = act.by

    @action(
        _("Send back"),
        source=State.PROPOSED,
        target=State.DRAFT,
        verb="sent_back",
        done=_("Sent back for changes"),
        who="licensing.activate_licence_type",
        role=Role.LICENSING_APPROVER,
        form="licensing.forms.SendBackForm",
        audience=Audience.AGENCY,
        waits=False,
    )
    def send_back(self, act: Act) -> None:
        """Ask for changes."""
        act.private["remarks"] = act.data["remarks"]

    @action(
        _("Put into force"),
        source=State.PROPOSED,
        target=State.ACTIVE,
        verb="activated",
        done=_("Put into force"),
        who="licensing.activate_licence_type",
        role=Role.LICENSING_APPROVER,
        locks=("licence_type",),
        needs=checks.READY,
        form="licensing.forms_types.ActivateForm",
        audience=Audience.PUBLIC,
        style="primary",
        help=_("New applications begin under it; those under way keep theirs."),
    )
    def activate(self, act: Act) -> None:
        """Put it into force in the place of the version before."""
        previous = self.licence_type.versions.filter(state=State.ACTIVE).first()
        self.trials.all().delete()
        if previous is not None:
            act.public["under_way"] = previous.under_way().count()
            perform(previous, "replace", by=None)

    @action(
        _("Replace by the next version"),
        source=State.ACTIVE,
        target=State.RETIRED,
        verb="replaced",
        done=_("Replaced by the next version"),
        audience=Audience.PUBLIC,
    )
    def replace(self, act: Act) -> None:
        """The next version takes its place."""

    @action(
        _("Retire"),
        source=State.ACTIVE,
        target=State.RETIRED,
        verb="retired",
        done=_("Retired"),
        who="licensing.activate_licence_type",
        role=Role.LICENSING_APPROVER,
        waits=False,
        audience=Audience.PUBLIC,
        style="danger",
        help=_("Nobody can apply for it any more. What is under way goes on."),
    )
    def retire(self, act: Act) -> None:
        """Offer it no longer."""

    @action(
        _("Discard"),
        source=(State.DRAFT, State.PROPOSED),
        target=State.DISCARDED,
        verb="discarded",
        done=_("Discarded"),
        who="licensing.prepare_licence_type",
        role=Role.LICENSING_OFFICER,
        waits=False,
        audience=Audience.AGENCY,
        style="danger",
    )
    def discard(self, act: Act) -> None:
        """Give it up: it was never in force."""
