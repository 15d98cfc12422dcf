"""The page on which an officer tries a version of a licence type."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View

from licensing import fees, questions, trials
from licensing.models import LicenceTypeVersion
from licensing.questions_shape import shape_problems
from licensing.views.catalogue import answer_in_words, fee_in_words
from workflow.filling import Filling
from workflow.gate import may
from workflow.views.access import visible_case
from workflow.views.kept import signed_in

TRIED_BY = ("propose", "activate")


def may_try(user: Any, version: LicenceTypeVersion) -> bool:
    """Those who prepare it and those who put it into force, before it is over."""
    over = (version.State.RETIRED, version.State.DISCARDED)
    return version.state not in over and any(may(user, version, name) for name in TRIED_BY)


@method_decorator(signed_in, name="dispatch")
class TrialPage(View):
    """The applicant's form first; then what would come of what was filled in."""

    @classmethod
    def drafts_at(cls, **kwargs: Any) -> str:
        """The form is kept as an applicant's is."""
        return "server"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        version = self._version(request, reference)
        trial = trials.of(version, request.user)
        if trial is not None:
            return self._played(request, version, trial)
        if any(True for _problem in shape_problems(version.questions)):
            return redirect(version)
        filling = self._filling(request, version)
        return self._form(request, version, filling, filling.shown())

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        version = self._version(request, reference)
        trial = trials.of(version, request.user)
        if trial is not None:
            return self._go_on(request, trial)
        filling = self._filling(request, version)
        answer = filling.answer(
            lambda form, status: self._form(request, version, filling, form, status)
        )
        if answer is not None:
            return answer
        form = filling.final()
        if not form.is_valid():
            filling.keep(form)
            return self._form(request, version, filling, form, 422)
        with transaction.atomic():
            trials.keep(version, request.user, form.values())
            filling.end()
        return redirect(request.path)

    def _version(self, request: HttpRequest, reference: str) -> LicenceTypeVersion:
        version: LicenceTypeVersion = visible_case(
            request, LicenceTypeVersion, reference, "licence_type__agency"
        )
        if not may_try(request.user, version):
            raise PermissionDenied
        return version

    def _filling(self, request: HttpRequest, version: LicenceTypeVersion) -> Filling:
        def make(data: Any = None, files: Any = None) -> Any:
            case = trials.application(version)
            return trials.TrialForm(data, files, case=case, by=request.user)

        return Filling(request, make)

    def _go_on(self, request: HttpRequest, trial: Any) -> HttpResponse:
        doing, _colon, stage = request.POST.get("do", "").partition(":")
        if doing == "again":
            trial.delete()
        else:
            trials.play(trial, stage, doing)
        return redirect(request.path)

    def _context(self, version: LicenceTypeVersion) -> dict[str, Any]:
        rows = [
            (_("Licence types"), reverse("licence_types")),
            (version.title, version.get_absolute_url()),
            (_("Try it"), ""),
        ]
        return {"case": version, "crumbs": [{"label": a, "url": b} for a, b in rows]}

    def _form(
        self, request: HttpRequest, version: Any, filling: Filling, form: Any, status: int = 200
    ) -> HttpResponse:
        context = {
            **self._context(version),
            "form": form,
            **filling.context(form),
            "once": request.POST.get("once") or str(uuid.uuid4()),
            "submit": _("Pretend to submit"),
            "cancel_url": version.get_absolute_url(),
        }
        return render(request, "licensing/types/try.html", context, status=status)

    def _played(self, request: HttpRequest, version: Any, trial: Any) -> HttpResponse:
        problems = trials.problems(trial)
        is_granted = trials.is_granted(trial)
        case = trials.application(version, trial)
        context = {
            **self._context(version),
            "problems": problems,
            "answers": _answers(trial),
            "fee": fee_in_words(version),
            "fee_table": _owed(case),
            "time": answer_in_words(version),
            "course": [] if problems else trials.course(trial),
            "is_refused": trials.is_refused(trial),
            "is_granted": is_granted,
            "specimen": trials.specimen(trial) if is_granted else [],
            "company": case.company,
        }
        return render(request, "licensing/types/tried.html", context)


def _owed(case: Any) -> dict[str, Any] | None:
    """What the applicant would owe with these answers, line by line; None without a fee."""
    owed = fees.of_application(case)
    if not owed.lines:
        return None
    return {**fees.computation(owed.stored(), owed.total, owed.currency), "title": _("Fee")}


def _answers(trial: Any) -> list[dict[str, Any]]:
    version = trial.version
    rows = questions.rows(version.questions, trial.answers)
    labels = {d.key: d.label for d in version.document_list}
    rows += [{"label": labels.get(k, k), "value": name} for k, name in trial.documents.items()]
    return [row for row in rows if row["value"]]
