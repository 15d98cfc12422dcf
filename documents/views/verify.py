"""The pages on which anybody checks a paper: by its code, or by the file itself."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from documents import access, codes, limits, verification
from documents.fields import ChosenFile
from documents.kinds import kind_named
from documents.models import Paper
from documents.names import tidy_name
from documents.sniff_pdf import is_pdf
from documents.uses import MB, Use
from workflow import wording
from workflow.forms import TidyForm

LIMIT = 10 * MB


class CodeForm(TidyForm):
    """The code that is printed on a paper."""

    code = forms.CharField(
        label=gettext_lazy("Code printed on the paper"),
        max_length=60,
        help_text=gettext_lazy(
            "Twelve letters and digits, such as 7KQ4-M2XD-9TPA. Spaces, dashes and small letters "
            "make no difference."
        ),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "dir": "ltr",
            }
        ),
        error_messages={"required": gettext_lazy("Type the code that is printed on the paper.")},
    )

    def clean_code(self) -> str:
        code = codes.normal(self.cleaned_data["code"])
        if not code:
            raise ValidationError(
                _("A code has twelve letters and digits. Look at the paper again.")
            )
        return codes.grouped(code)


class FileForm(forms.Form):
    """A PDF that somebody holds. It is looked at and not kept."""

    pdf = forms.FileField(
        label=gettext_lazy("PDF file"),
        help_text=gettext_lazy("It is looked at and not kept."),
        allow_empty_file=True,
        widget=ChosenFile(Use("verify", types=("pdf",), max_bytes=LIMIT, max_files=1)),
        error_messages={
            "required": gettext_lazy("Choose the PDF file."),
            "missing": gettext_lazy("Choose the PDF file."),
        },
    )

    def clean_pdf(self) -> bytes:
        upload = self.cleaned_data["pdf"]
        name = tidy_name(upload.name)
        if not upload.size:
            raise ValidationError(
                _("“%(name)s” is empty: it holds 0 bytes. Choose the file again.") % {"name": name}
            )
        if upload.size > LIMIT:
            raise ValidationError(
                _("“%(name)s” is %(size)s. A file here may be %(limit)s at most.")
                % {
                    "name": name,
                    "size": wording.file_size(upload.size),
                    "limit": wording.file_size(LIMIT),
                }
            )
        if not is_pdf(upload):
            raise ValidationError(
                _("“%(name)s” is not a whole PDF file, so it cannot be one of our papers.")
                % {"name": name}
            )
        upload.seek(0)
        return bytes(upload.read())


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """Ask for a code or a file. A code leads to its own page; a file is answered here."""
    if request.method == "POST":
        if not limits.within(request):
            return limits.too_many(request)
        files = FileForm(request.POST, request.FILES)
        verdict = verification.examine(files.cleaned_data["pdf"]) if files.is_valid() else None
        if verdict is not None and verdict.paper is not None:
            # A genuine file may be of a paper that is void: say both.
            return _paper_page(request, verdict.paper, FileForm(), verdict)
        return _page(request, CodeForm(), files, verdict)
    if "code" in request.GET:
        typed = CodeForm(request.GET)
        if typed.is_valid():
            return redirect("verify_code", code=typed.cleaned_data["code"])
        return _page(request, typed, FileForm(), None, status=422)
    return _page(request, CodeForm(), FileForm(), None)


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether the paper with this code is genuine, what it says, and how it stands now."""
    if not limits.within(request):
        return limits.too_many(request)
    paper = verification.find(code)
    if paper is None:
        return _unknown(request, code)
    if request.method == "GET" and code != paper.printed_code:
        return redirect("verify_code", code=paper.printed_code)
    files = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    verdict = None
    if files.is_bound and files.is_valid():
        verdict = verification.examine(files.cleaned_data["pdf"], paper)
    status = 422 if files.is_bound and verdict is None else 200
    return _paper_page(request, paper, files, verdict, status)


def _paper_page(
    request: HttpRequest, paper: Paper, file_form: Any, verdict: Any, status: int = 200
) -> HttpResponse:
    context = {
        "answer": verification.answer(paper),
        "file_form": file_form,
        "file_url": paper.get_absolute_url(),
        "verdict": verdict,
        "download_url": _download_url(request, paper),
    }
    return _fresh(render(request, "documents/verify_code.html", context, status=status))


def _download_url(request: HttpRequest, paper: Paper) -> str:
    """Where this person may download the paper, or "" if they may not."""
    is_public = kind_named(paper.kind).is_public
    may = access.may_read_paper(request.user, paper, is_public=is_public)
    return reverse("paper", args=[paper.printed_code]) if may and paper.file_id else ""


def _unknown(request: HttpRequest, typed: str) -> HttpResponse:
    shown = codes.normal(typed)
    context: dict[str, Any] = {
        "typed": codes.grouped(shown) if shown else tidy_name(typed)[:40],
        "code_form": CodeForm(),
    }
    return _fresh(render(request, "documents/verify_unknown.html", context, status=404))


def _page(
    request: HttpRequest, code_form: Any, file_form: Any, verdict: Any, status: int = 200
) -> HttpResponse:
    if file_form.is_bound and verdict is None:
        status = 422
    context = {"code_form": code_form, "file_form": file_form, "verdict": verdict}
    return _fresh(render(request, "documents/verify.html", context, status=status))


def _fresh(response: HttpResponse) -> HttpResponse:
    """What a paper's status is now must not come from a cache."""
    response["Cache-Control"] = "no-store"
    return response
