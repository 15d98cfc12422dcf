"""Reminders that a licence ends: 90, 60, 30, 7 and 1 days ahead, to those who can renew it.

Computed from dates, a batch at a time: the row that says it was sent, the event and the notices
are stored together, so that a worker killed in the middle leaves whole batches, and whoever runs
it again sends the rest and nothing twice. After days in which nothing ran, only the nearest
distance is sent. Called by the task, which beat runs.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, Exists, OuterRef, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, override

from accounts.models.post import in_force
from audit import trail
from audit.models import Audience, Subject
from licensing.models import Application, Licence
from licensing.models.application_states import OFFICE, Aim
from licensing.models.licence_states import HELD
from licensing.people import APPLICANTS
from licensing.terms import last_day
from vendors.models import CompanyMember, Reminder
from vendors.reminding import nearest
from workflow import wording
from workflow.models import Notice
from workflow.notices import LANGUAGES, queue_after_commit

AHEAD = (90, 60, 30, 7, 1)
BATCH = 1000
KIND = Licence.kind
# A licence and its type carry much that nobody is told here.
READ = (
    "reference", "state", "valid_until", "company__name_ar", "company__name_en", "agency__path",
    "licence_type_id", "type_version__name_ar", "type_version__name_en",
)  # fmt: skip

NOTE = f"""
    INSERT INTO {Reminder._meta.db_table} (kind, case_id, until, days, at)
    SELECT %s, due.pk, due.until, due.days, now()
      FROM unnest(%s::bigint[], %s::date[], %s::smallint[]) AS due(pk, until, days)
        ON CONFLICT DO NOTHING
 RETURNING case_id
"""  # noqa: S608  (a table of ours)

SUBJECT = ngettext_lazy(
    "%(number)s: the licence ends in %(count)s day",
    "%(number)s: the licence ends in %(count)s days",
    "count",
)
BODY = _(
    "The licence “%(licence)s” of %(company)s is valid through %(last)s. Renew it on its page: if "
    "nothing has changed, that is a confirmation and a payment."
)
NEEDED = _("These licences need it: %(licences)s.")


def remind(now: datetime, batch: int = BATCH) -> int:
    """Send every reminder that is due and was not sent; return how many licences. By key."""
    today = timezone.localdate(now)
    due = Licence.objects.ending(today, max(AHEAD)).exclude(pk__in=_with_the_office())
    query = due.alias(step=_step(today)).exclude(_sent())
    query = query.select_related("company", "agency", "type_version").only(*READ).order_by("pk")
    sent, last = 0, 0
    while rows := list(query.filter(pk__gt=last)[:batch]):
        sent += _remind(rows, today, now)
        last = rows[-1].pk
    return sent


def _step(today: date) -> Case:
    """How many days ahead it is that is due now (`vendors.reminding.nearest`), in SQL."""
    steps = (When(valid_until__lte=today + timedelta(days=n), then=n) for n in sorted(AHEAD))
    return Case(*steps)


def _sent() -> Exists:
    """Whether what is due now was sent: such licences are not read again."""
    step = {"until": OuterRef("valid_until"), "days": OuterRef("step")}
    return Exists(Reminder.objects.filter(kind=KIND, case_id=OuterRef("pk"), **step))


def _with_the_office() -> Any:
    """Licences whose renewal the agency has: their holders can do nothing now."""
    waiting = Application.objects.filter(aim=Aim.RENEW, state__in=OFFICE)
    return waiting.values("licence_id")


@transaction.atomic
def _remind(licences: list[Any], today: date, now: datetime) -> int:
    """One batch: what is new of it is noted, told and written into the trail, or nothing is."""
    new = _noted(licences, today)
    if not new:
        return 0
    people = _people({licence.company_id for licence in new})
    needing = _needing(new)
    events = trail.store([_entry(licence, today, now) for licence in new])
    said = _texts(new, needing, today)
    notices = [
        Notice(to=person, event=event, at=event.at, url=f"/register/{licence.reference}/", **texts)
        for licence, event, texts in zip(new, events, said, strict=True)
        for person in people.get(licence.company_id, ())
    ]
    Notice.objects.bulk_create(notices, batch_size=BATCH)
    queue_after_commit([notice.pk for notice in notices])
    return len(new)


def _noted(licences: list[Any], today: date) -> list[Any]:
    """Note what is reminded of; return those of which it was not noted before.

    The row is unique: of two workers at once, the second waits for the first and finds it there.
    """
    columns = [
        [licence.pk for licence in licences],
        [licence.valid_until for licence in licences],
        [nearest(AHEAD, licence.valid_until, today) for licence in licences],
    ]
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [KIND, *columns])
        fresh = {pk for (pk,) in cursor.fetchall()}
    return [licence for licence in licences if licence.pk in fresh]


def _people(companies: set[int]) -> dict[int, list[Any]]:
    """Those who can renew, by company."""
    rows = CompanyMember.objects.filter(
        in_force(), company_id__in=companies, role__in=APPLICANTS, user__is_active=True
    ).select_related("user")
    found: dict[int, dict[int, Any]] = defaultdict(dict)
    for row in rows:
        found[row.company_id][row.user_id] = row.user
    return {company: list(people.values()) for company, people in found.items()}


def _needing(licences: Iterable[Any]) -> dict[int, list[str]]:
    """The numbers of the licences that need each of these, of the same holder."""
    licences = list(licences)
    by_type = {(one.company_id, one.licence_type_id): one.pk for one in licences}
    dependents = Licence.objects.filter(
        state__in=HELD,
        company_id__in={one.company_id for one in licences},
        type_version__depends_on__in={one.licence_type_id for one in licences},
    ).values_list("reference", "company_id", "type_version__depends_on")
    found: dict[int, list[str]] = defaultdict(list)
    for reference, company, needed in dependents.distinct():
        if (company, needed) in by_type:
            found[by_type[company, needed]].append(reference)
    return found


def _entry(licence: Any, today: date, now: datetime) -> trail.Entry:
    return trail.entry(
        f"{KIND}.reminded",
        Subject(KIND, licence.pk, licence.reference),
        by=None,
        at=now,
        company=licence.company_id,
        scope=licence.trail_scope,
        audience=Audience.PARTIES,
        public={
            "until": licence.valid_until.isoformat(),
            "days": nearest(AHEAD, licence.valid_until, today),
        },
    )


def _texts(licences: list[Any], needing: dict[int, list[str]], today: date) -> list[dict[str, str]]:
    """What is told of each licence, in both languages; what many share is worded once."""
    found: list[dict[str, str]] = [{} for _licence in licences]
    for language in LANGUAGES:
        with override(language):
            body = str(BODY)
            last = {
                day: wording.date_both(last_day(day)) for day in {x.valid_until for x in licences}
            }
            for licence, texts in zip(licences, found, strict=True):
                left = (licence.valid_until - today).days
                subject = SUBJECT % {"number": licence.reference, "count": left}
                texts[f"subject_{language}"] = " ".join(subject.split())[:300]
                texts[f"body_{language}"] = body % {
                    "licence": licence.type_version.name,
                    "company": licence.company.name,
                    "last": last[licence.valid_until],
                } + _needed(needing.get(licence.pk, []))
    return found


def _needed(numbers: list[str]) -> str:
    """The licences that need the one that ends, if any do."""
    if not numbers:
        return ""
    return "\n\n" + str(NEEDED) % {"licences": wording.listing(numbers)}
