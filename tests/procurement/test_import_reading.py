"""Taking releases out of files, whatever the files look like."""

import gzip
import json
import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.ocds.opening import FileProblem
from procurement.ocds.reading import Found, Unread, read
from tests.procurement.import_samples import (
    AWARD,
    OLD,
    PROCESS,
    TENDER,
    lines,
    packed,
    published_files,
)


def releases_in(name: str) -> list[dict]:
    """All releases of a file in which nothing is broken."""
    pieces = list(read(name))
    assert [p for p in pieces if isinstance(p, Unread)] == []
    return [p.release for p in pieces if isinstance(p, Found)]


def written(folder: Path, text: str, name: str = "file") -> str:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


PACKAGE = {"uri": "x:1", "publishedDate": "2020-01-01T00:00:00Z", "releases": PROCESS}
RECORDS = {
    "records": [
        {"ocid": TENDER["ocid"], "releases": PROCESS, "compiledRelease": AWARD},
        {"ocid": OLD["ocid"], "releases": [{"url": "x:2", "tag": ["tender"]}]}
        | {"compiledRelease": OLD},
    ]
}


@pytest.mark.parametrize("indent", [None, 0, 2])
@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (PACKAGE, PROCESS),
        ({**PACKAGE, "releases": []}, []),
        (RECORDS, [*PROCESS, OLD]),
        (RECORDS["records"][0], PROCESS),
        (PROCESS, PROCESS),
        (TENDER, [TENDER]),
        ([PACKAGE, OLD], [*PROCESS, OLD]),
    ],
    ids=["package", "empty package", "records", "record", "array", "bare", "array of packages"],
)
def test_documents_of_every_kind_and_layout(tmp_path, document, expected, indent) -> None:
    name = written(tmp_path, json.dumps(document, indent=indent, ensure_ascii=False))
    # Every number in the samples is exact in binary, so that Decimal and float compare equal.
    assert releases_in(name) == expected


def test_json_lines_may_hold_packages_and_blank_lines(tmp_path) -> None:
    name = lines(tmp_path, [TENDER, "", PACKAGE, "   ", OLD])
    assert len(releases_in(name)) == 5


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_byte_order_mark_and_line_ends_do_not_matter(tmp_path, ending) -> None:
    text = "\ufeff" + ending.join(json.dumps(r) for r in PROCESS)
    file = tmp_path / "f"
    file.write_bytes(text.encode())
    assert len(releases_in(str(file))) == 3


def test_gzip_is_known_by_its_content(tmp_path) -> None:
    data = "\n".join(json.dumps(r) for r in PROCESS).encode()
    assert len(releases_in(packed(tmp_path, data, "plain.json"))) == 3
    unpacked = written(tmp_path, data.decode(), "claims.gz")
    assert len(releases_in(unpacked)) == 3


def test_text_of_a_release_is_kept_word_for_word(tmp_path) -> None:
    text = '{"ocid":"ocds-t35t00-9",  "id":"1", "n": 1.10, "big": 12345678901234567890.123456789}'
    [found] = read(written(tmp_path, text))
    assert isinstance(found, Found)
    assert found.text == text
    assert str(found.release["big"]) == "12345678901234567890.123456789"


@pytest.mark.parametrize(
    "broken",
    [
        '{"ocid": "x", "tender": {',
        "nonsense",
        '{"ocid": "x"} {"ocid": "y"}',
        '{"ocid": NaN}',
        '{"a": ' + "9" * 500 + "}",
        '{"a": 1e' + "9" * 30 + "}",
        "[" * 5000,
        '{"a": "\x01"}',
        "null",
        "3",
        '"text"',
    ],
)
def test_one_broken_line_stops_nothing_else(tmp_path, broken) -> None:
    pieces = list(read(lines(tmp_path, [TENDER, broken, OLD])))
    assert [type(p) for p in pieces] == [Found, Unread, Found]
    assert pieces[1].place == "line 2"


def test_broken_first_line_does_not_hide_the_others(tmp_path) -> None:
    pieces = list(read(lines(tmp_path, ['{"ocid": "x", "a": [1,', TENDER, OLD])))
    assert [type(p) for p in pieces] == [Unread, Found, Found]


def test_bytes_that_are_no_utf8_spoil_their_own_line_only(tmp_path) -> None:
    file = tmp_path / "f"
    good = json.dumps(TENDER).encode()
    file.write_bytes(good + b'\n{"ocid": "caf\xe9"}\n' + good + b"\n")
    pieces = list(read(str(file)))
    assert [type(p) for p in pieces] == [Found, Unread, Found]
    assert "UTF-8" in pieces[1].reason


@pytest.mark.parametrize("indent", [0, 2, 4])
def test_broken_release_in_a_package_stops_nothing_else(tmp_path, indent) -> None:
    text = json.dumps({"releases": [TENDER, OLD, AWARD]}, indent=indent)
    text = text.replace('"old-1"', "old-1")
    pieces = list(read(written(tmp_path, text)))
    assert [type(p) for p in pieces] == [Found, Unread, Found]
    assert pieces[1].place.startswith("release 2")


def test_package_cut_short_gives_what_came_before(tmp_path) -> None:
    text = json.dumps({"releases": PROCESS}, indent=1)
    pieces = list(read(written(tmp_path, text[: text.index('"3-award"')])))
    assert [type(p) for p in pieces][:3] == [Found, Found, Unread]


def test_compressed_file_cut_short_gives_what_came_before(tmp_path) -> None:
    rows = [{**TENDER, "id": os.urandom(400).hex()} for _ in range(2000)]
    whole = gzip.compress("\n".join(json.dumps(r) for r in rows).encode())
    file = tmp_path / "cut.gz"
    file.write_bytes(whole[: len(whole) * 9 // 10])
    pieces = list(read(str(file)))
    assert sum(isinstance(p, Found) for p in pieces) > 1000
    assert "compressed data end early" in pieces[-1].reason


def test_record_that_only_links_its_releases_is_told(tmp_path) -> None:
    text = json.dumps({"records": [{"ocid": "o", "releases": [{"url": "x:1", "tag": ["award"]}]}]})
    [piece] = list(read(written(tmp_path, text)))
    assert isinstance(piece, Unread)
    assert "links" in piece.reason


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n \n", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"ocid,title\n1,2\n", "is not JSON"),
        (b"\x1f\x8b\x08\x00broken", "damaged"),
        (b"PK\x03\x04....", "ZIP"),
        ('{"ocid": 1}'.encode("utf-16"), "UTF-16"),
        ('{"ocid": 1}'.encode("utf-16-le"), "UTF-16"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_files_that_cannot_be_read_are_told_in_a_sentence(tmp_path, data, words) -> None:
    file = tmp_path / "f"
    file.write_bytes(data)
    with pytest.raises(FileProblem, match=words):
        list(read(str(file)))


def test_missing_files_and_folders_are_told(tmp_path) -> None:
    with pytest.raises(FileProblem, match="does not exist"):
        list(read(str(tmp_path / "none")))
    with pytest.raises(FileProblem, match="is a folder"):
        list(read(str(tmp_path)))
    with pytest.raises(FileProblem, match="could not be opened"):
        list(read("a\0b"))


def test_progress_is_told_in_bytes_of_the_file(tmp_path) -> None:
    name = lines(tmp_path, PROCESS)
    told: list[int] = []
    list(read(name, told.append))
    assert told[-1] == Path(name).stat().st_size


@pytest.mark.parametrize("is_document", [False, True], ids=["lines", "one document"])
def test_memory_does_not_grow_with_the_file(tmp_path, is_document) -> None:
    row = json.dumps({**TENDER, "pad": "x" * 2000})
    file = tmp_path / "large"
    with file.open("w") as out:
        out.write('{"releases": [\n' if is_document else "")
        for number in range(20_000):
            out.write(("," if is_document and number else "") + row + "\n")
        out.write("]}" if is_document else "")
    tracemalloc.start()
    count = sum(isinstance(piece, Found) for piece in read(str(file)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 16_000_000 < file.stat().st_size


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(rows=st.lists(values | st.text(max_size=30), max_size=8), indent=st.sampled_from([None, 1]))
def test_reading_never_fails_on_odd_content(tmp_path_factory, rows, indent) -> None:
    name = str(tmp_path_factory.mktemp("odd") / "f")
    for text in (
        "\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows),
        json.dumps(rows, indent=indent),
        json.dumps({"releases": rows}, indent=indent),
    ):
        Path(name).write_text(text, encoding="utf-8", errors="surrogatepass")
        try:
            pieces = list(read(name))
        except FileProblem:
            continue
        assert all(isinstance(piece, Found | Unread) for piece in pieces)


@settings(deadline=None)
@given(data=st.binary(max_size=200))
def test_reading_never_fails_on_odd_bytes(tmp_path_factory, data) -> None:
    file = tmp_path_factory.mktemp("bytes") / "f"
    for content in (data, b"{" + data, b"\x1f\x8b" + data, gzip.compress(b"[" + data)):
        file.write_bytes(content)
        try:
            list(read(str(file)))
        except FileProblem:
            continue


@pytest.mark.parametrize("file", published_files(), ids=lambda file: file.name)
def test_published_files_are_read_whole(file) -> None:
    with gzip.open(file, "rt", encoding="utf-8") as text:
        expected = [json.loads(line)["ocid"] for line in text]
    assert [release["ocid"] for release in releases_in(str(file))] == expected
