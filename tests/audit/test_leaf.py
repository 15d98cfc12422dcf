"""The form of the log's entries is final: these vectors (docs/trail.md) never change."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import leaf

VECTORS = json.loads(Path("docs/trail-vectors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_vectors(vector):
    private = vector["private"]
    if private:
        salt = bytes.fromhex(private["salt"])
        assert leaf.commitment(salt, leaf.canonical(private["data"])).hex() == private["commitment"]
    facts = {**vector["event"], "at": datetime.fromisoformat(vector["event"]["at"])}
    statement = leaf.canonical(
        leaf.statement(**facts, private=private["commitment"] if private else None)
    )
    assert statement == vector["statement"].encode()
    entry = leaf.commitment(bytes.fromhex(vector["salt"]), statement)
    assert entry.hex() == vector["commitment"]
    assert leaf.leaf_hash(entry).hex() == vector["leaf_hash"]


def test_the_first_vector_says_what_openssl_says():
    assert VECTORS[0]["commitment"] == (
        "1c66d58ba586c8caa1f405969e52d549966465127eb4035398a48611e63453e9"
    )


def test_commitment_is_hmac_with_the_salt_as_key():
    salt, text = b"\x01" * 32, b'{"v":1}'
    assert leaf.commitment(salt, text) == hmac.new(salt, text, hashlib.sha256).digest()


def test_rfc8785_example_of_sorting():
    """RFC 8785, section 3.2.3: keys are sorted by their UTF-16 code units."""
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    order = list(json.loads(leaf.canonical(value)).values())
    assert order == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


def test_moments_are_utc_with_six_decimals():
    assert leaf.moment(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) == "2026-01-02T03:04:05.000000Z"


plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(plain_values)
def test_what_is_plain_survives_json_unchanged(value):
    """Whatever the database makes of it on the way, the statement can be written again."""
    if _has_surrogates(value):
        return
    leaf.plain(value)
    again = json.loads(json.dumps(value))
    assert leaf.canonical(again) == leaf.canonical(value)


def _has_surrogates(value) -> bool:
    return any(0xD800 <= ord(c) <= 0xDFFF for c in json.dumps(value, ensure_ascii=False))


@pytest.mark.parametrize("value", [1.5, 2**53, object(), {1: "a"}, ("a",), [{"a": 0.1}], b"x"])
def test_what_is_not_plain_is_refused(value):
    with pytest.raises(TypeError):
        leaf.plain(value)
