"""Puts bytes into the storage and takes them out again.

The storage is Django's default one: a folder on local disk, or a private S3 bucket by setting.
Content is kept once under its SHA-256; nothing is ever served from the storage by address.
"""

import hashlib
import logging
from typing import IO, Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from documents import sniff
from documents.models import StoredFile

log = logging.getLogger(__name__)
CHUNK = 256 * 1024


class Unwelcome(Exception):
    """The content is none of the types the house knows."""


def store(content: Any, name: str = "") -> StoredFile:
    """Store `content` (bytes, or an open file) unless its like is there already; return it.

    `name` is what it was called, for whoever attaches it. Raises Unwelcome if its type cannot
    be told from the content. Made-by-us content (papers) goes through `keep`.
    """
    file = ContentFile(content) if isinstance(content, bytes) else content
    kind = sniff.type_of(file)
    if kind is None:
        raise Unwelcome
    stored = keep(file, kind.name)
    stored.given_name = name
    return stored


@transaction.atomic
def keep(file: IO[bytes] | File, kind: str) -> StoredFile:
    """Return the stored file with this content, locked against forgetting till commit."""
    sha256 = fingerprint(file)
    known = _held(sha256)
    if known is not None:
        return known
    stored = StoredFile(sha256=sha256, kind=kind, size=_size(file))
    file.seek(0)
    stored.blob.save(sha256, File(file), save=False)
    try:
        with transaction.atomic():
            stored.save(force_insert=True)
    except IntegrityError:
        # Somebody stored the same content at the same moment: theirs is kept.
        _drop(stored.blob.name)
        known = _held(sha256)
        if known is None:
            raise
        return known
    except Exception:
        _drop(stored.blob.name)
        raise
    return stored


def fingerprint(file: IO[bytes] | File) -> str:
    """Return the SHA-256 of a file in hex, reading it in pieces from its beginning."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(CHUNK):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def read(stored: StoredFile) -> bytes:
    """Return the content of a (small) file after checking that it is still what it was.

    Raises OSError if it is missing or damaged.
    """
    with stored.blob.open("rb") as blob:
        content: bytes = blob.read()
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise OSError(f"the content of {stored.sha256} has changed")
    return content


def forget(files: list[StoredFile]) -> None:
    """Remove rows that nothing refers to, and their content once that is committed.

    Called by `documents.incoming.forget_unused` with the rows locked.
    """
    for stored in files:
        name = stored.blob.name
        stored.delete()
        transaction.on_commit(lambda name=name: _drop(name))  # type: ignore[misc]


def _held(sha256: str) -> StoredFile | None:
    """The row with this content. The lock makes whoever would forget it wait, then see us."""
    rows = StoredFile.objects.select_for_update(no_key=True)
    return rows.filter(sha256=sha256).first()


def _size(file: Any) -> int:
    size = getattr(file, "size", None)
    if size is None:
        size = file.seek(0, 2)
        file.seek(0)
    return int(size)


def _drop(name: str | None) -> None:
    """Remove content. What cannot be removed stays behind unreferenced, which harms nobody."""
    if not name:
        return
    try:
        default_storage.delete(name)
    except Exception as error:  # each storage raises its own kinds
        log.warning("%s stays in the storage: %s", name, type(error).__name__)
