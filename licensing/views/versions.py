"""A version of a licence type, to the officers of its agency: what it says, what is missing in it,
what it alters, and the ways to change it while it is a draft.
"""

from typing import Any

from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from licensing import differences, eligibility, fees, process_plan, questions, readiness, versions
from licensing.checks_types import part_url
from licensing.models import LicenceTypeVersion
from licensing.models.application_states import Aim
from licensing.views.catalogue import answer_in_words, fee_in_words, term_in_words
from licensing.views.trial import may_try
from workflow import wording
from workflow.gate import may
from workflow.templatetags.mizan import bidi_lines
from workflow.views.kept import signed_in
from workflow.views.page import CasePage

State = LicenceTypeVersion.State


@method_decorator(signed_in, name="dispatch")
class VersionPage(CasePage):
    """One version, to those who prepare it, put it into force or work under it."""

    model = LicenceTypeVersion
    related = ("licence_type__agency",)
    template_name = "licensing/types/version.html"

    def context(self, request: Any, case: Any) -> dict[str, Any]:
        context = super().context(request, case)
        # The parts of a draft are a list of their own, with what is missing in each.
        parts = {"paste_form", *(declared.name for declared in case.parts)}
        context["actions"] = [a for a in context["actions"] if a["name"] not in parts]
        context["actions"] += self._besides(case, request.user)
        is_open = case.state == State.DRAFT and may(request.user, case, "propose")
        context["tasks"] = tasks(case) if is_open else []
        return context

    def _besides(self, case: LicenceTypeVersion, user: Any) -> list[dict[str, Any]]:
        """The trial, and the way to the next version."""
        found = []
        if may_try(user, case):
            url = reverse("licence_type_trial", args=[case.reference])
            found.append(
                {
                    "name": "try",
                    "label": _("Try it"),
                    "style": "secondary",
                    "url": url,
                    "help": _("Fill it in and play its stages. Nothing of it is real."),
                }
            )
        if case.state == State.ACTIVE:
            url = reverse("licence_type", args=[case.licence_type.slug])
            found.append(
                {
                    "name": "public",
                    "label": _("As applicants see it"),
                    "style": "secondary",
                    "url": url,
                }
            )
        is_last = case.state in (State.ACTIVE, State.RETIRED)
        if is_last and may(user, case, "propose") and not self._has_next(case):
            url = reverse("next_licence_type_version", args=[case.reference])
            found.append(
                {"name": "next", "label": _("Next version"), "style": "secondary", "url": url}
            )
        return found

    def _has_next(self, case: LicenceTypeVersion) -> bool:
        return versions.in_preparation(case.licence_type) is not None

    def next_step(self, case: Any, user: Any, side: str) -> dict[str, Any] | None:
        words = {
            State.DRAFT: _("Fill in its parts, try it, and propose it."),
            State.PROPOSED: _("Somebody else reads it and puts it into force, or sends it back."),
            State.ACTIVE: _("New applications begin under it."),
        }
        text = words.get(case.state)
        return {"text": text, "due": None, "late": False, "paused": False} if text else None

    def panels(self, case: Any, user: Any, side: str) -> list[tuple[str, dict[str, Any]]]:
        found: list[tuple[str, dict[str, Any]]] = []
        if case.stages:
            plan = process_plan.turns(case.stages, case.agency)
            in_all = process_plan.days_in_words(process_plan.days_in_all(case.stages))
            found.append(("licensing/types/plan.html", {"turns": plan, "in_all": in_all}))
        url = reverse("version_fees", args=[case.reference])
        found.append(("licensing/fee_panel.html", {"url": url, "fees": fees.table(case)}))
        return found

    def facts(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        rows = [
            {"label": _("Licence"), "value": case.name},
            {"label": _("What it is for"), "value": case.description},
            {"label": _("Agency"), "value": case.agency.name},
            {"label": _("Who may apply"), "value": case.eligibility},
            {"label": _("Legal basis"), "value": case.legal_basis},
            {"label": _("Activity code (ISIC Rev. 4)"), "value": case.isic_codes},
            {"label": _("Conditions"), "value": "\n".join(case.condition_list)},
            {"label": _("Documents"), "value": "\n".join(d.label for d in case.document_list)},
            {"label": _("Questions"), "value": "\n".join(_titles(case.questions))},
        ]
        allowed = [{"label": "", "value": line} for line in eligibility.in_words(case)]
        sections = [
            {"title": _("The licence type"), "rows": [row for row in rows if row["value"]]},
            *([{"title": _("Who may apply"), "rows": allowed}] if allowed else []),
            {"title": _("Rules"), "rows": _rules(case)},
        ]
        under_way = _under_way(case)
        if under_way:
            sections.insert(0, {"title": _("Applications under way"), "rows": under_way})
        return sections

    def tables(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        found = fees.table(case)
        return [*([found] if found else []), *self._alterations(case)]

    def _alterations(self, case: Any) -> list[dict[str, Any]]:
        is_over = case.state in (State.ACTIVE, State.RETIRED)
        before = versions.before(case) if is_over else case.replaces or versions.before(case)
        if before is None or before.pk == case.pk:
            return []
        rows = [
            [
                differences.part_in_words(row.part),
                row.label,
                bidi_lines(row.before),
                bidi_lines(row.after),
            ]
            for row in differences.differences(before, case)
        ]
        title = _("What it alters, compared with version %(number)s")
        return [
            {
                "title": title % {"number": before.number},
                "columns": [_("Part"), _("What"), _("Before"), _("After")],
                "rows": rows,
                "empty": _("Nothing: both say the same."),
            }
        ]

    def crumbs(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        return [
            {"label": _("Licence types"), "url": reverse("licence_types")},
            {"label": case.reference},
        ]


def tasks(case: LicenceTypeVersion) -> list[dict[str, Any]]:
    """The parts of a draft, each with its state and what is still missing."""
    found = []
    for declared in case.parts:
        missing = readiness.missing(case, declared.name)
        found.append(
            {
                "title": declared.label,
                "help": declared.help,
                "url": part_url(case, declared.name),
                "label": _("To be put right") if missing else _("In order"),
                "tone": "warn" if missing else "ok",
                "missing": missing,
            }
        )
    return found


def _titles(schema: questions.Schema) -> list[str]:
    return [questions.label(schema, name) for name in questions.names(schema)]


def _rules(case: LicenceTypeVersion) -> list[dict[str, Any]]:
    aims = [str(aim.label) for aim in Aim if aim.value in case.aims]
    others = [str(kind) for kind in case.depends_on.prefetch_related("versions")]
    late = _days(case.late_renewal_days) if case.late_renewal_days else _("Not possible")
    return [
        row
        for row in (
            {"label": _("Fee"), "value": fee_in_words(case)},
            {"label": _("Time to an answer"), "value": answer_in_words(case)},
            {"label": _("Silence is consent"), "value": _yes_no(case.tacit_approval)},
            {"label": _("Days to answer"), "value": _days(case.answer_days)},
            {"label": _("Days to appeal"), "value": _days(case.appeal_days)},
            {"label": _("Valid for"), "value": term_in_words(case.term_months)},
            {"label": _("A term ends"), "value": case.get_term_ends_display()},
            {"label": _("Changes that can be applied for"), "value": "\n".join(aims)},
            {"label": _("Renewal opens before the end"), "value": _days(case.renewal_opens_days)},
            {"label": _("Late renewal after the end"), "value": late},
            {"label": _("Licences that must be held with it"), "value": "\n".join(others)},
        )
        if row["value"]
    ]


def _yes_no(value: bool) -> str:
    return _("Yes") if value else _("No")


def _days(count: int) -> str:
    return wording.days(count)


def _under_way(case: LicenceTypeVersion) -> list[dict[str, Any]]:
    """How many applications are under way: under this version, or under the one it replaces."""
    pinned = case if case.state in (State.ACTIVE, State.RETIRED) else case.replaces
    if pinned is None:
        return []
    count = pinned.under_way().count()
    if not count:
        return []
    words = ngettext("%(count)s application", "%(count)s applications", count)
    text = words % {"count": count}
    label = _("Under version %(number)s") % {"number": pinned.number}
    rows = [{"label": label, "value": text}]
    if pinned.pk != case.pk:
        rows.append({"label": _("What becomes of them"), "value": _("They stay under it.")})
    return rows
