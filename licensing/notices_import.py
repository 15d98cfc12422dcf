"""Whom the work on an import tells that it is done."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.standing import holders
from workflow.actions import Act
from workflow.notices import Tell


def _values(act: Act) -> dict[str, Any]:
    case = act.case
    names = ("fine", "warning", "error", "known", "imported", "taken_back")
    return {
        "number": case.reference,
        "file": case.file_name,
        "usable": f"{case.usable:,}",
        **{name: f"{case.count(name):,}" for name in names},
    }


def _to_bringer(act: Act, subject: Any, body: Any) -> Tell:
    to = [act.case.created_by] if act.case.created_by else []
    return Tell(to=to, subject=subject, body=body, values=_values(act))


def checked(act: Act) -> list[Tell]:
    """Whoever brought the file, what was found; and who can let it in, that it waits."""
    case = act.case
    told = [
        _to_bringer(
            act,
            _("%(number)s: the file is checked"),
            _(
                "“%(file)s”: rows that can be imported: %(usable)s; with a warning: %(warning)s; "
                "imported before: %(known)s; with an error: %(error)s."
            ),
        )
    ]
    if case.usable:
        approvers = [
            person
            for person in holders(Role.LICENSING_APPROVER, case.agency)
            if person.pk != case.created_by_id
        ]
        told.append(
            Tell(
                to=approvers,
                subject=_("%(number)s: an import of licences waits to be let in"),
                body=_("“%(file)s”: rows that can be imported: %(usable)s."),
                values=_values(act),
            )
        )
    return told


def imported(act: Act) -> list[Tell]:
    """Whoever brought the file: its licences are in the register."""
    return [
        _to_bringer(
            act,
            _("%(number)s: the licences are in the register"),
            _("“%(file)s”: imported: %(imported)s. What was left out stands in the report."),
        )
    ]


def undone(act: Act) -> list[Tell]:
    """Whoever brought the file: what was taken back, and what stays."""
    return [
        _to_bringer(
            act,
            _("%(number)s: the import was undone"),
            _("“%(file)s”: taken back: %(taken_back)s; still in the register: %(imported)s."),
        )
    ]
