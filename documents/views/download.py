"""Downloads: documents of cases, papers; and the button that has a paper tried again."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from documents import access, limits, papers, serving
from documents.kinds import kind_named
from documents.models import Attachment, Paper
from workflow.views.kept import signed_in


@require_safe
def document(request: HttpRequest, token: UUID) -> HttpResponseBase:
    """Send a document of a case to whoever may see it; to others it does not exist."""
    found = Attachment.objects.select_related("file").filter(token=token).first()
    if found is None or not access.may_read_attachment(request.user, found):
        raise Http404(_("There is no such page."))
    return serving.send(request, found.file, found.name)


@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send a paper: a public one to whoever has its code, others to who may see its case."""
    if not limits.within(request):
        return limits.too_many(request)
    found = Paper.objects.with_code(code).select_related("file").first()
    if found is None or found.file is None:
        raise Http404(_("There is no such page."))
    is_public = kind_named(found.kind).is_public
    if not access.may_read_paper(request.user, found, is_public=is_public):
        raise Http404(_("There is no such page."))
    return serving.send(request, found.file, f"{found.serial}.pdf")


@require_POST
@signed_in
def retry_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Try to issue a paper again, for an officer of its case."""
    found = get_object_or_404(Paper, pk=pk)
    case = access.seen_case(request.user, found.case_kind, found.case_id)
    if case is None:
        raise Http404(_("There is no such page."))
    if not request.user.has_perm("documents.retry_paper", case):
        raise PermissionDenied
    tried = papers.retry(found, by=request.user)
    if tried.status == Paper.Status.ISSUED:
        messages.success(request, _("The paper is issued and signed."))
    else:
        messages.error(request, str(papers.REASONS.get(tried.reason, _("It did not work."))))
    return redirect(case)
