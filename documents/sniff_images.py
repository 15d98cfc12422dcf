"""Whether a file is a whole PNG or JPEG image, by decoding it within limits."""

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from PIL import Image, ImageFile

# Below Pillow's own limit, at which it warns.
MAX_PIXELS = 80_000_000
BROKEN = (OSError, SyntaxError, ValueError, TypeError, EOFError, IndexError, MemoryError)


def is_png(content: IO[bytes]) -> bool:
    """Whether `content` is a PNG whose chunks all carry the right checksum, to the last."""
    if content.read(8) != b"\x89PNG\r\n\x1a\n":
        return False
    content.seek(max(content.seek(0, 2) - 12, 0))
    if content.read(12) != b"\x00\x00\x00\x00IEND\xaeB`\x82":
        return False
    return _decodes(content, "PNG")


def is_jpeg(content: IO[bytes]) -> bool:
    """Whether `content` is a JPEG that decodes to its end (at an eighth of its size)."""
    if content.read(3) != b"\xff\xd8\xff":
        return False
    return _decodes(content, "JPEG")


_one_at_a_time = threading.Lock()


@contextmanager
def _strictly() -> Iterator[None]:
    """Have Pillow refuse what is cut off: WeasyPrint tells it, for the whole process, not to."""
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        before = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _decodes(content: IO[bytes], kind: str) -> bool:
    content.seek(0)
    try:
        with _strictly():
            image = Image.open(content, formats=[kind])
            if image.width * image.height > MAX_PIXELS:
                return False
            if kind == "JPEG":
                image.draft("L", (max(image.width // 8, 1), max(image.height // 8, 1)))
                image.load()
            else:
                image.verify()
    except (*BROKEN, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False
    return True
