"""Ties files to cases. Called inside the bodies of actions; read by case pages.

Every file added to or taken from a case is in the trail with its fingerprint; its name, which
may say something about a person, is in the erasable part.
"""

from collections.abc import Iterable
from typing import Any

from audit.models import Audience, Subject
from audit.trail import record
from documents.models import Attachment, PendingUpload, StoredFile
from documents.names import tidy_name
from documents.sniff import TYPES


def attach(
    case: Any,
    purpose: str,
    file: StoredFile,
    *,
    by: Any,
    label: str = "",
    audience: str = Audience.PARTIES,
) -> Attachment:
    """Attach a stored file to a case, in the caller's transaction; the same twice is once.

    `file` usually comes from an UploadField: its pending upload is then used up.
    """
    made, created = Attachment.objects.get_or_create(
        kind=case.kind,
        case_id=case.pk,
        purpose=purpose,
        file=file,
        label=label[:200],
        defaults={
            "name": tidy_name(file.given_name or purpose, TYPES.get(file.kind)),
            "audience": audience,
            "added_by": by if by is not None and by.pk else None,
        },
    )
    if file.pending_id is not None:
        PendingUpload.objects.filter(pk=file.pending_id).delete()
    if created:
        _record("document.attached", case, made, by)
    elif made.audience != audience:
        made.audience = audience
        made.save(update_fields=["audience"])
    return made


def detach(attachment: Attachment, *, case: Any, by: Any) -> None:
    """Take a file from its case, in the caller's transaction. The trail keeps its fingerprint."""
    _record("document.detached", case, attachment, by)
    attachment.delete()


def replace(
    case: Any,
    purpose: str,
    files: Iterable[StoredFile],
    *,
    by: Any,
    audience: str = Audience.PARTIES,
) -> list[Attachment]:
    """Make these the case's files of this purpose: add what is new, take away what is missing.

    For forms in which an UploadField starts with the attachments that are there.
    """
    wanted = list(files)
    ids = {file.pk for file in wanted}
    for old in attachments_of(case, purpose):
        if old.file_id not in ids:
            detach(old, case=case, by=by)
    return [attach(case, purpose, file, by=by, audience=audience) for file in wanted]


def attachments_of(case: Any, purpose: str | None = None) -> Any:
    """Return the case's attachments, with their files, oldest first."""
    query = Attachment.objects.of(case).select_related("file")
    return query if purpose is None else query.filter(purpose=purpose)


def rows(case: Any, user: Any, purposes: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """Return what the case page lists of the documents this person may read. One query."""
    query = attachments_of(case).readable_from(case.side_of(user))
    if purposes is not None:
        query = query.filter(purpose__in=list(purposes))
    return [
        {
            "label": attachment.label or attachment.name,
            "name": attachment.name,
            "purpose": attachment.purpose,
            "url": attachment.get_absolute_url(),
            "kind": TYPES[attachment.file.kind].label,
            "size": attachment.file.size,
            "sha256": attachment.file.sha256,
            "date": attachment.added_at,
        }
        for attachment in query
    ]


def _record(verb: str, case: Any, attachment: Attachment, by: Any) -> None:
    agency, company = case.case_agency, case.case_company
    side = case.side_of(by) if by is not None else "agency"
    record(
        verb,
        Subject("document", attachment.pk, case.reference),
        by=by,
        agency=agency.pk if agency is not None and side == "agency" else None,
        company=company.pk if company is not None and side == "company" else None,
        scope=case.trail_scope,
        audience=attachment.audience,
        public={
            "case": f"{case.kind}:{case.pk}",
            "purpose": attachment.purpose,
            "sha256": attachment.file.sha256,
            "size": attachment.file.size,
        },
        private={"name": attachment.name, "label": attachment.label},
    )
