"""What a file is, is found in its content and nowhere else."""

import io
import zipfile

import pytest

from documents import sniff, sniff_zip
from tests.documents import files


def kind_of(content: bytes) -> str | None:
    found = sniff.type_of(io.BytesIO(content))
    return found.name if found else None


@pytest.mark.parametrize("name", files.WHOLE)
def test_a_whole_file_is_known_by_its_content(name):
    assert kind_of(files.WHOLE[name]()) == name


@pytest.mark.parametrize("name", files.WHOLE)
@pytest.mark.parametrize("part", [0.3, 0.7, 0.98])
def test_a_file_cut_off_is_refused(name, part):
    whole = files.jpg() * 1 if name != "jpg" else files.image("JPEG", (600, 400))
    whole = files.WHOLE[name]() if name != "jpg" else whole
    assert kind_of(whole[: int(len(whole) * part)]) is None


@pytest.mark.parametrize("name", files.WHOLE)
def test_only_the_first_bytes_of_a_type_are_not_enough(name):
    assert kind_of(files.WHOLE[name]()[:16] + bytes(4000)) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"plain words\n",
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
        files.ELF,
        b"MZ" + bytes(3000),
        b"%PDF-1.7\n" + bytes(3000),
        b"%PDF-1.7\nwords\nstartxref\n5\n%%EOF\n",
        b"junk " + files.pdf(),
        files.archive({"a.txt": b"words"}),
        b"GIF89a" + bytes(300),
    ],
)
def test_what_is_none_of_our_types_is_refused(content):
    assert kind_of(content) is None


def test_a_page_hidden_behind_a_pdf_header_is_refused():
    assert kind_of(b"%PDF-1.7\n<html><script>alert(1)</script></html>\n%%EOF") is None


def test_a_pdf_with_an_archive_behind_it_is_refused():
    behind = files.archive({"evil.exe": bytes(range(256)) * 40})
    assert kind_of(files.pdf() + behind) is None
    assert kind_of(files.pdf() + b"<script>alert(1)</script>") is None
    assert kind_of(files.pdf() + b"\r\n\0\0") == "pdf"


def test_an_archive_under_the_parts_of_a_document_must_be_one():
    assert kind_of(files.archive({"word/document.xml": b"<root/>"})) is None
    assert kind_of(files.ooxml("word/document.xml", "spreadsheetml.sheet")) is None


def test_documents_with_macros_are_refused():
    assert kind_of(files.docx(**{"word/vbaProject.bin": b"macro"})) is None
    assert kind_of(files.xlsx(**{"xl/vbaProject.bin": b"macro"})) is None


def test_parts_that_climb_out_of_the_archive_are_refused():
    assert kind_of(files.docx(**{"../../etc/passwd": b"root"})) is None
    assert kind_of(files.docx(**{"/absolute": b"root"})) is None


def test_an_archive_that_unfolds_too_far_is_refused(monkeypatch):
    monkeypatch.setattr(sniff_zip, "MAX_UNFOLDED", 1_000_000)
    assert kind_of(files.docx(**{"word/media/huge.bin": bytes(2_000_000)})) is None


def test_a_part_with_a_wrong_checksum_is_refused():
    content = bytearray(files.archive({"mimetype": f"{files.ODF}.text".encode()}, ("mimetype",)))
    assert content[38:].startswith(files.ODF.encode())
    whole = bytearray(files.odt())
    place = whole.index(files.ODF.encode())
    whole[place] ^= 1
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() == "mimetype"
    assert kind_of(bytes(whole)) is None


def test_an_opendocument_names_its_type_first_and_plainly():
    packed = files.archive(
        {
            "content.xml": b"<x/>",
            "mimetype": f"{files.ODF}.text".encode(),
            "META-INF/manifest.xml": b"<x/>",
        }
    )
    assert kind_of(packed) is None


def test_an_image_with_a_broken_chunk_is_refused():
    content = bytearray(files.png())
    content[len(content) // 2] ^= 0xFF
    assert kind_of(bytes(content)) is None


def test_an_image_of_absurd_size_is_refused_without_being_decoded(monkeypatch):
    monkeypatch.setattr("documents.sniff_images.MAX_PIXELS", 1000)
    assert kind_of(files.png()) is None


def test_puremagic_names_what_we_do_not_take():
    assert "ELF" in sniff.guess(io.BytesIO(files.ELF)).upper() or sniff.guess(io.BytesIO(files.ELF))
    assert sniff.guess(io.BytesIO(b"")) == ""
