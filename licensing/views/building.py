"""The form builder: the outline of a form with its questions, each on a page, and a live preview.

Every change goes through the gate as the action `edit_form` of the version, and so into its
history. All of it works without scripts; with htmx the outline and the preview are drawn anew
in their place.
"""

import uuid
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View

from licensing import building, questions
from licensing.forms_building import QuestionForm, SectionForm
from licensing.models import LicenceTypeVersion
from licensing.preview import preview
from licensing.questions_words import KINDS
from licensing.rows_building import KIND_WORDS
from workflow.blockers import AlreadyDone, NotAllowed, Refused
from workflow.filling import Filling
from workflow.gate import may, perform
from workflow.views.access import visible_case
from workflow.views.act import onto_fields, token
from workflow.views.kept import signed_in

ACTION = "edit_form"
LANGUAGES = ("ar", "en")
DOINGS: dict[str, Any] = {
    "section-up": lambda name: building.move_section(name, building.UP),
    "section-down": lambda name: building.move_section(name, building.DOWN),
    "section-drop": building.drop_section,
    "question-up": lambda name: building.move_question(name, building.UP),
    "question-down": lambda name: building.move_question(name, building.DOWN),
    "question-copy": building.copy_question,
    "question-drop": building.drop_question,
}


def _draft(request: HttpRequest, reference: str) -> LicenceTypeVersion:
    """The version whose form is built, to those who may prepare it, while it is a draft."""
    version: LicenceTypeVersion = visible_case(
        request, LicenceTypeVersion, reference, "licence_type__agency"
    )
    if not may(request.user, version, ACTION):
        raise PermissionDenied
    return version


def _crumbs(version: LicenceTypeVersion, *more: tuple[str, str]) -> list[dict[str, str]]:
    rows = [
        (_("Licence types"), reverse("licence_types")),
        (version.title, version.get_absolute_url()),
        *more,
    ]
    return [{"label": label, "url": url} for label, url in rows]


def builder_url(version: LicenceTypeVersion) -> str:
    """The outline of a version's form."""
    return reverse("licence_type_form", args=[version.reference])


@method_decorator(signed_in, name="dispatch")
class BuilderPage(View):
    """The outline: sections and questions with what can be done to each, and the preview."""

    @classmethod
    def drafts_at(cls, **kwargs: Any) -> str:
        """Its buttons type nothing that could be lost."""
        return "none"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        version = _draft(request, reference)
        if version.state != version.State.DRAFT:
            return redirect(version)
        return self._show(request, version)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        version = _draft(request, reference)
        doing, _colon, name = request.POST.get("do", "").partition(":")
        if doing not in DOINGS:
            raise Http404(_("There is no such page."))
        try:
            perform(
                version, ACTION, by=request.user, once=token(request), change=DOINGS[doing](name)
            )
        except AlreadyDone:
            pass
        except building.CannotBuild as refused:
            messages.warning(request, str(refused))
        except NotAllowed as error:
            raise PermissionDenied from error
        except Refused as refused:
            messages.warning(request, str(refused.blockers[0].text))
        return redirect(builder_url(version) + _shown(request))

    def _show(self, request: HttpRequest, version: LicenceTypeVersion) -> HttpResponse:
        schema = building.tidied(version.questions)
        language = request.GET.get("show", "")
        if language not in LANGUAGES:
            language = (translation.get_language() or "en")[:2]
        context = {
            "case": version,
            "parts": [_part(version, schema, row) for row in schema["x-sections"]],
            "kinds": [(kind, KIND_WORDS[kind]) for kind in KINDS],
            "problems": list(questions.shape_problems(schema)),
            "preview": preview(version, language, request.user),
            "language": language,
            "languages": [("ar", "العربية"), ("en", "English")],
            "once": str(uuid.uuid4()),
            "crumbs": _crumbs(version, (_("Form"), "")),
        }
        return render(request, "licensing/building/builder.html", context)


def _shown(request: HttpRequest) -> str:
    language = request.GET.get("show", "")
    return f"?show={language}" if language in LANGUAGES else ""


def _part(version: LicenceTypeVersion, schema: Any, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": row["name"],
        "title": questions.in_words(row.get("title")) or row["name"],
        "url": reverse("licence_type_section", args=[version.reference, row["name"]]),
        "when": condition_in_words(schema, row.get("when") or {}),
        "rows": [_question(version, schema, name) for name in row["questions"]],
    }


def _question(version: LicenceTypeVersion, schema: Any, name: str) -> dict[str, Any]:
    asked = schema["properties"][name]
    return {
        "name": name,
        "title": questions.label(schema, name),
        "kind": KIND_WORDS[questions.kind_of(asked)],
        "is_required": questions.is_required(schema, name),
        "is_public": bool(asked.get("x-public")),
        "when": condition_in_words(schema, asked.get("x-when") or {}),
        "url": reverse("licence_type_question", args=[version.reference, name]),
    }


def condition_in_words(schema: Any, when: questions.Condition) -> str:
    """A condition as a clause: only after “What food?”: Chilled or Fresh."""
    parts = [
        _("“%(question)s”: %(answers)s") % {
            "question": questions.label(schema, name) if name in schema["properties"] else name,
            "answers": questions.either_answer(schema, name, wanted),
        }
        for name, wanted in when.items()
    ]  # fmt: skip
    return _("Only after %(conditions)s") % {"conditions": "; ".join(parts)} if parts else ""


class _PartPage(View, ABC):
    """A page on which one piece of the form is filled in, with its draft."""

    title: ClassVar[Any] = ""

    @classmethod
    def drafts_at(cls, **kwargs: Any) -> str:
        """Its form is kept while it is not sent."""
        return "server"

    @abstractmethod
    def make(self, version: Any, request: HttpRequest, data: Any, files: Any, **at: str) -> Any:
        """The form of the piece. Raises CannotBuild where it is not there any more."""

    def get(self, request: HttpRequest, reference: str, **at: str) -> HttpResponse:
        version, filling = self._start(request, reference, at)
        return self._page(request, version, filling, filling.shown())

    def post(self, request: HttpRequest, reference: str, **at: str) -> HttpResponse:
        version, filling = self._start(request, reference, at)
        answer = filling.answer(
            lambda form, status: self._page(request, version, filling, form, status)
        )
        if answer is not None:
            return answer
        form = filling.final()
        if not form.is_valid():
            return self._refuse(request, version, filling, form)
        try:
            with transaction.atomic():
                once = token(request)
                perform(version, ACTION, by=request.user, once=once, change=form.change())
                filling.end()
        except AlreadyDone:
            pass
        except NotAllowed as error:
            raise PermissionDenied from error
        except building.CannotBuild as refused:
            form.add_error(None, str(refused))
            return self._refuse(request, version, filling, form)
        except Refused as refused:
            for blocker in onto_fields(form, refused.blockers):
                form.add_error(None, str(blocker.text))
            return self._refuse(request, version, filling, form)
        return redirect(builder_url(version))

    def _start(
        self, request: HttpRequest, reference: str, at: dict[str, str]
    ) -> tuple[LicenceTypeVersion, Filling]:
        version = _draft(request, reference)

        def make(data: Any = None, files: Any = None) -> Any:
            return self.make(version, request, data, files, **at)

        try:
            return version, Filling(request, make)
        except building.CannotBuild as error:
            raise Http404(str(error)) from error

    def _refuse(
        self, request: HttpRequest, version: Any, filling: Filling, form: Any
    ) -> HttpResponse:
        filling.keep(form)
        return self._page(request, version, filling, form, 422)

    def _page(
        self, request: HttpRequest, version: Any, filling: Filling, form: Any, status: int = 200
    ) -> HttpResponse:
        title = self.heading(form)
        context = {
            "title": title,
            "case": version,
            "form": form,
            **filling.context(form),
            "submit": _("Save"),
            "once": request.POST.get("once") or str(uuid.uuid4()),
            "cancel_url": builder_url(version),
            "crumbs": _crumbs(version, (_("Form"), builder_url(version)), (title, "")),
        }
        return render(request, "licensing/building/part.html", context, status=status)

    def heading(self, form: Any) -> str:
        """The title of the page."""
        return str(self.title)


@method_decorator(signed_in, name="dispatch")
class SectionPage(_PartPage):
    """A section: changed, or (under the name "new") added."""

    def make(self, version: Any, request: HttpRequest, data: Any, files: Any, **at: str) -> Any:
        key = "" if at["section"] == "new" else at["section"]
        return SectionForm(data, files, case=version, by=request.user, key=key)

    def heading(self, form: Any) -> str:
        return _("Section") if form.key else _("New section")


@method_decorator(signed_in, name="dispatch")
class QuestionPage(_PartPage):
    """A question, changed."""

    def make(self, version: Any, request: HttpRequest, data: Any, files: Any, **at: str) -> Any:
        if at["question"] not in version.questions.get("properties", {}):
            raise building.CannotBuild(_("This question is not there any more."))
        return QuestionForm(data, files, case=version, by=request.user, name=at["question"])

    def heading(self, form: Any) -> str:
        return _("Question: %(kind)s") % {"kind": KIND_WORDS[form.kind]}


@method_decorator(signed_in, name="dispatch")
class NewQuestionPage(_PartPage):
    """A question of a kind, added to a section."""

    def make(self, version: Any, request: HttpRequest, data: Any, files: Any, **at: str) -> Any:
        if at["kind"] not in KINDS:
            raise building.CannotBuild(_("There is no such kind of question."))
        building.part_named(building.tidied(version.questions), at["section"])
        return QuestionForm(
            data, files, case=version, by=request.user, kind=at["kind"], part=at["section"]
        )

    def heading(self, form: Any) -> str:
        return _("New question: %(kind)s") % {"kind": KIND_WORDS[form.kind]}
