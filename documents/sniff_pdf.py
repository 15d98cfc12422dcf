"""Whether a file is a whole PDF: its head, its end, and the way from the end to its objects."""

import os
import re
from typing import IO

TAIL = 2048
HEAD = re.compile(rb"%PDF-(1\.[0-7]|2\.0)[\r\n \t]")
# The last pointer to the cross-reference table, and the mark that ends the file: nothing that
# another program could take for a file of its own may stand behind it.
END = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF[\s\0]*\Z")
AT_TARGET = re.compile(rb"\s*(xref\b|\d+\s+\d+\s+obj\b)")


def is_pdf(content: IO[bytes]) -> bool:
    """Whether `content` begins and ends as a PDF does (ISO 32000-2, 7.5) and hangs together."""
    if not HEAD.match(content.read(16)):
        return False
    size = content.seek(0, os.SEEK_END)
    content.seek(max(0, size - TAIL))
    end = END.search(content.read(TAIL))
    if end is None:
        return False
    target = int(end[1])
    if target == 0 or target >= size:
        return False
    content.seek(target)
    return AT_TARGET.match(content.read(64)) is not None
