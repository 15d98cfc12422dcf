"""Whether a file is a whole Office document (OOXML or OpenDocument) without macros.

Both are ZIP archives; the archive is walked under limits, so that a small file cannot unfold
into a huge one, and every part's checksum is tested.
"""

import zipfile
import zlib
from collections.abc import Callable
from typing import IO

MAX_PARTS = 5000
MAX_UNFOLDED = 300 * 1024 * 1024
CHUNK = 256 * 1024
BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    RuntimeError,  # also of compression methods that zipfile does not know
    EOFError,
    OSError,
    ValueError,
    KeyError,
)


def ooxml(main_part: str, main_type: str) -> Callable[[IO[bytes]], bool]:
    """A check for an OOXML document (ISO/IEC 29500-2) with this main part."""

    def check(archive: zipfile.ZipFile) -> bool:
        names = archive.namelist()
        if main_part not in names or "[Content_Types].xml" not in names:
            return False
        types = archive.read("[Content_Types].xml")
        return main_type.encode() in types and not _has_macros(names, types)

    return lambda content: _holds(content, check)


def odf(mimetype: str) -> Callable[[IO[bytes]], bool]:
    """A check for an OpenDocument file (ISO/IEC 26300-3): its first part names its type."""

    def check(archive: zipfile.ZipFile) -> bool:
        first = archive.infolist()[0]
        if first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED:
            return False
        names = archive.namelist()
        return (
            archive.read(first) == mimetype.encode()
            and "content.xml" in names
            and "META-INF/manifest.xml" in names
            and not _has_macros(names, b"")
        )

    return lambda content: _holds(content, check)


def _has_macros(names: list[str], types: bytes) -> bool:
    lowered = [name.lower() for name in names]
    return (
        any(name.endswith("vbaproject.bin") for name in lowered)
        or any(name.startswith(("basic/", "scripts/")) for name in lowered)
        or b"macroEnabled" in types
    )


def _holds(content: IO[bytes], check: Callable[[zipfile.ZipFile], bool]) -> bool:
    if content.read(4) != b"PK\x03\x04":
        return False
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            return _within_limits(archive) and check(archive) and _is_whole(archive)
    except BROKEN:
        return False


def _within_limits(archive: zipfile.ZipFile) -> bool:
    parts = archive.infolist()
    return (
        0 < len(parts) <= MAX_PARTS
        and sum(part.file_size for part in parts) <= MAX_UNFOLDED
        and not any(part.flag_bits & 0x1 for part in parts)
        and not any(_escapes(part.filename) for part in parts)
        and len({part.filename for part in parts}) == len(parts)
    )


def _escapes(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/")


def _is_whole(archive: zipfile.ZipFile) -> bool:
    """Read every part to its end: zipfile compares sizes and checksums and raises."""
    left = MAX_UNFOLDED
    for part in archive.infolist():
        with archive.open(part) as stream:
            while piece := stream.read(CHUNK):
                left -= len(piece)
                if left < 0:
                    return False
    return True
