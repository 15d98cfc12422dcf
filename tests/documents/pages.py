"""A page with uploads, on its own: what every room's form with an UploadField does."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from config.urls import urlpatterns as house
from documents.attach import attach
from documents.fields import UploadField
from documents.uses import Use, register
from workflow.forms import TidyForm
from workflow.kept import give_back
from workflow.views.kept import signed_in

SMALL = register(Use("test_small", "Small", ("pdf", "png"), max_bytes=50_000, max_files=3))


class Papers(TidyForm):
    """A form with a word, one scan and several plans."""

    word = forms.CharField()
    scan = UploadField(use=SMALL, label="Scan")
    plans = UploadField(use="test_small", label="Plans", multiple=True, required=False)

    def __init__(self, *args, by, **kwargs):
        self.by = by
        super().__init__(*args, **kwargs)


accepted: list[dict] = []


@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """Show the form; keep what a good one brought in `accepted`."""
    if request.method == "POST":
        form = Papers(request.POST, request.FILES, by=request.user)
        if form.is_valid():
            accepted.append(form.cleaned_data)
            return HttpResponse("thank you")
    else:
        form = Papers(give_back(request), by=request.user)
    return render(request, "forms/page_form.html", {"form": form, "once": ""})


def used_up(case, files, by) -> None:
    """What a room does with the files of an accepted form."""
    for file in files:
        attach(case, "test", file, by=by)


urlpatterns = [path("test/papers/", page, name="test_papers"), *house]
