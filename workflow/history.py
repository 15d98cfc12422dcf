"""The history of a case as one person may see it, and the sentences for what happened."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit.models import Audience, Event
from workflow.actions import actions_of
from workflow.case import Case, case_kinds

WORDS: dict[str, Any] = {
    "begun": gettext_lazy("Begun"),
    "imported": gettext_lazy("Imported from earlier records"),
    "user.signed_in": gettext_lazy("Signed in"),
    "user.signed_out": gettext_lazy("Signed out"),
    "user.sign_in_failed": gettext_lazy("Sign-in failed"),
    "user.password_changed": gettext_lazy("Password changed"),
    "user.factor_added": gettext_lazy("Second factor added"),
    "user.factor_removed": gettext_lazy("Second factor removed"),
    "user.factor_failed": gettext_lazy("Wrong second factor"),
    "user.factors_reset": gettext_lazy("Second factor reset by an administrator"),
    "user.key_made": gettext_lazy("Personal key made"),
    "user.key_replaced": gettext_lazy("Personal key replaced by a new one"),
    "user.key_recovered": gettext_lazy("Personal key recovered"),
    "user.key_checked": gettext_lazy("Personal key checked"),
    "user.invited": gettext_lazy("Invited"),
    "user.sign_in_closed": gettext_lazy("Sign-in closed"),
    "user.sign_in_opened": gettext_lazy("Sign-in opened again"),
    "role.granted": gettext_lazy("Role given"),
    "role.ended": gettext_lazy("Role ended"),
    "role.lent": gettext_lazy("Role lent"),
    "role.taken_back": gettext_lazy("Lent role taken back"),
    "agency.added": gettext_lazy("Agency added"),
    "agency.edited": gettext_lazy("Agency's details changed"),
    "holiday.kept": gettext_lazy("Public holiday amended"),
    "holiday.dropped": gettext_lazy("Amendment of a public holiday removed"),
    "event.private_part_erased": gettext_lazy("Personal data erased"),
}

SIDES = {
    "agency": [Audience.PUBLIC, Audience.PARTIES, Audience.AGENCY],
    "company": [Audience.PUBLIC, Audience.PARTIES],
    "public": [Audience.PUBLIC],
}


def verbs() -> list[tuple[str, str]]:
    """Every verb that the trail may hold, in the reader's words."""
    found = {verb: str(words) for verb, words in WORDS.items() if "." in verb}
    for kind, model in case_kinds().items():
        name = str(model._meta.verbose_name)
        found[f"{kind}.begun"] = f"{name}: {WORDS['begun']}"
        for declared in actions_of(model).values():
            found[f"{kind}.{declared.verb}"] = f"{name}: {declared.done}"
    return sorted(found.items(), key=lambda entry: entry[1])


def history_of(case: Case, user: Any) -> list[dict[str, Any]]:
    """Return the entries that this person may see, newest first: when, who, text, detail.

    Names of officers are shown to their own side; the other side reads the office's name.
    """
    side = case.side_of(user)
    events = list(
        Event.objects.filter(
            subject_kind=case.kind, subject_id=str(case.pk), audience__in=SIDES[side]
        ).order_by("-pk")[:200]
    )
    people = people_of(events)
    return [_entry(case, event, people, side) for event in events]


def people_of(events: Iterable[Event]) -> dict[int, User]:
    """Return the people who acted in these events, by id: one query."""
    ids = {event.actor_id for event in events if event.actor_id is not None}
    return {user.pk: user for user in User.objects.filter(pk__in=ids)}


def words_for(event: Event) -> str:
    """Return the sentence for what happened, in the reader's language."""
    kind, _sep, verb = event.verb.partition(".")
    model = case_kinds().get(kind)
    if model is not None:
        for declared in actions_of(model).values():
            if declared.verb == verb:
                return str(declared.done)
    return str(WORDS.get(event.verb) or WORDS.get(verb) or event.verb)


def _entry(case: Case, event: Event, people: dict[int, User], side: str) -> dict[str, Any]:
    when: datetime = event.at
    return {
        "when": when,
        "who": _who(case, event, people, side),
        "text": words_for(event),
        "detail": str(event.public.get("note", "")),
        "event": event,
    }


def _who(case: Case, event: Event, people: dict[int, User], side: str) -> str:
    if event.actor_id is None:
        if event.verb.endswith((".imported", ".import_updated")):
            return ""  # brought in by an operator's command: neither the clock nor a person here
        return str(_("By the system")) if event.actor == "system" else ""
    person = people.get(event.actor_id)
    name = person.name if person else _("Somebody")
    if side == "agency":
        return name
    if event.on_agency:
        return str(case.case_agency)
    return name if side == "company" else ""
