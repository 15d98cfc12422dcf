"""Uploads on their way in: checked against their use, stored, and kept for their person until
a form that carries them is accepted. Called by the upload field and by kept sessions.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents import sniff, storage
from documents.models import PendingUpload, StoredFile
from documents.names import claimed_type, tidy_name
from documents.sniff import TYPES, Type
from documents.uses import MB, Use, site_limit
from workflow import wording
from workflow.drafts import values_in
from workflow.models import Draft

KEPT_FOR = timedelta(days=1)
KEPT = "_kept"  # a form names a kept upload of its field `scan` as `scan_kept`
BATCH = 500
OFFICE = {"docx", "xlsx", "odt", "ods"}


def receive(user: Any, upload: UploadedFile, use: Use | None = None) -> PendingUpload:
    """Check and store one upload for `user`; return the pending row that names it.

    Without a `use` (a lost session, where the form is not known) only what holds for every
    upload is checked. Raises ValidationError with a sentence for people.
    """
    shown = tidy_name(upload.name or "")
    _check_size(shown, int(upload.size or 0), use.limit if use else site_limit())
    kind = sniff.type_of(upload)
    if kind is None:
        raise ValidationError(_unknown(shown, upload, use), code="unknown_type")
    _check_name_is_true(shown, kind)
    if use is not None:
        check_type(shown, kind, use)
    _check_room_left(user, int(upload.size or 0))
    with transaction.atomic():
        stored = storage.keep(upload, kind.name)
        return PendingUpload.objects.create(
            user=user, file=stored, name=tidy_name(upload.name or "", kind)
        )


def still_there(user: Any, tokens: list[str]) -> list[PendingUpload]:
    """Return this person's own pending uploads with these tokens, in their order."""
    rows = PendingUpload.objects.filter(user=user, token__in=tokens).select_related("file")
    found = {row.token: row for row in rows}
    PendingUpload.objects.filter(pk__in=[row.pk for row in found.values()]).update(
        touched_at=timezone.now()
    )
    return [found[token] for token in dict.fromkeys(tokens) if token in found]


def take_back(user: Any, tokens: list[str]) -> None:
    """Forget what the person removed from a form."""
    PendingUpload.objects.filter(user=user, token__in=tokens).delete()


def check_kept(pending: PendingUpload, use: Use) -> None:
    """Check an upload kept from earlier against the use of the field it now stands in."""
    _check_size(pending.name, pending.file.size, use.limit)
    check_type(pending.name, TYPES[pending.file.kind], use)


def check_type(name: str, kind: Type, use: Use) -> None:
    """Refuse a type that is not welcome for this use."""
    if kind.name not in use.types:
        text = _("“%(name)s” is %(kind)s. Welcome here: %(types)s.")
        values = {"name": name, "kind": kind.label, "types": use.types_in_words}
        raise ValidationError(text % values, code="unwelcome_type")


def _check_size(name: str, size: int, limit: int) -> None:
    if size == 0:
        text = _("“%(name)s” is empty: it holds 0 bytes. Choose the file again.")
        raise ValidationError(text % {"name": name}, code="empty")
    if size > limit:
        text = _("“%(name)s” is %(size)s. A file here may be %(limit)s at most.")
        values = {
            "name": name,
            "size": wording.file_size(size),
            "limit": wording.file_size(limit),
        }
        raise ValidationError(text % values, code="too_large")


def _check_name_is_true(name: str, kind: Type) -> None:
    claimed = claimed_type(name)
    if claimed is not None and claimed is not kind:
        text = _(
            "“%(name)s” is named as %(claimed)s, but its content is %(kind)s. "
            "Save it again under its true type."
        )
        values = {"name": name, "claimed": claimed.label, "kind": kind.label}
        raise ValidationError(text % values, code="mismatch")


def _unknown(name: str, upload: UploadedFile, use: Use | None) -> str:
    """What to say of content that is none of our types: damaged, forged, or something else."""
    claimed = claimed_type(name)
    welcome = use.types_in_words if use else wording.listing([str(t.label) for t in TYPES.values()])
    values = {"name": name, "types": welcome}
    if claimed is not None and claimed.name in OFFICE:
        text = _(
            "“%(name)s” is not a whole %(claimed)s file: it is damaged, holds macros, or is "
            "something else under that name. Save it again and choose it anew."
        )
        return text % {**values, "claimed": claimed.label}
    if claimed is not None:
        text = _(
            "“%(name)s” is not a whole %(claimed)s file: it is damaged, or something else under "
            "that name. Save it again and choose it anew."
        )
        return text % {**values, "claimed": claimed.label}
    looks_like = sniff.guess(upload)
    if looks_like:
        text = _("“%(name)s” looks like “%(guess)s”. Welcome here: %(types)s.")
        return text % {**values, "guess": looks_like}
    return _("“%(name)s” is of a type we do not know. Welcome here: %(types)s.") % values


def _check_room_left(user: Any, size: int) -> None:
    """Nobody fills the disk with uploads that belong to no form."""
    most_files = int(getattr(settings, "PENDING_UPLOADS_MAX", 100))
    most_bytes = int(getattr(settings, "PENDING_UPLOADS_MB", 500)) * MB
    held = PendingUpload.objects.filter(user=user).aggregate(
        files=Count("pk"), bytes=Sum("file__size")
    )
    if held["files"] >= most_files or (held["bytes"] or 0) + size > most_bytes:
        text = ngettext(
            "You have %(count)s upload waiting in forms that were not sent: no more fits. Send "
            "or remove it; what is not sent is forgotten after a day.",
            "You have %(count)s uploads waiting in forms that were not sent: no more fit. Send "
            "or remove some; what is not sent is forgotten after a day.",
            held["files"],
        )
        raise ValidationError(text % {"count": held["files"]}, code="no_room")


def forget_unused() -> tuple[int, int]:
    """Forget uploads nobody sent within a day, and content that nothing refers to any more.

    What stands in somebody's draft stays as long as the draft. Run hourly; safe to run twice
    at once. Returns how many of each.
    """
    old = timezone.now() - KEPT_FOR
    unused = PendingUpload.objects.filter(touched_at__lt=old)
    in_drafts = _in_drafts(unused.values("user"))
    uploads, _detail = unused.exclude(token__in=in_drafts).delete()
    return uploads, _forget_content(old)


def _in_drafts(people: Any) -> set[str]:
    """The tokens of uploads that stand in drafts of these people."""
    drafts = Draft.objects.filter(person__in=people).iterator()
    return {
        token
        for draft in drafts
        for _step, values in values_in(draft)
        for name, tokens in values.items()
        if name.endswith(KEPT)
        for token in tokens
    }


@transaction.atomic
def _forget_content(old: Any) -> int:
    """Lock first, look again, then remove.

    A form that refers to the same content at this moment holds the row (`storage.keep`), and
    is skipped; one that committed between our two looks is seen by the second.
    """
    candidates = unreferenced().filter(created_at__lt=old)
    locked = candidates.select_for_update(skip_locked=True, of=("self",))
    ids = [row.pk for row in locked[:BATCH]]
    files = list(unreferenced().filter(pk__in=ids))
    storage.forget(files)
    return len(files)


def unreferenced() -> Any:
    """Stored files to which no row of any room refers."""
    query = StoredFile.objects.order_by("pk")
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete:
            manager: Any = relation.related_model._base_manager  # type: ignore[union-attr]
            rows = manager.filter(**{relation.field.name: OuterRef("pk")})  # type: ignore[union-attr]
            query = query.filter(~Exists(rows))
    return query
