"""Photos without the place where they were taken.

A phone writes position, owner and serial number into a picture. Phones that use the visit's
page send pictures drawn anew, without any of it; what comes through ordinary forms is drawn
anew here. The time is asked of the page and stands beside the photo, with that of receipt.
"""

import io

from PIL import Image, ImageOps

from documents import storage
from documents.models import StoredFile
from documents.sniff_images import MAX_PIXELS

LONGEST = 2400  # pixels of the longer side
QUALITY = 85


class NotAPhoto(Exception):
    """What was sent is no picture that can be read."""


def keep(content: bytes, name: str) -> StoredFile:
    """Draw a picture anew as a JPEG, upright and without metadata, and store it.

    Raises NotAPhoto.
    """
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise NotAPhoto
            drawn = _drawn(image)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPhoto from error
    try:
        return storage.store(drawn, name)
    except storage.Unwelcome as error:
        raise NotAPhoto from error


def _drawn(image: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(image)
    if upright.mode != "RGB":
        upright = upright.convert("RGB")
    upright.thumbnail((LONGEST, LONGEST))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def without_place(file: StoredFile) -> StoredFile:
    """The same picture drawn anew; anything but a picture as it is.

    `file` comes out of an upload field.
    """
    if file.kind not in ("jpg", "png"):
        return file
    try:
        drawn = keep(storage.read(file), file.given_name or "photo.jpg")
    except NotAPhoto:
        return file
    drawn.given_name = f"{(file.given_name or 'photo').rsplit('.', 1)[0]}.jpg"
    drawn.pending_id = file.pending_id
    return drawn
