"""What must hold before the import changes a licence that it brought."""

from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from audit.models import Event
from audit.trail import SYSTEM
from licensing.models.licence_states import HELD
from workflow.actions import Act
from workflow.blockers import Blocker

# What comes of itself and hinders no undoing.
BY_ITSELF = ("licence.imported", "licence.expired", "licence.ends_soon", "licence.holder_joined")


def acts_on(pks: list[Any]) -> Any:
    """The events that say that somebody did something with these licences: all but what comes
    of itself. A measure or an appeal is carried out by the system, and counts."""
    events = Event.objects.filter(subject_kind="licence", subject_id__in=[str(pk) for pk in pks])
    return events.exclude(actor=SYSTEM, verb__in=BY_ITSELF)


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
    """Nothing was done with the licence, and no hearing about it begun: asked under its lock."""
    if not acts_on([act.case.pk]).exists() and not act.case.measures.exists():
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
