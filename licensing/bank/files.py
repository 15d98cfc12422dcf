"""Reads a statement from a file of either format: looks at the content, not at its name."""

from dataclasses import replace

from django.utils.translation import gettext as _

from licensing.bank import camt, table
from licensing.bank.reading import MAX_BYTES, MAX_LINES, Reading, Unreadable, with_keys


def read(content: bytes) -> Reading:
    """Read a statement. Raises Unreadable."""
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise Unreadable(_("The file is too large for a statement: 5 MB at most."))
    head = content[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    found = camt.read(content) if head.startswith(b"<") else table.read(content)
    if len(found.lines) > MAX_LINES:
        text = _("The file has %(count)s entries; %(most)s can be taken at once.")
        raise Unreadable(text % {"count": len(found.lines), "most": MAX_LINES})
    return replace(found, lines=tuple(with_keys(found.lines)))
