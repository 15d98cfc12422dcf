"""The life of an agency in the tree: added below another, its names and contacts edited.

Called by the administration pages and by the command that appoints a first administrator.
Raises PermissionDenied and `duties.Unable`.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import duties
from accounts.duties import Unable
from accounts.models import Agency, User
from audit.models import Audience, Subject
from audit.trail import record

EDITABLE = ("name_ar", "name_en", "email", "phone", "address")


@transaction.atomic
def add(parent: Agency | None, code: str, *, by: User | None, **fields: Any) -> Agency:
    """Add an agency below `parent`. The same one again is returned as it is.

    Only the operator (`by` None) plants a root.
    """
    if by is not None and parent is not None:
        duties.must_administer(by, parent)
    elif by is not None:
        raise Unable(_("An agency is added below another one."))
    known = Agency.objects.filter(code=code).first()
    if known is None:
        try:
            with transaction.atomic():
                return _plant(parent, code, by, fields)
        except IntegrityError:  # added in another tab at this very moment
            known = Agency.objects.get(code=code)
    same = known.parent_id == (parent.pk if parent else None)
    if not same or any(getattr(known, name) != value for name, value in fields.items()):
        raise Unable(_("Another agency has this code already."), field="code")
    return known


def _plant(parent: Agency | None, code: str, by: User | None, fields: dict[str, Any]) -> Agency:
    agency = Agency.objects.plant(code=code, parent=parent, **fields)
    record(
        "agency.added",
        Subject("agency", agency.pk, agency.code),
        by=by,
        agency=parent.pk if parent else agency.pk,
        scope=agency.path,
        audience=Audience.PUBLIC,
        public={"code": code, "path": agency.path, "name_ar": agency.name_ar}
        | {"name_en": agency.name_en},
    )
    return agency


@transaction.atomic
def edit(agency: Agency, *, by: User, **fields: Any) -> list[str]:
    """Change names and contacts; return which of them changed."""
    agency = Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    duties.must_administer(by, agency)
    before = {name: getattr(agency, name) for name in EDITABLE if name in fields}
    changed = [name for name in before if before[name] != fields[name]]
    if not changed:
        return []
    for name in changed:
        setattr(agency, name, fields[name])
    agency.save(update_fields=changed)
    record(
        "agency.edited",
        Subject("agency", agency.pk, agency.code),
        by=by,
        agency=agency.pk,
        scope=agency.path,
        audience=Audience.PUBLIC,
        public={"changes": {name: [before[name], fields[name]] for name in changed}},
    )
    return changed
