"""What must hold before the import changes a licence that it brought."""

from django.apps import apps
from django.utils.translation import gettext as _

from audit.models import Event
from audit.trail import SYSTEM
from licensing.models.licence_states import HELD
from workflow.actions import Act
from workflow.blockers import Blocker


def is_imported(act: Act) -> Blocker | None:
    """The licence came by an import."""
    if act.case.imported:
        return None
    return Blocker(_("This licence was granted here."), moot=True)


def nothing_is_open(act: Act) -> Blocker | None:
    """No application is about the licence."""
    if not apps.get_model("licensing", "Application").objects.filter(licence=act.case).exists():
        return None
    return Blocker(_("There is an application about this licence."))


def nobody_has_acted(act: Act) -> Blocker | None:
    """No person has acted on the licence: asked again under its lock."""
    acts = Event.objects.filter(subject_kind=act.case.kind, subject_id=str(act.case.pk))
    if not acts.exclude(actor=SYSTEM).exists():
        return None
    return Blocker(_("Somebody has acted on this licence since."))


def same_holder(act: Act) -> Blocker | None:
    """The two companies have one registration number, verified by the registry, and the
    registered one does not hold such a licence already, where only one may be held.
    """
    if act.preview:
        return None
    licence, to = act.case, act.data["to"]
    own = licence.company
    same = own.registration_number and own.registration_number == to.registration_number
    if not (own.imported and same and to.is_registered and not to.imported):
        return Blocker(_("The registry does not know the two companies as one."))
    held = type(licence).objects.filter(
        company=to, licence_type=licence.licence_type_id, state__in=HELD, is_exclusive=True
    )
    if licence.state in HELD and licence.is_exclusive and held.exists():
        return Blocker(_("The holder has such a licence already, and may hold only one."))
    return None
