"""Pieces of a licence's page: what can be begun, who needs it, what was done to it."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from licensing import beginning, depending, holding, renewing
from licensing.checks_changes import FITTING
from licensing.models import Licence
from licensing.models.application_states import Aim
from licensing.models.changing import open_change
from licensing.models.licence_states import LicenceState
from licensing.views.changes import TITLES, permission
from workflow import wording

Rows = list[dict[str, Any]]


def beginnings(case: Licence, user: Any) -> Rows:
    """The changes that this person can begin now, each with the way to its page."""
    if not user.is_authenticated or open_change(case) is not None:
        return []
    version, today = beginning.rules_for(case), timezone.localdate()
    state = LicenceState.EXPIRED if case.is_over else case.state
    found = []
    for aim, states in FITTING.items():
        offered = aim in (*version.aims, Aim.SURRENDER) and state in states
        if aim == Aim.RENEW:
            offered = offered and renewing.can_renew(case, version, today)
        if offered and user.has_perm(permission(aim), case):
            found.append(_button(case, aim))
    return found


def _button(case: Licence, aim: str) -> dict[str, Any]:
    style = {Aim.RENEW: "primary", Aim.SURRENDER: "danger"}.get(Aim(aim), "secondary")
    return {
        "name": aim,
        "label": TITLES[aim],
        "style": style,
        "url": reverse("change_licence", args=[case.reference, aim]),
        "help": "",
    }


def measure_button(case: Licence, user: Any) -> Rows:
    """The way for officers to intend a measure."""
    if case.state not in Licence.HELD or case.is_over or not user.is_authenticated:
        return []
    if not user.has_perm("licensing.propose_measure", case) or case.measures.open().exists():
        return []
    url = reverse("new_measure", args=[case.reference])
    help_ = _("Suspension, revocation or further conditions, after the company was heard.")
    return [
        {
            "name": "measure",
            "label": _("Intend a measure"),
            "style": "danger",
            "url": url,
            "help": help_,
        }
    ]


def next_step(case: Licence, user: Any, side: str) -> dict[str, Any] | None:
    """What the holder has to know: a change under way, an end that is near, a way back."""
    if side == "public":
        return None
    change = open_change(case)
    if change is not None:
        text = _("%(aim)s %(number)s is under way. Only one change can be open at a time.")
        values = {"aim": change.get_aim_display(), "number": change.reference}
        return {"text": text % values, "due": change.due_on, "late": False, "paused": False}
    version, today = beginning.rules_for(case), timezone.localdate()
    if case.state not in (*Licence.HELD, LicenceState.EXPIRED):
        return None
    if not renewing.can_renew(case, version, today):
        return None
    if case.valid_until > today:
        text, due = _("It can be renewed now, before its last day."), case.period.last_day
    else:
        closes = renewing.closes_on(case, version)
        text = _("It is over. It can still be renewed, late, before %(day)s.")
        text, due = text % {"day": wording.date_both(closes)}, None
    return {"text": text, "due": due, "late": False, "paused": False}


def sections(case: Licence, user: Any, side: str) -> Rows:
    """What the page says besides what the licence itself says."""
    found = [
        {"title": _("Under way"), "rows": _under_way(case, side)},
        {"title": _("Depends on"), "rows": _grounds(case)},
        {"title": _("Needed by"), "rows": _dependents(case)},
        {"title": _("Measures"), "rows": _measures(case, side)},
    ]
    return [section for section in found if section["rows"]]


def _under_way(case: Licence, side: str) -> Rows:
    change = open_change(case) if side != "public" else None
    if change is None:
        return []
    return [
        {
            "label": change.get_aim_display(),
            "value": f"{change.reference} · {change.label_for(side)}",
            "url": change.get_absolute_url(),
            "link_text": _("Go on with it"),
        }
    ]


def _grounds(case: Licence) -> Rows:
    today = timezone.localdate()
    rows = []
    for kind, other in depending.grounds(case):
        holds = other is not None and holding.not_in_force(other) is None
        if other is None:
            value = _("Not held: this licence cannot be renewed or changed without it.")
        elif not holds:
            value = _("%(number)s, not in force.") % {"number": other.reference}
        else:
            text = _("%(number)s, valid through %(day)s")
            day = wording.date_both(other.period.last_day)
            value = text % {"number": other.reference, "day": day}
            if other.valid_until < case.valid_until and (other.valid_until - today).days <= 90:
                value += " · " + _("it ends before this one: renew it in time")
        link = other if other is not None else kind
        row = {"label": str(kind), "value": value}
        rows.append({**row, "url": link.get_absolute_url(), "link_text": _("See the licence")})
    return rows


def _dependents(case: Licence) -> Rows:
    return [
        {
            "label": other.type_version.name,
            "value": other.reference,
            "url": other.get_absolute_url(),
            "link_text": _("See the licence"),
        }
        for other in depending.dependents(case)
    ]


def _measures(case: Licence, side: str) -> Rows:
    """Those that were imposed, to everybody; those being heard about, to the parties."""
    measures = case.measures.order_by("pk")
    if side == "public":
        measures = measures.filter(state__in=["imposed", "overturned"])
    return [
        {
            "label": measure.get_outcome_display() or measure.get_intended_display(),
            "value": _measure_in_words(measure, side),
            **_link(measure, side),
        }
        for measure in measures
    ]


def _measure_in_words(measure: Any, side: str) -> str:
    state = str(measure.label_for(side))
    if measure.decided_at is None:
        return state
    return f"{state} · {wording.moment(measure.decided_at)}\n{measure.decision_reasons}"


def _link(measure: Any, side: str) -> dict[str, Any]:
    if side == "public":
        return {}
    return {"url": measure.get_absolute_url(), "link_text": _("See the hearing")}


def versions(case: Licence) -> dict[str, Any]:
    """What it said from when on: every version, with what it came from."""
    rows = []
    for version in case.versions.select_related("application", "measure").order_by("number"):
        said = version.facts
        holder = said.get("holder_ar") if _is_arabic() else said.get("holder_en")
        rows.append(
            [
                f"v{version.number}",
                wording.date_both(version.since),
                _origin(version),
                holder or said.get("holder_ar") or said.get("holder_en") or "",
                str(version.copy),
            ]
        )
    number = {"label": _("Copy"), "numeric": True}
    columns = [_("Version"), _("From"), _("On account of"), _("Holder"), number]
    return {"title": _("Versions"), "columns": columns, "rows": rows}


def _origin(version: Any) -> str:
    if version.application is not None:
        return str(version.application.get_aim_display())
    return _("A decision of the agency") if version.measure is not None else ""


def _is_arabic() -> bool:
    return bool(wording.locale().language == "ar")
