"""Small documents for the demonstration, made on the spot."""

from documents.models import StoredFile
from documents.storage import store


def scan(title: str) -> StoredFile:
    """Return a stored one-page PDF that says `title` (Latin letters)."""
    return store(pdf(title), f"{title}.pdf")


def pdf(title: str) -> bytes:
    """A PDF of one page with one line, written by hand: no fonts, no renderer needed."""
    line = title.replace("\\", "").replace("(", "[").replace(")", "]")
    text = f"BT /F1 18 Tf 72 760 Td ({line}) Tj ET".encode("latin-1", "replace")
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
        b"<< /Length " + str(len(text)).encode() + b" >>\nstream\n" + text + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
