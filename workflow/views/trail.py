"""The trail as auditors read it: by person, case, act and time; and one entry in full."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.lists import Column, Empty, ListPage, Moment, Select, Words
from accounts.models import Role, User
from accounts.standing import standing_of
from audit.models import Event, PrivatePart, leaf_private
from workflow.case import case_kinds
from workflow.history import verbs, words_for
from workflow.text import latin_digits
from workflow.views.kept import signed_in


def _by_person(query: QuerySet[Event], text: str) -> QuerySet[Event]:
    """Events by, or about, people whose name or address contains the text."""
    found = User.objects.filter(Q(name__icontains=text) | Q(email__icontains=text))
    ids = found.annotate(text=Cast("pk", CharField()))
    actors = ids.annotate(actor=Concat(Value("user:"), "text")).values("actor")
    return query.filter(
        Q(actor__in=actors) | Q(subject_kind="user", subject_id__in=ids.values("text"))
    )


def _of_case(query: QuerySet[Event], text: str) -> QuerySet[Event]:
    return query.filter(subject_label__iexact=latin_digits(text))


class Trail(ListPage):
    """The events in the auditor's agencies, newest first. It grows for ever: not counted to the
    end, nor act by act."""

    name = "trail"
    address = "trail"
    title = gettext_lazy("Trail")
    lead = gettext_lazy(
        "Everything that was done, newest first. Nothing here can be changed or removed."
    )
    private = True
    order = "-at"
    size = 50
    most = 10_000
    columns = (
        Column("at", gettext_lazy("Time"), sort="pk", sorts="date"),
        Column("act", gettext_lazy("Act")),
        Column("verb", gettext_lazy("Verb")),
        Column("subject", gettext_lazy("To what")),
        Column("person", gettext_lazy("Person")),
    )
    filters = (
        Words("person", gettext_lazy("Person"), _by_person),
        Words("case", gettext_lazy("Case number"), _of_case, search=False),
        Select("verb", gettext_lazy("Act"), verbs, "verb"),
        Moment("since", gettext_lazy("From"), "at__gte"),
        Moment("until", gettext_lazy("Before"), "at__lt"),
    )

    def admit(self) -> None:
        auditors_paths(self.user)

    def query(self) -> QuerySet[Event]:
        found: QuerySet[Event] = readable_by(self.user)
        return found

    def dressed(self, query: QuerySet[Event]) -> QuerySet[Event]:
        return query.defer("statement", "salt")

    def prepare(self, rows: list[Event]) -> None:
        self.people = Names(rows)

    def url_of(self, row: Event) -> str:
        return reverse("trail_entry", args=[row.pk])

    def cell_act(self, event: Event) -> str:
        """What was done, as people say it."""
        return words_for(event)

    def cell_subject(self, event: Event) -> str:
        """What it was done to."""
        return self.people.subject(event)

    def cell_person(self, event: Event) -> str:
        """Who did it."""
        person = self.people.actor(event)
        if person is not None:
            return person.name
        return _("By the system") if event.actor == "system" else _("Nobody signed in")

    def counted(self, count: int) -> str:
        return ngettext("%(count)s entry", "%(count)s entries", count) % {"count": f"{count:,}"}

    def empty(self) -> Empty:
        return Empty(_("Nothing was done in your agencies yet."), icon="scroll-text")


@signed_in
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one event in full: its statement, its private part if not erased, its commitment."""
    event = get_object_or_404(readable_by(request.user), pk=pk)
    part = PrivatePart.objects.filter(event=event).first()
    context = {
        **_row(event, Names([event])),
        "case_url": _case_url(event, request.user),
        "statement": bytes(event.statement).decode(),
        "salt": bytes(event.salt).hex(),
        "commitment": bytes(event.commitment).hex(),
        "private": part.data if part else None,
        "erased": part is None and leaf_private(bytes(event.statement)) is not None,
        "genuine": event.is_genuine(),
    }
    return render(request, "workflow/trail_entry.html", context)


def auditors_paths(user: Any) -> list[str]:
    """The agencies the person audits; PermissionDenied where there are none."""
    paths = standing_of(user).paths(Role.AUDITOR)
    if not paths:
        raise PermissionDenied
    return paths


def readable_by(user: Any) -> Any:
    """The events an auditor may read: those of their agencies; sign-ins only from the root."""
    paths = auditors_paths(user)
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(scope__startswith=path)
    if any(path.count("/") == 1 for path in paths):
        condition |= Q(scope="")
    for model in case_kinds().values():
        condition |= Q(scope__in=_disclosed(model, paths))
    return Event.objects.filter(condition)


def _disclosed(model: Any, paths: list[str]) -> Any:
    """The marks (`Case.trail_scope`) of cases that were secret and are none any more."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{model.agency_lookup}__path__startswith": path})
    mark = Concat(Value(f"~{model.kind}:"), Cast("pk", CharField()), output_field=CharField())
    return model.objects.disclosed().filter(condition).annotate(mark=mark).values("mark")


class Names:
    """The people that some events name, as actors or as what was acted upon: one query."""

    def __init__(self, events: list[Event]) -> None:
        about = {int(e.subject_id) for e in events if _is_person(e)}
        actors = {e.actor_id for e in events if e.actor_id is not None}
        self._people = {user.pk: user for user in User.objects.filter(pk__in=about | actors)}

    def actor(self, event: Event) -> User | None:
        """The person who acted."""
        return self._people.get(event.actor_id) if event.actor_id is not None else None

    def subject(self, event: Event) -> str:
        """What it was done to, as people call it."""
        if _is_person(event):
            person = self._people.get(int(event.subject_id))
            return person.name if person else ""
        return event.subject_label


def _is_person(event: Event) -> bool:
    return event.subject_kind == "user" and event.subject_id.isdecimal()


def _row(event: Event, names: Names) -> dict[str, Any]:
    return {
        "event": event,
        "person": names.actor(event),
        "subject": names.subject(event),
        "words": words_for(event),
    }


def _case_url(event: Event, user: Any) -> str:
    """Where the case of an event is read, if this auditor may open it."""
    model = case_kinds().get(event.subject_kind)
    if model is None or not event.subject_id.isdecimal():
        return ""
    case = model.objects.visible_to(user).filter(pk=event.subject_id).first()
    return case.get_absolute_url() if case is not None else ""
