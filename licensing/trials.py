"""Trying a version of a licence type before it is in force: the real form, checks, fees and stages,
played by one officer with a company that does not exist.

What comes of it is a note (`licensing.models.Trial`) that only this page reads. No application,
no invoice and no licence is made, so nothing has to be kept out of lists, figures or the register.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.bilingual import both
from licensing import checks_documents, process_plan, questions
from licensing.forms_application import ApplicationForm
from licensing.models import Application, LicenceTypeVersion, Trial
from licensing.process_plan import DECISION, REVIEW
from vendors.models import Company
from workflow import wording
from workflow.gate import calendar

PASSED, REFUSED = "passed", "refused"
PRETEND = "pretend"
MISSING_FILE = "—"


@dataclass(frozen=True)
class Pretended:
    """A document that is only said to be there."""

    key: str
    label: str
    until: date | None = None
    file: Any = None


def company() -> Company:
    """A company that does not exist: never saved."""
    return Company(
        name_ar="شركة تجريبية غير حقيقية",
        name_en="Pretend Company (not real)",
        registration_number="000000",
        tax_number="0000000",
        address="1 Example Street",
        city="Amman",
        contact_name="Nobody",
        email="nobody@example.org",
        phone="+962 6 000 0000",
        employees=10,
    )


def application(version: LicenceTypeVersion, trial: Trial | None = None) -> Application:
    """An application that is never saved, with what was filled in."""
    case = Application.under(version, company())
    if trial is not None:
        case.answers, case.document_facts = trial.answers, trial.document_facts
    return case


class TrialForm(ApplicationForm):
    """The applicant's form. A document may be pretended; an upload is looked at and not kept."""

    def offers(self) -> dict[str, list[Any]]:
        return {d.key: [Pretended(PRETEND, _("Pretend that it is given"))] for d in self.asked}

    def given(self) -> dict[str, Any]:
        return {}

    def values(self) -> dict[str, Any]:
        """The answers, and of each document whether it is there."""
        found = super().values()
        wanted = [d for d in self.asked if d.key in found["documents"]]
        names = {}
        for document in wanted:
            file = found["documents"][document.key]
            if self.chosen(document) is not None:
                names[document.key] = _("A pretend document")
            elif file is not None:
                names[document.key] = str(file.given_name or MISSING_FILE)
        return {**found, "documents": names}


def keep(version: LicenceTypeVersion, person: Any, values: dict[str, Any]) -> Trial:
    """Begin the officer's trial anew with what was filled in."""
    Trial.objects.filter(version=version, person=person).delete()
    return Trial.objects.create(version=version, person=person, **values)


def of(version: LicenceTypeVersion, person: Any) -> Any:
    """The officer's trial of this version, or None."""
    return Trial.objects.filter(version=version, person=person).first()


# --- what would come of it --------------------------------------------------------------


def problems(trial: Trial) -> list[str]:
    """What would stand in the way of sending it: the applicants' own checks."""
    version = trial.version
    schema, answers = version.questions, trial.answers
    found = []
    missing = questions.unanswered(schema, answers)
    if missing:
        found.append(
            _("Still to be answered: %(questions)s.") % {"questions": wording.listing(missing)}
        )
    wrong = questions.unacceptable(schema, answers)
    if wrong:
        text = _("These answers cannot be accepted: %(questions)s.")
        found.append(text % {"questions": wording.listing(wrong)})
    asked = questions.asked_documents(version.documents, schema, answers)
    lacking = [d.label for d in asked if d.required and d.key not in trial.documents]
    if lacking:
        text = _("Documents still missing: %(documents)s.")
        found.append(text % {"documents": wording.listing(lacking)})
    there = set(trial.documents)
    facts = trial.document_facts
    return found + checks_documents.document_problems(version, answers, facts, there, today(trial))


def today(trial: Trial) -> date:
    """The day on which it was begun, where the agency is."""
    return timezone.localtime(trial.begun_at, ZoneInfo(trial.version.agency.zone)).date()


def stages(version: LicenceTypeVersion) -> list[dict[str, Any]]:
    """The stages that are played: the version's own, or the usual review and decision."""
    if version.is_instant:
        return []
    if version.stages:
        return process_plan.ordered(version.stages)
    titles = [(REVIEW, "review", _("Review")), (DECISION, "decision", _("Decision"))]
    return [
        {
            "key": key, "kind": kind, "title": {"ar": title, "en": title}, "agency": "",
            "days": version.review_days if kind == REVIEW else 0, "group": group,
        }
        for group, (kind, key, title) in enumerate(titles, 1)
    ]  # fmt: skip


@dataclass(frozen=True)
class Played:
    """One turn of the process: its words, by when, and what came of each of its stages."""

    number: int
    text: str
    due: date
    stages: list[dict[str, Any]]
    is_next: bool


def course(trial: Trial) -> list[Played]:
    """The turns with their last days, counted in working days from the day of the trial."""
    outcomes = {row["stage"]: row["outcome"] for row in trial.played}
    refused = REFUSED in outcomes.values()
    found = []
    day, days = today(trial), calendar()
    reached = False
    for turn in process_plan.turns(stages(trial.version), trial.version.agency):
        day = days.add(day, turn.days)
        rows = [
            {
                "key": row["key"],
                "title": questions.in_words(row.get("title")),
                "outcome": outcomes.get(row["key"], ""),
            }
            for row in turn.stages
        ]
        is_open = any(not row["outcome"] for row in rows)
        is_next = is_open and not reached and not refused
        reached = reached or is_open
        found.append(Played(turn.number, turn.text, day, rows, is_next))
    return found


def play(trial: Trial, stage: str, outcome: str) -> None:
    """Note what came of a stage whose turn it is; anything else is ignored."""
    turn = next((turn for turn in course(trial) if turn.is_next), None)
    waiting = {row["key"] for row in turn.stages if not row["outcome"]} if turn else set()
    if stage in waiting and outcome in (PASSED, REFUSED):
        trial.played = [*trial.played, {"stage": stage, "outcome": outcome}]
        trial.save(update_fields=["played"])


def is_refused(trial: Trial) -> bool:
    """Whether some stage was not passed."""
    return any(row["outcome"] == REFUSED for row in trial.played)


def is_granted(trial: Trial) -> bool:
    """Whether it could be sent, and every stage was passed."""
    done = {row["stage"] for row in trial.played if row["outcome"] == PASSED}
    return not problems(trial) and {row["key"] for row in stages(trial.version)} <= done


def specimen(trial: Trial) -> list[dict[str, str]]:
    """What the licence would say, line by line in both languages."""
    version: Any = trial.version
    holder: Any = company()
    period = version.first_term(today(trial))
    schema = version.questions
    lines = [
        (_("Licence"), (version.name_ar, version.name_en)),
        (_("Holder"), (holder.name_ar, holder.name_en)),
        (_("Valid from"), both(lambda: wording.date_both(period.since))),
        (_("Valid through"), both(lambda: wording.date_both(period.last_day))),
    ]
    idle = questions.skipped(schema, trial.answers)
    for name in questions.names(schema):
        if schema["properties"][name].get("x-public") and name not in idle:
            value = both(_answer(schema, name, trial.answers.get(name)))
            lines.append((questions.label(schema, name), value))
    lines.append((_("Conditions"), (version.conditions_ar, version.conditions_en)))
    return [
        {"label": str(label), "ar": ar or "", "en": en or ""}
        for label, (ar, en) in lines
        if ar or en
    ]


def _answer(schema: Any, name: str, value: Any) -> Any:
    return lambda: questions.shown(schema, name, value)
