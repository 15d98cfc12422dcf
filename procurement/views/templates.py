"""The page on which an agency renames one of its templates of tenders, or withdraws it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement import copying
from procurement.forms_prepare import TemplateForm
from procurement.models import Template
from procurement.posts import buying_agencies
from workflow.kept import give_back
from workflow.views.kept import signed_in


@signed_in
def template(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is called, and whether officers can start from it; to officers of its agency."""
    own = Template.objects.filter(agency__in=buying_agencies(request.user))
    found = own.filter(code=slug).first()
    if found is None:
        raise Http404
    initial = {name: getattr(found, name) for name in copying.TEMPLATE}
    status = 200
    if request.method == "POST":
        form = TemplateForm(request.POST, initial=initial)
        if form.is_valid():
            copying.change(found, form.cleaned_data, by=request.user)
            messages.success(request, _("The template was changed."))
            return redirect("start_tender")
        status = 422
    else:
        form = TemplateForm(give_back(request), initial=initial)
    crumbs = [
        {"label": _("Tenders"), "url": reverse("tenders")},
        {"label": _("Start a tender"), "url": reverse("start_tender")},
        {"label": found.name, "url": ""},
    ]
    context = {"form": form, "template": found, "crumbs": crumbs}
    return render(request, "procurement/template.html", context, status=status)
