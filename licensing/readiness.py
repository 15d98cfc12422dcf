"""What is missing in a draft of a licence type before it can be proposed, part by part.

The parts are the `edit_…` actions of the version; each has a function here that yields sentences
for officers. `licensing.checks_types` makes blockers of them.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing import company_file, fee_checking, process_plan, questions
from workflow import wording

# Texts of a version: those that must be there, and those that are in both languages or in none.
NEEDED = {"name": gettext_lazy("Name"), "description": gettext_lazy("What it is for")}
PAIRED = {
    "eligibility": gettext_lazy("Who may apply"),
    "legal_basis": gettext_lazy("Legal basis"),
    "conditions": gettext_lazy("Conditions"),
}
LANGUAGES = (("ar", gettext_lazy("Arabic")), ("en", gettext_lazy("English")))


def missing(version: Any, part: str) -> list[str]:
    """What is still missing or wrong in one part (the name of its action)."""
    tell = PARTS.get(part)
    return list(tell(version)) if tell else []


def _about(version: Any) -> Iterator[str]:
    for name, label in {**NEEDED, **PAIRED}.items():
        said = {code: bool(getattr(version, f"{name}_{code}", "")) for code, _w in LANGUAGES}
        wanted = name in NEEDED or any(said.values())
        for code, language in LANGUAGES:
            if wanted and not said[code]:
                yield _("“%(what)s” is missing in %(language)s.") % {
                    "what": label, "language": language,
                }  # fmt: skip
    if len(_lines(version.conditions_ar)) != len(_lines(version.conditions_en)):
        yield _("The conditions are not as many in Arabic as in English.")


def _lines(text: str | None) -> list[str]:
    return [line for line in (text or "").splitlines() if line.strip()]


def _form(version: Any) -> Iterator[str]:
    yield from questions.shape_problems(version.questions)


def _documents(version: Any) -> Iterator[str]:
    problem = questions.list_problem(version.documents)
    if problem:
        yield problem
        return
    keys = [row["key"] for row in version.documents]
    if len(keys) != len(set(keys)):
        yield _("Two documents have the same key.")
    for document in questions.documents(version.documents):
        if not company_file.knows(document.reuse):
            yield _("“%(document)s” is mapped to something that no company's file has.") % {
                "document": document.label
            }
    lost = [
        document.label
        for document in questions.documents(version.documents)
        if not questions.is_known(version.questions, document.when)
    ]
    if lost:
        yield _("These documents wait for an answer that no question has: %(documents)s.") % {
            "documents": wording.listing(lost)
        }


def _stages(version: Any) -> Iterator[str]:
    yield from process_plan.problems(version)


def _rules(version: Any) -> Iterator[str]:
    if not version.is_instant and version.review_days < 1:
        yield _("Say within how many working days a decision is promised.")
    if version.is_instant and version.tacit_approval:
        yield _("What is granted at once cannot be approved by silence.")
    if version.term_months < 1:
        yield _("Say for how many months it is valid.")
    unknown = set(version.aims) - {str(aim) for aim in version.Aim}
    if unknown:
        yield _("Some changes that can be applied for are not known.")
    if version.pk and version.depends_on.filter(pk=version.licence_type_id).exists():
        yield _("A licence cannot depend on itself.")


def _fees(version: Any) -> Iterator[str]:
    problem = fee_checking.problem(version.fees or {}, version.questions)
    if problem:
        yield problem


PARTS: dict[str, Callable[[Any], Iterator[str]]] = {
    "edit_about": _about,
    "edit_form": _form,
    "edit_documents": _documents,
    "edit_fees": _fees,
    "edit_stages": _stages,
    "edit_rules": _rules,
}
