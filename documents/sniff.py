"""Finds out what a file is from its content. Its name and what the browser said are not asked.

Called when a file is stored. Each type has a strict check of its own: head and tail of a PDF,
the parts of an Office document, every chunk of an image. What passes none is refused, with
puremagic's guess in the sentence if it has one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

import puremagic
from django.utils.translation import gettext_lazy as _

from documents import sniff_images, sniff_zip
from documents.sniff_csv import is_table
from documents.sniff_pdf import is_pdf

Source = IO[bytes]


@dataclass(frozen=True)
class Type:
    """A type of file that the house knows: its check answers from the content alone."""

    name: str
    label: Any
    content_type: str
    extensions: tuple[str, ...]
    check: Callable[[Source], bool]

    @property
    def extension(self) -> str:
        """The ending its name is given."""
        return self.extensions[0]


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
TYPES: dict[str, Type] = {
    one.name: one
    for one in (
        Type("pdf", _("PDF"), "application/pdf", ("pdf",), is_pdf),
        Type("png", _("PNG image"), "image/png", ("png",), sniff_images.is_png),
        Type("jpg", _("JPEG image"), "image/jpeg", ("jpg", "jpeg"), sniff_images.is_jpeg),
        Type(
            "docx",
            _("Word"),
            f"{_OOXML}.wordprocessingml.document",
            ("docx",),
            sniff_zip.ooxml("word/document.xml", "wordprocessingml.document.main"),
        ),
        Type(
            "xlsx",
            _("Excel"),
            f"{_OOXML}.spreadsheetml.sheet",
            ("xlsx",),
            sniff_zip.ooxml("xl/workbook.xml", "spreadsheetml.sheet.main"),
        ),
        Type(
            "odt", _("OpenDocument text"), f"{_ODF}.text", ("odt",), sniff_zip.odf(f"{_ODF}.text")
        ),
        Type(
            "ods",
            _("OpenDocument spreadsheet"),
            f"{_ODF}.spreadsheet",
            ("ods",),
            sniff_zip.odf(f"{_ODF}.spreadsheet"),
        ),
        Type("csv", _("CSV table"), "text/csv; charset=utf-8", ("csv",), is_table),
    )
}
# Endings people know, so that a name that says otherwise than the content can be refused.
BY_EXTENSION = {extension: one for one in TYPES.values() for extension in one.extensions}


def type_of(content: Source) -> Type | None:
    """Return the type of what `content` holds, or None if it is none of ours (or damaged).

    Reads the file from its beginning and leaves it there.
    """
    for one in TYPES.values():
        content.seek(0)
        if one.check(content):
            content.seek(0)
            return one
    content.seek(0)
    return None


def guess(content: Source) -> str:
    """Return puremagic's name for what this looks like ("ZIP archive"), or "" without one."""
    content.seek(0)
    head = content.read(64 * 1024)
    content.seek(0)
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    return str(found[0].name) if found and found[0].confidence >= 0.4 else ""
