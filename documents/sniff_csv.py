"""Whether a file is a table in plain text: UTF-8 (or UTF-16 that says so), with separated values.

Text has no marks of its own to be known by, so the check is asked last, and is narrow: no
control characters anywhere, and a first line of at least two values.
"""

import codecs
from typing import IO

CHUNK = 256 * 1024
LONGEST_LINE = 64 * 1024
SEPARATORS = ",;\t"
# Bytes and letters that no table of text has: all controls but tab and line ends.
CONTROLS = {chr(code) for code in range(32)} - {"\t", "\n", "\r"} | {"\x7f"}


def is_table(content: IO[bytes]) -> bool:
    """Answer from the whole content, a piece at a time."""
    head = content.read(3)
    content.seek(0)
    wide = head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")()
    first, found_end = "", False
    try:
        while piece := content.read(CHUNK):
            text = decoder.decode(piece)
            if not CONTROLS.isdisjoint(text):
                return False
            if not found_end:
                line, end, _rest = text.replace("\r", "\n").partition("\n")
                first, found_end = first + line, bool(end)
                if len(first) > LONGEST_LINE:
                    return False
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return any(separator in first for separator in SEPARATORS)
