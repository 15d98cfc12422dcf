"""When a licence can be renewed, what counts as unchanged and as late, and who decides.

Asked by the checks, by the pages, by the fee (`days_late`) and by what follows a submission.
"""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from documents.attach import attachments_of
from licensing import questions
from licensing.models.application_states import Aim
from workflow.models import Passage
from workflow.working import local

# After an appeal that was upheld when the term was over, at least so many days.
AFTER_APPEAL = 30
# Applications that say what the licence is about; a duplicate or a surrender says nothing new.
OF_SUBSTANCE = (Aim.NEW, Aim.RENEW, Aim.AMEND, Aim.TRANSFER)
# What no officer has to decide: the holder alone can say it.
OF_THE_HOLDER = (Aim.REPLACE, Aim.SURRENDER)


def opens_on(licence: Any, version: Any) -> date:
    """The first day on which it can be renewed."""
    day: date = licence.valid_until - timedelta(days=version.renewal_opens_days)
    return day


def closes_on(licence: Any, version: Any) -> date:
    """The first day on which it can no longer be renewed, only applied for anew."""
    late: int = version.late_renewal_days
    if licence.late_from is not None:
        day: date = licence.late_from + timedelta(days=max(late, AFTER_APPEAL))
        return day
    end: date = licence.valid_until + timedelta(days=late)
    return end


def can_renew(licence: Any, version: Any, day: date) -> bool:
    """Whether `day` lies in the window for renewing."""
    return opens_on(licence, version) <= day < closes_on(licence, version)


def handed_in_on(application: Any) -> date:
    """The day on which it was first sent, or today, where the agency is.

    One that came back for corrections was sent when it was sent first.
    """
    zone = ZoneInfo(application.agency.zone)
    first = Passage.objects.filter(
        kind=application.kind, case_id=application.pk, state="submitted"
    ).order_by("since")
    sent = first.values_list("since", flat=True).first()
    return local(sent or timezone.now(), zone)


def days_late(application: Any) -> int:
    """How many days after the last valid day a renewal was handed in; 0 where it was in time.

    Nobody is late whose licence was given back after its end by an appeal.
    """
    licence = application.licence
    if application.aim != Aim.RENEW or licence is None or licence.late_from is not None:
        return 0
    return max(0, (handed_in_on(application) - licence.valid_until).days + 1)


def ground(licence: Any) -> Any:
    """The application on which what the licence says rests; None where it was imported."""
    version = (
        licence.versions.filter(application__aim__in=OF_SUBSTANCE)
        .select_related("application")
        .order_by("-number")
        .first()
    )
    return version.application if version is not None else None


def known_answers(licence: Any, schema: dict[str, Any]) -> dict[str, Any]:
    """What is known of the licence of what these questions ask."""
    base = ground(licence)
    if base is not None:
        known = base.answers
    else:
        newest = licence.versions.order_by("-number").first()
        known = newest.facts.get("answers", {}) if newest is not None else {}
    return {name: known[name] for name in questions.names(schema) if known.get(name) is not None}


def is_unchanged(application: Any) -> bool:
    """Whether it asks for the same as the licence rests on: the same answers, the same files."""
    licence = application.licence
    if licence is None:
        return False
    schema = application.version.questions
    given = {k: v for k, v in application.answers.items() if v is not None}
    if given != known_answers(licence, schema):
        return False
    base = ground(licence)
    return base is None or _files(application) == _files(base)


def _files(application: Any) -> set[tuple[str, int]]:
    return set(attachments_of(application).values_list("purpose", "file_id"))


def was_breached(licence: Any) -> bool:
    """Whether a measure was imposed, or is being heard about, in the present term."""
    term = licence.terms.order_by("-number").first()
    since = term.since if term is not None else licence.valid_from
    return bool(licence.measures.since(since).exists())


def is_reviewed(version: Any) -> bool:
    """Whether the licence type wants renewals looked at: a stage that names them."""
    return any(Aim.RENEW in row.get("aims", ()) for row in version.stages)


def goes_by_rule(application: Any) -> bool:
    """Whether no officer decides about it: its checks at submission are the decision.

    A renewal in which nothing has changed is one, unless the licence type wants renewals
    reviewed or the licence was under a measure in its present term.
    """
    version = application.version
    if application.aim in OF_THE_HOLDER or version.is_instant:
        return True
    if application.aim != Aim.RENEW:
        return False
    return (
        not is_reviewed(version)
        and not was_breached(application.licence)
        and is_unchanged(application)
    )
