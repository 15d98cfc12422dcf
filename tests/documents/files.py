"""Real files of every kind, and forged ones, as bytes."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

OOXML = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"
ELF = b"\x7fELF\x02\x01\x01" + bytes(2000)


def pdf(text: str = "Hello") -> bytes:
    """A small whole PDF with a true cross-reference table."""
    stream = f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length " + str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n"
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    return out + f"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def archive(parts: dict[str, bytes], stored: tuple[str, ...] = ()) -> bytes:
    """A ZIP archive of these parts, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            method = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            made.writestr(name, content, method)
    return out.getvalue()


def ooxml(main: str, kind: str, **more: bytes) -> bytes:
    """An OOXML document with this main part."""
    types = f'<Types><Override PartName="/{main}" ContentType="{OOXML}.{kind}.main+xml"/></Types>'
    parts = {"[Content_Types].xml": types.encode(), "_rels/.rels": b"<Relationships/>"}
    return archive({**parts, main: b"<root/>", **more})


def docx(**more: bytes) -> bytes:
    return ooxml("word/document.xml", "wordprocessingml.document", **more)


def xlsx(**more: bytes) -> bytes:
    return ooxml("xl/workbook.xml", "spreadsheetml.sheet", **more)


def odf(kind: str) -> bytes:
    return archive(
        {
            "mimetype": f"{ODF}.{kind}".encode(),
            "content.xml": b"<office:document-content/>",
            "META-INF/manifest.xml": b"<manifest:manifest/>",
        },
        stored=("mimetype",),
    )


def odt() -> bytes:
    return odf("text")


def ods() -> bytes:
    return odf("spreadsheet")


def image(kind: str, size: tuple[int, int] = (40, 30), colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, kind) if kind == "JPEG" else Image.new(
        "RGB", size, colour
    ).save(out, kind)
    return out.getvalue()


def png() -> bytes:
    return image("PNG")


def jpg() -> bytes:
    return image("JPEG")


WHOLE = {
    "pdf": pdf,
    "png": png,
    "jpg": jpg,
    "docx": docx,
    "xlsx": xlsx,
    "odt": odt,
    "ods": ods,
}


def upload(name: str, content: bytes, claimed: str = "application/octet-stream"):
    """What Django makes of a file that was sent."""
    return SimpleUploadedFile(name, content, claimed)
