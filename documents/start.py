"""What other rooms are told when Django starts: how to keep uploads of a lost session, and
which words the history uses for what happens to documents and papers.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from documents import incoming
from documents.incoming import KEPT
from workflow import history, kept

WORDS: dict[str, Any] = {
    "document.attached": _("Document added"),
    "document.detached": _("Document removed"),
    "paper.issued": _("Paper issued and signed"),
    "paper.failed": _("Paper could not be issued"),
    "paper.retried": _("Issuing the paper tried again"),
    "paper.revoked": _("Paper revoked"),
}


def keep_uploads(request: HttpRequest) -> dict[str, list[str]]:
    """Keep the files of a form that was sent after its session had ended.

    They are bound to the person the browser was last signed in as (a signed cookie says who):
    after sign-in nobody else can use them. What does not pass the checks is not kept.
    """
    who = str(request.get_signed_cookie(kept.RECENT, "", max_age=kept.DAY))
    user = (
        get_user_model().objects.filter(pk=who, is_active=True).first() if who.isdigit() else None
    )
    if user is None:
        return {}
    found: dict[str, list[str]] = {}
    for name, uploads in request.FILES.lists():
        for upload in uploads:
            try:
                pending = incoming.receive(user, upload)
            except ValidationError:
                continue
            found.setdefault(name + KEPT, []).append(pending.token)
    return found


def start() -> None:
    """Register both. Safe to call twice."""
    if keep_uploads not in kept.file_keepers:
        kept.file_keepers.append(keep_uploads)
    history.WORDS.update(WORDS)
