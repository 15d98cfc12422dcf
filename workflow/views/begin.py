"""The page on which a new case is begun. Rooms subclass it with a form and a few words."""

import uuid
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View

from workflow.blockers import AlreadyDone, Blocker, NotAllowed, Refused
from workflow.case import Case
from workflow.filling import Filling
from workflow.gate import already_begun, begin, begin_blockers
from workflow.views.act import onto_fields, token
from workflow.views.kept import signed_in


@method_decorator(signed_in, name="dispatch")
class BeginPage(View):
    """Shows the form and begins the case; a form sent twice leads to the first one's case.

    Subclasses give `model`, `form_class` (an ActionForm, whose `case` is the unsaved case),
    `who` (the permission), `title`, and override `blank` and `fill`.
    """

    model: ClassVar[type[Case]]
    form_class: ClassVar[Any]
    who: ClassVar[str]
    title: ClassVar[Any]
    lead: ClassVar[Any] = ""
    submit: ClassVar[Any] = ""
    template_name: ClassVar[str] = "case/begin.html"
    filling: Filling

    def blank(self, request: HttpRequest, **kwargs: Any) -> Any:
        """The unsaved case, as far as the address alone tells. May raise Http404."""
        return self.model()

    def fill(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        """Put the form's values on the unsaved case."""
        for name, value in values.items():
            setattr(case, name, value)

    def after(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        """What else belongs to the beginning, in the same transaction (rows, uploads)."""

    def blockers(self, case: Any, request: HttpRequest) -> list[Blocker]:
        """What stands in the way of even beginning."""
        return begin_blockers(case, request.user)

    def taken(self, constraint: str, case: Any) -> Blocker | None:
        """What it means that the database's constraint of this name refused the case: somebody
        was quicker, after every check had let it through. None: it means a fault of ours.
        """
        return None

    @classmethod
    def drafts_at(cls, **kwargs: Any) -> str:
        """Where the form may be kept while it is not sent; a form made by hand: nowhere."""
        return getattr(cls.form_class, "drafts", "none")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        case = self._allowed(request, **kwargs)
        self.filling = self._filling(request, case)
        return self._page(request, case, self.filling.shown(), self.blockers(case, request))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        once = token(request)
        earlier = already_begun(self.model, once)
        if earlier is not None:
            return redirect(earlier)
        case = self._allowed(request, **kwargs)
        self.filling = filling = self._filling(request, case)
        found = self.blockers(case, request)
        answer = filling.answer(lambda form, status: self._page(request, case, form, [], status))
        if answer is not None:
            return answer
        form = filling.final()
        if not form.is_valid() or found:
            return self._refuse(request, case, form, found)
        try:
            return redirect(self._begin(request, case, form.values(), once))
        except NotAllowed as error:
            raise PermissionDenied from error
        except (Refused, IntegrityError) as error:
            # The same form may have been a moment quicker: then what refused it is its own case.
            earlier = already_begun(self.model, once)
            if earlier is not None or isinstance(error, AlreadyDone):
                return redirect(earlier or "inbox")
            return self._refuse(request, case, form, onto_fields(form, self._why(case, error)))

    def _why(self, case: Any, error: Refused | IntegrityError) -> list[Blocker]:
        """The sentences for what refused it; what has none is a fault, and raised."""
        if isinstance(error, Refused):
            return error.blockers
        diagnosis = getattr(error.__cause__, "diag", None)
        blocker = self.taken(getattr(diagnosis, "constraint_name", None) or "", case)
        if blocker is None:
            raise error
        return [blocker]

    def _filling(self, request: HttpRequest, case: Any) -> Filling:
        def make(data: Any = None, files: Any = None) -> Any:
            return self.form_class(data, files, case=case, by=request.user)

        return Filling(request, make, is_secret=case.is_secret)

    def _refuse(
        self, request: HttpRequest, case: Any, form: Any, found: list[Blocker]
    ) -> HttpResponse:
        """Show the form again; what was typed is kept."""
        self.filling.keep(form)
        return self._page(request, case, form, found, status=422)

    @transaction.atomic
    def _begin(self, request: HttpRequest, case: Any, values: dict[str, Any], once: Any) -> Case:
        self.fill(case, values, request)
        begun: Case = begin(case, by=request.user, who=self.who, once=once)
        self.after(begun, values, request)
        self.filling.end()
        return begun

    def heading(self, case: Any) -> Any:
        """The title of the page. Two ways to begin have two titles."""
        return self.title

    def _allowed(self, request: HttpRequest, **kwargs: Any) -> Any:
        case = self.blank(request, **kwargs)
        if not request.user.has_perm(self.who, case):
            raise PermissionDenied
        return case

    def _page(
        self, request: HttpRequest, case: Any, form: Any, found: list[Blocker], status: int = 200
    ) -> HttpResponse:
        context = {
            "title": self.heading(case),
            "lead": self.lead,
            "submit": self.submit,
            "case": case,
            "form": form,
            **self.filling.context(form),
            "blockers": found,
            "once": request.POST.get("once") or str(uuid.uuid4()),
            "crumbs": self.crumbs(case),
        }
        return render(request, self.template_name, context, status=status)

    def crumbs(self, case: Any) -> list[dict[str, Any]]:
        """The way back."""
        return []
