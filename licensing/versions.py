"""The next version of a licence type: begun as a copy of the one in force.

Called by the pages of the catalogue's officers.
"""

from typing import Any
from uuid import UUID

from licensing.models.licence_type import LicenceType
from licensing.models.licence_type_version import LicenceTypeVersion
from workflow.gate import begin

# What a copy does not take over: its own life.
OWN = (
    "id",
    "reference",
    "state",
    "number",
    "created_at",
    "created_by",
    "due_on",
    "imported",
    "proposed_by",
)


def next_of(kind: LicenceType) -> LicenceTypeVersion:
    """An unsaved draft of the type's next version, filled like the newest there is."""
    like = _like(kind)
    if like is None:
        return LicenceTypeVersion(licence_type=kind, number=1)
    fields = [f for f in like._meta.concrete_fields if f.name not in OWN]
    copied = {f.attname: getattr(like, f.attname) for f in fields}
    last = kind.versions.order_by("-number").values_list("number", flat=True)[0]
    return LicenceTypeVersion(number=last + 1, **copied)


def _like(kind: LicenceType) -> LicenceTypeVersion | None:
    """What the next version is like: the newest that was not given up, else the newest."""
    kept = kind.versions.exclude(state=LicenceTypeVersion.State.DISCARDED)
    return kept.order_by("-number").first() or kind.versions.order_by("-number").first()


def before(version: LicenceTypeVersion) -> LicenceTypeVersion | None:
    """The newest version before this one that was ever in force."""
    states = [LicenceTypeVersion.State.ACTIVE, LicenceTypeVersion.State.RETIRED]
    earlier = version.licence_type.versions.filter(number__lt=version.number, state__in=states)
    found: LicenceTypeVersion | None = earlier.order_by("-number").first()
    return found


def in_preparation(kind: LicenceType) -> LicenceTypeVersion | None:
    """The type's version that is being prepared, if there is one."""
    states = [LicenceTypeVersion.State.DRAFT, LicenceTypeVersion.State.PROPOSED]
    found: LicenceTypeVersion | None = kind.versions.filter(state__in=states).first()
    return found


def begin_next(kind: LicenceType, *, by: Any, once: UUID | None = None) -> LicenceTypeVersion:
    """Begin the type's next version. Raises what the gate raises (NotAllowed, Refused, …)."""
    before = _like(kind)
    version = begin(next_of(kind), by=by, who="licensing.prepare_licence_type", once=once)
    if before is not None:
        version.depends_on.set(before.depends_on.all())
        version.activities.set(before.activities.all())
    return version
