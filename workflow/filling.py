"""How somebody fills in a form: its draft laid over the case's own values, whole or by steps.

The pages of actions and of beginnings drive one `Filling` each. It saves what is typed, walks
the steps (every step is sent, saved and followed by a redirect, so that going back and
reloading do no harm), and at the end hands the whole form to the page, which takes the action.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from workflow import answers, drafts, steps
from workflow.drafts import ALL
from workflow.kept import SAVING
from workflow.steps import CHECK, OVERVIEW, Step

Show = Callable[[Any, int], HttpResponse]
Make = Callable[..., Any]


class Filling:
    """One person's way through one form at one address.

    `make(data, files)` makes the form; `is_secret` says that its case is sealed: whatever the
    form declares, nothing of it is then kept on the server.
    """

    def __init__(self, request: HttpRequest, make: Make, *, is_secret: bool = False) -> None:
        self.request, self.make = request, make
        self.blank = make()
        declared = self.blank.drafts
        self.mode = "browser" if is_secret and declared == "server" else declared
        self.is_paced = self.blank.pace == "steps" and self.mode == "server"
        self.draft = drafts.find(request.user, request.path) if self.mode == "server" else None
        self.newer = ""  # says that another page has saved something newer

    # --- where in the form ---------------------------------------------------------------

    @cached_property
    def place(self) -> str:
        """What is shown: "" (the overview), a step's name, "check", or "all" (the whole)."""
        if not self.is_paced:
            return ALL
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        wanted = str(sent.get("step", ALL if self.request.method == "POST" else OVERVIEW))
        known = {CHECK, ALL, *(step.name for step in self.steps)}
        return wanted if wanted in known else OVERVIEW

    @cached_property
    def steps(self) -> list[Step]:
        """The steps that apply, as far as the answers given so far tell."""
        given = getattr(self.judged, "cleaned_data", {})
        return [step for step in self._all_steps if step.when is None or step.when(given)]

    @cached_property
    def _all_steps(self) -> list[Step]:
        return steps.steps_of(self.blank) if self.is_paced else []

    @property
    def step(self) -> Step | None:
        """The step shown, if one is."""
        return next((step for step in self.steps if step.name == self.place), None)

    def url(self, place: str, **query: str) -> str:
        """The address of a place in the form."""
        wanted = {"step": place, **query} if place != OVERVIEW else query
        return f"{self.request.path}?{urlencode(wanted)}" if wanted else self.request.path

    # --- what is filled in ---------------------------------------------------------------

    def typed(self) -> QueryDict | None:
        """The draft over the case's own values; None if there is no draft."""
        return self._laid(self.draft) if self.draft is not None else None

    def _laid(self, draft: Any) -> QueryDict:
        ground = steps.as_sent(self.blank)
        by_name = {step.name: step for step in self._all_steps}
        for name, values in drafts.values_in(draft) if draft else ():
            if name == ALL or name in by_name:
                steps.lay_over(self.blank, ground, by_name.get(name), values)
        return ground

    @cached_property
    def judged(self) -> Any:
        """The whole form as filled in so far, with its errors. Nothing is taken by it."""
        form = self.make(self._laid(self.draft), None)
        form.is_valid()
        return form

    def shown(self) -> Any:
        """The form as it is shown first: with the draft, and not judged yet."""
        typed = self.typed()
        if typed is None:
            return self.make()
        keep = self.step if self.request.GET.get("back") == CHECK else None
        return steps.quiet(self.make(typed, None), keep)

    def final(self) -> Any:
        """The form that the action is taken with: as it was sent, or as it was saved by steps.

        A step that does not apply asks for nothing and brings nothing.
        """
        if self.place == ALL:
            return self.make(self.request.POST, self.request.FILES)
        idle = [step for step in self._all_steps if step not in self.steps]
        data = self._laid(self.draft)
        for step in idle:
            steps.lay_over(self.blank, data, step, {})
            if step.formset:
                steps.no_rows(self.blank, step, data)
        form = self.make(data, None)
        for name in (name for step in idle for name in step.fields):
            form.fields[name].required = False
        return form

    # --- what is sent --------------------------------------------------------------------

    def answer(self, show: Show) -> HttpResponse | None:
        """Answer everything that is sent but the form itself; None: take the action."""
        request = self.request
        if SAVING in request.headers:
            return self._save_quietly()
        if request.POST.get("draft") == "discard":
            self.end()
            return redirect(request.path)
        if self.place == CHECK:
            return self._check_is_current(show)
        if self.place == ALL:
            return None
        return self._continue(self.step, show) if self.step else redirect(self.url(OVERVIEW))

    def _save_quietly(self) -> HttpResponse:
        """Save while somebody types; the page says what came of it."""
        if self.mode != "server":
            return JsonResponse({"text": _("This form is never kept here.")}, status=403)
        try:
            draft = self._save(drafts.values_of(self.request.POST))
        except drafts.NotSaved as refused:
            said = {"text": refused.text, "version": refused.version}
            return JsonResponse(said, status=refused.status)
        text = _("Saved at %(time)s.") % {"time": drafts.hour(draft)}
        return JsonResponse({"text": text, "version": draft.version})

    def _save(self, values: drafts.Values) -> Any:
        sent = self.request.POST
        version = sent.get("version", "")
        return drafts.save(
            self.request.user,
            self.request.path,
            {k: v for k, v in values.items() if not steps.is_secret(self.blank, k)},
            step=self.place,
            page=sent.get("once", ""),
            version=int(version) if version.isdecimal() else None,
        )

    def _continue(self, step: Step, show: Show) -> HttpResponse:
        """Take one step: judge its fields alone, save them, and lead on to the next."""
        data = self._laid(self.draft)
        sent = drafts.values_of(self.request.POST)
        steps.lay_over(self.blank, data, step, sent)
        form = steps.quiet(self.make(data, self.request.FILES), step)
        wrong = bool(steps.errors_in(form, step))
        if not self._keep_sent(form, step):
            return show(form, 409)
        if wrong:
            return show(form, 422)
        self._forget_answers()
        if self.request.GET.get("back") == CHECK:
            return redirect(self.url(CHECK))
        return redirect(self.url(self._after(step)))

    def _after(self, step: Step) -> str:
        names = [one.name for one in self.steps]
        later = names[names.index(step.name) + 1 :] if step.name in names else []
        return later[0] if later else CHECK

    def keep(self, form: Any) -> None:
        """Keep a whole form that was refused, with the uploads it brought."""
        if self.mode == "server" and self.place == ALL:
            self._keep_sent(form, None)

    def _keep_sent(self, form: Any, step: Step | None) -> bool:
        """Save what was sent, and its uploads; whether nothing newer stood in the way."""
        values = drafts.values_of(self.request.POST)
        values.update(_uploads(form, step))
        try:
            self.draft = self._save(values)
        except drafts.Newer as refused:
            self.newer = refused.text
            self.draft = drafts.find(self.request.user, self.request.path)
            return False
        except drafts.NotSaved:
            return True
        return True

    def _check_is_current(self, show: Show) -> HttpResponse | None:
        """Nothing is sent but what the person has just read."""
        version = self.request.POST.get("version", "")
        if version == str(self.version):
            return None
        self.newer = _("The answers were changed on another page. Check them once more.")
        return show(self.judged, 409)

    def _forget_answers(self) -> None:
        for name in ("judged", "steps"):
            self.__dict__.pop(name, None)

    def end(self) -> None:
        """End the draft, in the caller's transaction: the form went through."""
        if self.mode == "server":
            drafts.forget(self.request.user, self.request.path)

    # --- what the page shows -------------------------------------------------------------

    @property
    def version(self) -> int:
        """The draft's number, by which the page notices a newer one."""
        return self.draft.version if self.draft else 0

    @property
    def is_overview(self) -> bool:
        """Whether the list of the steps is shown."""
        return self.is_paced and self.place == OVERVIEW

    @property
    def saved(self) -> str:
        """When the draft was saved, in words; nothing if there is none."""
        if self.draft is None:
            return ""
        return _("Saved at %(time)s.") % {"time": drafts.hour(self.draft)}

    @property
    def is_given_back(self) -> bool:
        """Whether the page begins with a draft from before."""
        return self.draft is not None and self.request.method != "POST"

    @property
    def number(self) -> int:
        """Which step is shown, counted from 1; checking the answers is the last."""
        names = [step.name for step in self.steps]
        return names.index(self.place) + 1 if self.place in names else self.total

    @property
    def total(self) -> int:
        """How many steps there are, checking the answers included."""
        return len(self.steps) + 1

    @property
    def back_url(self) -> str:
        """The page before this one."""
        if self.request.GET.get("back") == CHECK:
            return self.url(CHECK)
        names = [OVERVIEW, *(step.name for step in self.steps)]
        at = names.index(self.place) if self.place in names else len(names)
        return self.url(names[at - 1])

    @property
    def first_url(self) -> str:
        """Where to go on: the first step that is not done, or the check of them all."""
        for row in self.tasks:
            if row["state"] != steps.DONE:
                return str(row["url"])
        return self.url(CHECK)

    @property
    def check_url(self) -> str:
        """The page on which all answers are checked."""
        return self.url(CHECK)

    @property
    def whole_url(self) -> str:
        """The whole form on one page."""
        return self.url(ALL)

    @property
    def overview_url(self) -> str:
        """The list of the steps."""
        return self.url(OVERVIEW)

    @cached_property
    def tasks(self) -> list[dict[str, Any]]:
        """Each step with its state, for the overview."""
        rows = []
        for step in self.steps:
            state = self._state(step)
            label, tone = _states()[state]
            rows.append(
                {
                    "title": step.title,
                    "url": self.url(step.name),
                    "state": state,
                    "label": label,
                    "tone": tone,
                }
            )
        return rows

    def _state(self, step: Step) -> str:
        saved = {name for name, _values in drafts.values_in(self.draft)} if self.draft else set()
        is_new = self.blank.case.pk is None
        touched = bool(saved & {step.name, ALL}) or (
            not is_new and steps.has_something(self.judged, step)
        )
        if not touched:
            return steps.NOT_STARTED
        wrong = steps.errors_in(self.judged, step) or not steps.is_complete(self.judged, step)
        return steps.ATTENTION if wrong else steps.DONE

    def context(self, form: Any) -> dict[str, Any]:
        """What the templates need to show the form as far as it is filled in."""
        shown: dict[str, Any] = {"filling": self}
        if self.step is not None:
            shown["step_fields"] = steps.asked_in(form, self.step, on_page=True)
        if self.place == CHECK:
            was_sent = self.request.method == "POST"
            shown["was_sent"] = was_sent
            judged = form if was_sent else self.judged
            shown["check_sections"] = self._sections(judged)
            # What follows from the answers, if the form knows: tables (parts/table.html).
            shown["check_tables"] = getattr(judged, "check_tables", list)()
        return shown

    def _sections(self, form: Any) -> list[dict[str, Any]]:
        """What was answered, section by section, with the way to change it."""
        return [
            {
                "title": step.title,
                "url": self.url(step.name, back=CHECK),
                "rows": answers.rows(form, step),
                "errors": answers.errors(form, step),
            }
            for step in self.steps
        ]


def _uploads(form: Any, step: Step | None) -> drafts.Values:
    """The tokens of the files that came with the form and passed."""
    found: drafts.Values = {}
    for name, field in form.fields.items():
        if hasattr(field, "tokens") and (step is None or name in step.fields):
            found.update(field.tokens())
    return found


def _states() -> dict[str, tuple[str | Promise, str]]:
    return {
        steps.NOT_STARTED: (_("Not started"), "quiet"),
        steps.DONE: (_("Done"), "ok"),
        steps.ATTENTION: (_("Needs attention"), "warn"),
    }
