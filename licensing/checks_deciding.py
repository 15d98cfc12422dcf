"""What must hold before the office's actions on an application: completeness, time, duties."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from documents.attach import attachments_of
from licensing import checks_changes, stages
from licensing.checks import company_is_registered, none_held_already
from licensing.checks_review import ran_out
from licensing.questions import in_words
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker

# What silence cannot stand in for: an approval by an officer would be refused as well.
GRANT = (company_is_registered, none_held_already, *checks_changes.ISSUE)


def silent_since(act: Act, case: Any) -> date | None:
    """The last day of the office, if it has passed and the type says that silence is consent."""
    if not case.version.tacit_approval or case.decided_by_id is not None:
        return None  # of what was decided once and is open again, silence decides nothing
    return ran_out(act, case)


def silence_has_not_decided(act: Act) -> Blocker | None:
    """Where silence is consent, nothing that comes too late undoes it.

    What cannot be granted (the company is not registered any more, the licence is suspended) is
    not granted by silence either: the officers go on, and may refuse it.
    """
    since = silent_since(act, act.case)
    if since is None or any(check(act) is not None for check in GRANT):
        return None
    text = _("The time ended on %(day)s. Silence is consent: the application is approved.")
    return Blocker(text % {"day": wording.date_both(since)})


def silence_is_consent(act: Act) -> Blocker | None:
    """The working days have run out by the clock's events, and the type says what that means."""
    if silent_since(act, act.case) is not None:
        return None
    return Blocker(_("There is still time for an answer."))


def completeness_lines(case: Any) -> list[tuple[str, str]]:
    """What the officer ticks: the stage's own lines, or that every document is as it should be."""
    stage = stages.screening(case.version)
    if stage is not None and stage.checklist:
        return [(line["key"], in_words(line.get("label"))) for line in stage.checklist]
    there = set(attachments_of(case).values_list("purpose", flat=True))
    answered = _("The questions are answered in full and in earnest")
    legible = _("%(document)s: legible, in force, and of this company")
    return [
        ("answers", answered),
        *(
            (f"d_{document.key}", legible % {"document": document.label})
            for document in case.version.document_list
            if document.key in there
        ),
    ]


def completeness_is_gone_through(act: Act) -> Blocker | None:
    """Every line is ticked; what does not hold is returned instead."""
    if act.preview:
        return None
    ticked = act.data.get("checked", [])
    missing = [label for key, label in completeness_lines(act.case) if key not in ticked]
    if not missing:
        return None
    text = _("Not ticked yet: %(lines)s. If something is missing, return it to the applicant.")
    return Blocker(text % {"lines": wording.listing(missing)}, field="checked")


def nobody_has_summed_up(act: Act) -> Blocker | None:
    """There is no recommendation as a whole yet."""
    if not act.case.recommendation:
        return None
    return Blocker(_("There is a recommendation as a whole already."), moot=True)


def stages_are_chosen(act: Act) -> Blocker | None:
    """Whoever sends it back says which reviews are to be repeated."""
    if act.preview or not act.case.is_staged or act.data.get("stages"):
        return None
    return Blocker(_("Choose the reviews that are to be repeated."), field="stages")


def holder_is_registered(act: Act) -> Blocker | None:
    """Whoever is granted a licence is registered; giving one up needs no registration."""
    return None if act.case.aim == "surrender" else company_is_registered(act)


def fee_is_still_owed(act: Act) -> Blocker | None:
    """Nobody is reminded of what was paid."""
    if act.case.invoices.filter(state="issued").exists():
        return None
    return Blocker(_("Nothing is owed."), moot=True)
