"""Sealed envelopes: what goes in comes out, and whatever was touched is told."""

import copy
import dataclasses
import hashlib
import io
import itertools
import json
import random
import sys

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from accounts.exact import SealError, canonical, strict_json, to_bytes, to_text
from procurement import biddocument, envelope, hpke, sealing, shamir
from procurement.envelope import CHUNK, STEP, TAG, padded_length, parse_header, read_header
from procurement.sealing import Sealer, check_share, read_part, read_plain, unlock, unwrap
from tests.procurement.envelopes import committee, context_of, seal

QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def sealed():
    """One envelope for all tests that only look at it: with a document of three chunks."""
    return seal([b"first" * 100, random.Random(7).randbytes(2 * CHUNK + 5)])


@pytest.fixture
def header(sealed):
    """Its header, as JSON states it, to be spoiled."""
    return copy.deepcopy(sealed.header.fields)


def refused(code, call, *args):
    def run():
        result = call(*args)
        if hasattr(result, "__next__"):
            list(result)

    with pytest.raises(SealError) as caught:
        run()
    assert caught.value.code == code, caught.value
    return str(caught.value)


def flipped(data: bytes, bit: int) -> bytes:
    value = bytearray(data)
    value[bit // 8 % len(value)] ^= 1 << bit % 8
    return bytes(value)


# --- round trips --------------------------------------------------------------------------


@QUICK
@given(
    files=some.lists(some.binary(max_size=3 * STEP), max_size=3),
    members=some.integers(2, 6),
    data=some.data(),
)
def test_any_t_members_open_what_was_sealed(files, members, data):
    threshold = data.draw(some.integers(2, members))
    sealed = seal(files, pairs=committee(members), threshold=threshold)
    places = data.draw(some.permutations(range(1, members + 1)))[:threshold]
    header = parse_header(sealed.header.json)
    key = unlock(header, sealed.shares(*places))
    bid = biddocument.open_bid(header, key, io.BytesIO(sealed.parts[0]), sealed.terms)
    assert bid.note == "A note."
    for document, content in zip(bid.documents, files, strict=True):
        stream = io.BytesIO(sealed.parts[document.part])
        assert b"".join(read_plain(header, document.part, key, stream, document.plain)) == content


@pytest.mark.parametrize(
    "size",
    [0, 1, STEP - 1, STEP, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 40 * CHUNK - STEP],
)
def test_sizes_at_the_edges_of_chunks_and_padding(size):
    content = random.Random(size).randbytes(size)
    sealed = seal([content])
    part = sealed.header.parts[1]
    assert part.length == padded_length(size)
    assert len(sealed.parts[1]) == part.size == part.length + -(-part.length // CHUNK) * TAG
    assert sealed.plain(1) == content + bytes(padded_length(size) - size)
    read_header(sealed.header.fields)


@given(some.integers(0, envelope.MOST_PART))
def test_padding_adds_little_and_is_a_fixed_point(size):
    padded = padded_length(size)
    assert padded >= size
    assert padded % STEP == 0
    assert padded_length(padded) == padded
    assert padded - size <= max(STEP, size / 16)


def test_a_stream_that_hands_out_little_at_a_time_is_read_to_its_end():
    class Trickle(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 70_000))

    content = random.Random(1).randbytes(CHUNK + 90_000)
    parts = {1: b""}
    sealer = Sealer(context_of(committee(2)))
    plain = sealer.add(1, Trickle(content), lambda n, data: parts.update({n: parts[n] + data}))
    assert plain.size == len(content)
    sealer.add(0, io.BytesIO(b"x"), lambda n, data: None)
    header = sealer.finish()
    key = sealer._key
    assert b"".join(read_plain(header, 1, key, Trickle(parts[1]), plain)) == content


def test_two_envelopes_of_the_same_bid_have_nothing_in_common():
    pairs = committee(3)
    one, other = seal([b"same"], pairs=pairs), seal([b"same"], pairs=pairs)
    assert one.header.commitment != other.header.commitment
    assert one.parts[1][:64] != other.parts[1][:64]
    assert not {s.sealed[:32] for s in one.header.shares} & {
        s.sealed[:32] for s in other.header.shares
    }


def test_parts_that_differ_by_little_are_of_one_size():
    assert len({len(seal([b"x" * size]).parts[1]) for size in (1, 5_000, STEP)}) == 1
    cheap, dear = seal(prices={1: "1", 2: "2"}), seal(prices={1: "9" * 15, 2: "1.234"})
    assert len(cheap.parts[0]) == len(dear.parts[0])


# --- shares -------------------------------------------------------------------------------


@pytest.mark.parametrize(("members", "threshold"), [(3, 2), (5, 3), (3, 3)])
def test_one_share_too_few_opens_nothing(members, threshold):
    sealed = seal(pairs=committee(members), threshold=threshold)
    for places in itertools.combinations(range(1, members + 1), threshold - 1):
        refused("few", unlock, sealed.header, sealed.shares(*places))


def test_more_shares_than_needed_open_too(sealed):
    assert unlock(sealed.header, sealed.shares(1, 2, 3)) == sealed.key


def test_a_wrong_share_is_told_from_a_right_one_at_once(sealed):
    right = sealed.shares(1, 2)
    for bit in range(0, 33 * 8, 5):
        refused("share", check_share, sealed.header, 1, flipped(right[1], bit))
    refused("share", unlock, sealed.header, right | {1: flipped(right[1], 3)})
    refused("share", check_share, sealed.header, 1, right[1][:-1])
    refused("share", check_share, sealed.header, 4, right[1])
    refused("share", check_share, sealed.header, 0, right[1])


def test_a_share_posted_for_another_place_is_refused(sealed):
    shares = sealed.shares(1, 2)
    refused("share", unlock, sealed.header, {1: shares[2], 2: shares[1]})
    refused("share", unlock, sealed.header, {1: shares[1], 3: shares[1]})


def test_a_key_opens_only_its_own_place(sealed):
    refused("key", unwrap, sealed.header, 2, sealed.pairs[0].private)
    refused("key", unwrap, sealed.header, 0, sealed.pairs[0].private)
    refused("key", unwrap, sealed.header, 4, sealed.pairs[0].private)
    refused("key", unwrap, sealed.header, 1, committee(1)[0].private)
    refused("key", unwrap, sealed.header, 1, b"short")


@pytest.mark.parametrize(
    "changes",
    [{"bid": "b-2"}, {"tender": "T-2026-0008"}, {"lot": 2}, {"envelope": "financial"}],
)
def test_a_share_of_another_bid_tender_lot_or_envelope_opens_nothing(changes):
    pairs = committee(3)
    one, other = seal(pairs=pairs), seal(pairs=pairs, **changes)
    value = one.header.fields
    value["shares"][0] = other.header.fields["shares"][0]
    mixed = read_header(value)
    refused("unwrap", unwrap, mixed, 1, pairs[0].private)
    refused("share", check_share, mixed, 1, one.shares(1)[1])
    refused("share", check_share, one.header, 1, other.shares(1)[1])
    # The rest of the committee sees that this envelope is not whole.
    shares = {place: unwrap(mixed, place, pairs[place - 1].private) for place in (2, 3)}
    refused("unequal", unlock, mixed, shares)


def test_shares_swapped_between_two_places_open_nothing(header, sealed):
    header["shares"][0], header["shares"][1] = header["shares"][1], header["shares"][0]
    mixed = read_header(header)
    refused("unwrap", unwrap, mixed, 1, sealed.pairs[0].private)
    refused("share", unlock, mixed, sealed.shares(1, 2))


def test_a_bidder_cannot_make_an_envelope_that_opens_for_some_and_not_for_others():
    pairs, key = committee(4), b"k" * 32
    context = context_of(pairs)
    shares = shamir.split(key, 4, 2)
    # The third is given a share of another key, with a check that fits it.
    crooked = [*shares[:2], shamir.split(b"o" * 32, 4, 2)[2], shares[3]]
    sealed = seal(pairs=pairs, sealer=Sealer(context, key=key, shares=shares))
    spoiled = Sealer(context, key=key, shares=crooked)
    spoiled._parts = dict(enumerate(sealed.header.parts))
    header = spoiled.finish()
    for places in itertools.combinations(range(1, 5), 2):
        given_ = {p: unwrap(header, p, pairs[p - 1].private) for p in places}
        refused("unequal", unlock, header, given_)


def test_a_share_that_its_member_cannot_unwrap_is_seen_by_the_others(sealed, header):
    wrapped = to_bytes(header["shares"][2]["sealed"], envelope.WRAPPED)
    header["shares"][2]["sealed"] = to_text(flipped(wrapped, 300))
    spoiled = read_header(header)
    refused("unwrap", unwrap, spoiled, 3, sealed.pairs[2].private)
    assert "place 3" in refused("unequal", unlock, spoiled, sealed.shares(1, 2))


def test_the_same_share_given_to_two_members_is_refused():
    pairs, key = committee(3), b"k" * 32
    shares = shamir.split(key, 3, 2)
    sealer = Sealer(context_of(pairs), key=key, shares=[shares[0], shares[1], shares[1]])
    sealer.add(0, io.BytesIO(b"x"), lambda n, data: None)
    header = sealer.finish()
    given_ = {p: unwrap(header, p, pairs[p - 1].private) for p in (1, 2)}
    refused("unequal", unlock, header, given_)


def test_no_other_key_fits_the_commitment(sealed, header):
    header["commitment"] = to_text(flipped(sealed.header.commitment, 9))
    spoiled = read_header(header)
    refused("unwrap", unwrap, spoiled, 1, sealed.pairs[0].private)
    refused("unequal", unlock, spoiled, sealed.shares(1, 2))


# --- ciphertext ---------------------------------------------------------------------------


@QUICK
@given(data=some.data())
def test_any_bit_flipped_in_any_part_is_told(sealed, data):
    number = data.draw(some.integers(0, 2))
    bit = data.draw(some.integers(0, len(sealed.parts[number]) * 8 - 1))
    stream = io.BytesIO(flipped(sealed.parts[number], bit))
    refused("altered", read_part, sealed.header, number, sealed.key, stream)
    stream.seek(0)
    refused("altered", sealing.check_ciphertext, sealed.header, number, stream)


def test_truncated_extended_and_reordered_chunks_are_told(sealed):
    whole, step = sealed.parts[2], CHUNK + TAG
    chunks = [whole[i : i + step] for i in range(0, len(whole), step)]
    assert len(chunks) == 3
    spoiled = [
        b"", whole[:-1], whole[:-step], b"".join(chunks[:2]), whole + b"\0", whole + chunks[2],
        chunks[1] + chunks[0] + chunks[2], chunks[0] + chunks[0] + chunks[2],
        chunks[2] + chunks[1] + chunks[0], whole[step:], sealed.parts[1],
    ]  # fmt: skip
    for other in spoiled:
        refused("altered", read_part, sealed.header, 2, sealed.key, io.BytesIO(other))
        refused("altered", sealing.check_ciphertext, sealed.header, 2, io.BytesIO(other))
    sealing.check_ciphertext(sealed.header, 2, io.BytesIO(whole))


def test_a_header_that_states_altered_chunks_still_opens_nothing(sealed):
    """Whoever can change both ciphertext and header cannot reorder, cut or graft either."""
    whole, step = sealed.parts[2], CHUNK + TAG
    for spoiled in (whole[step : 2 * step] + whole[:step] + whole[2 * step :], whole[:step]):
        value = sealed.header.fields
        value["parts"][2] |= {"size": len(spoiled), "sha256": hashlib.sha256(spoiled).hexdigest()}
        stream = io.BytesIO(spoiled)
        refused("altered", read_part, read_header(value), 2, sealed.key, stream)


def test_parts_swapped_or_left_out_are_told(sealed):
    value = sealed.header.fields
    value["parts"][1], value["parts"][2] = value["parts"][2], value["parts"][1]
    swapped = read_header(value)
    refused("altered", read_part, swapped, 1, sealed.key, io.BytesIO(sealed.parts[2]))
    for parts in (sealed.header.parts[:2], sealed.header.parts + sealed.header.parts[2:]):
        other = dataclasses.replace(sealed.header, parts=parts)
        stream = io.BytesIO(sealed.parts[0])
        refused("documents", biddocument.open_bid, other, sealed.key, stream, sealed.terms)


def test_a_document_that_is_not_the_one_the_bid_states_is_told(sealed):
    stated = sealed.documents[0].plain
    for wrong in (
        dataclasses.replace(stated, size=stated.size - 1),
        dataclasses.replace(stated, size=stated.size + 1),
        dataclasses.replace(stated, size=STEP + 1),
        dataclasses.replace(stated, sha256="0" * 64),
    ):
        stream = io.BytesIO(sealed.parts[1])
        refused("document", read_plain, sealed.header, 1, sealed.key, stream, wrong)


def test_there_is_no_part_beyond_the_last(sealed):
    refused("form", read_part, sealed.header, 3, sealed.key, io.BytesIO())
    refused("form", read_part, sealed.header, -1, sealed.key, io.BytesIO())


def test_memory_stays_flat_while_a_long_part_is_sealed_and_read():
    import tracemalloc

    class Long(io.RawIOBase):
        left = 48 * CHUNK

        def readable(self):
            return True

        def read(self, size=-1):
            size = min(size, self.left)
            self.left -= size
            return b"z" * size

    tracemalloc.start()
    sealer = Sealer(context_of(committee(2)))
    sealer.add(0, Long(), lambda number, data: None)  # type: ignore[arg-type]
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * CHUNK


# --- headers ------------------------------------------------------------------------------


def test_a_header_goes_through_json_unchanged(sealed):
    again = parse_header(json.dumps(sealed.header.fields, indent=2).encode())
    assert again == sealed.header
    assert again.digest == hashlib.sha256(rfc8785.dumps(sealed.header.fields)).hexdigest()


@QUICK
@given(bit=some.integers(0, 100_000))
def test_any_bit_flipped_in_a_header_is_refused_or_changes_its_digest(sealed, bit):
    try:
        spoiled = parse_header(flipped(sealed.header.json, bit))
    except SealError:
        return
    assert spoiled.digest != sealed.header.digest


def part_of(size, sha256="0" * 64):
    return {"salt": "A" * 22, "size": size, "sha256": sha256}


SPOILED = {
    "another format": {"format": "mizan-sealed-envelope-2"},
    "no tender": {"tender": ""},
    "a tender with a space": {"tender": "T 1"},
    "a tender in Arabic": {"tender": "عطاء"},
    "a tender without end": {"tender": "T" * 101},
    "a number for a tender": {"tender": 7},
    "text for a lot": {"lot": "1"},
    "true for a lot": {"lot": True},
    "no lot": {"lot": 0},
    "a fraction for a lot": {"lot": 1.0},
    "an unknown envelope": {"envelope": "both"},
    "a list for an envelope": {"envelope": ["single"]},
    "one opens alone": {"threshold": 1},
    "more than there are": {"threshold": 4},
    "true for a threshold": {"threshold": True},
    "no members": {"members": []},
    "members as an object": {"members": {}},
    "a short key": {"members": ["AAAA"] * 3},
    "padding in base64": {"commitment": "A" * 43 + "="},
    "ordinary base64": {"commitment": "+" * 43},
    "spare bits in base64": {"commitment": "A" * 42 + "B"},
    "a short commitment": {"commitment": "AAAA"},
    "nothing for a commitment": {"commitment": None},
    "no parts": {"parts": []},
    "parts without end": {"parts": [part_of(STEP + TAG)] * 201},
    "a part without its size": {"parts": [{"sha256": "0" * 64}]},
    "an empty part": {"parts": [part_of(0)]},
    "a part less than nothing": {"parts": [part_of(-1)]},
    "a part that is not padded": {"parts": [part_of(1000)]},
    "a part with an empty last chunk": {"parts": [part_of(CHUNK + 2 * TAG)]},
    "a part beyond all": {"parts": [part_of(2**52)]},
    "a digest in capitals": {"parts": [part_of(STEP + TAG, "A" * 64)]},
    "a digest with a line end": {"parts": [part_of(STEP + TAG, "0" * 64 + "\n")]},
    "a field too many in a part": {"parts": [part_of(STEP + TAG) | {"name": "x"}]},
    "a short salt": {"parts": [part_of(STEP + TAG) | {"salt": "AAAA"}]},
    "no shares": {"shares": []},
    "shares as text": {"shares": "abc"},
    "a share of nothing": {"shares": [None] * 3},
    "a field more": {"note": "x"},
}


@pytest.mark.parametrize("changes", SPOILED.values(), ids=SPOILED)
def test_malformed_headers_are_refused(header, changes):
    refused("form", read_header, header | changes)


@pytest.mark.parametrize("name", sorted(envelope.HEADER_FIELDS))
def test_a_header_lacks_nothing(header, name):
    del header[name]
    refused("form", read_header, header)


@pytest.mark.parametrize("value", [None, [], "x", 5, True, {}])
def test_what_is_no_header_at_all_is_refused(value):
    refused("form", read_header, value)


def test_a_share_less_or_more_is_refused(header):
    refused("form", read_header, header | {"shares": header["shares"][:2]})
    refused("form", read_header, header | {"shares": header["shares"] * 2})
    header["shares"][0]["sealed"] += "AAAA"
    refused("form", read_header, header)


def test_nobody_holds_two_places(header):
    header["members"][1] = header["members"][0]
    refused("form", read_header, header)
    header["members"][1] = to_text(flipped(to_bytes(header["members"][0], 32), 255))
    refused("key", read_header, header)


def test_keys_of_low_order_are_refused(header):
    header["members"][1] = to_text(bytes(32))
    refused("key", read_header, header)
    with pytest.raises(SealError):
        Sealer(dataclasses.replace(context_of(committee(2)), members=(bytes(32), b"\x09" * 32)))


@pytest.mark.parametrize(
    "text",
    [
        b"", b"null", b"[1,2", b"\xff\xfe", b"\xef\xbb\xbf{}", b'{"a":1,"a":2}', b"[NaN]",
        b"[Infinity]", b"[1.5]", b"[1e3]", b"[-0]", b"[9007199254740992]", b"[" * 100_000,
        b"9" * 5_000, b'["\\ud800"]', b'{"a" 1}', b"{} {}", b'["\x01"]',
    ],
)  # fmt: skip
def test_text_that_is_not_strict_json_is_refused(text):
    with pytest.raises(SealError):
        parse_header(text)


def test_a_header_without_end_is_refused_unread():
    refused("size", parse_header, b" " * (envelope.MOST_HEADER + 1))


JSON = some.recursive(
    some.text() | some.integers(-(2**53) + 1, 2**53 - 1) | some.booleans() | some.none(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text("abcXYZ_-."), inner),
    max_leaves=20,
)


@given(JSON)
def test_canonical_json_is_that_of_rfc_8785(value):
    assert canonical(value) == rfc8785.dumps(value)
    assert strict_json(canonical(value), 1 << 20) == value


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_reading_anything_else_fails_in_no_other_way(value):
    with pytest.raises(SealError):
        read_header(value)


def test_the_context_an_envelope_must_have(sealed):
    context = sealed.header.context
    sealed.header.require(dataclasses.replace(context))
    for name, other in (("bid", "b-2"), ("lot", 2), ("threshold", 3), ("envelope", "technical")):
        text = refused(
            "context", sealed.header.require, dataclasses.replace(context, **{name: other})
        )
        assert name in text


def test_a_part_added_again_is_sealed_with_another_key():
    pairs, written = committee(2), []
    sealer = Sealer(context_of(pairs))
    for content in (b"first try", b"second try", b"second try"):
        sealer.add(0, io.BytesIO(content), lambda number, data: written.append(data))
    assert len({data[:9] for data in written}) == 3
    assert bytes(a ^ b for a, b in zip(written[1], written[2], strict=True)).strip(b"\0")
    header = sealer.finish()
    plain = b"".join(read_part(header, 0, sealer._key, io.BytesIO(written[2])))
    assert plain.startswith(b"second try")
    refused("altered", read_part, header, 0, sealer._key, io.BytesIO(written[1]))


def test_parts_are_numbered_without_a_gap():
    sealer = Sealer(context_of(committee(2)))
    refused("form", sealer.finish)
    sealer.add(1, io.BytesIO(b""), lambda n, data: None)
    refused("form", sealer.finish)
    refused("form", sealer.add, -1, io.BytesIO(b""), lambda n, data: None)
    refused("form", sealer.add, 200, io.BytesIO(b""), lambda n, data: None)


# --- Shamir -------------------------------------------------------------------------------

# Made once with split(secret, 5, 3) of the npm package shamir-secret-sharing 0.0.4.
NPM_SECRET = "01080f161d242b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3da"
NPM_SHARES = [
    "35a1bbdb4ca30ac5986f2d6e1905611f3299369a1faa05a55c394f4b0f15e863f9",
    "354f97d1194dbbf0a1d20e2ce6fc396c4edf1eac0b09cd8dee17b4fb0115227306",
    "eb4f64312dfce2b36b52398d39ff54f3e5aeb10f2c0a9a6683d902e670d3e9ed91",
    "d743a2f9aad2c36fd21f672b1d69d6e673f62fbffb9858381b90808f7f61727432",
    "f294554048bfff209a3c17ad64e31b7e44680b39b85fdf02c8ffae544c4026b157",
]


def test_shares_made_by_the_npm_package_combine():
    secret = bytes.fromhex(NPM_SECRET)
    shares = [bytes.fromhex(share) for share in NPM_SHARES]
    for chosen in itertools.permutations(shares, 3):
        assert shamir.combine(chosen) == secret
    assert shamir.combine(shares) == secret
    assert all(shamir.combine(pair) != secret for pair in itertools.combinations(shares, 2))
    assert set(shares) < set(shamir.further(shares[:3]))


@QUICK
@given(some.binary(min_size=1, max_size=40), some.data())
def test_any_t_shares_combine_and_give_all_the_others(secret, data):
    count = data.draw(some.integers(2, 255))
    threshold = data.draw(some.integers(2, min(count, 9)))
    shares = shamir.split(secret, count, threshold)
    assert len({share[-1] for share in shares}) == count
    chosen = data.draw(some.permutations(shares))[:threshold]
    assert shamir.combine(chosen) == secret
    assert set(shares) <= set(shamir.further(chosen))


def test_what_cannot_be_shared_or_combined_is_refused():
    for call in (
        lambda: shamir.split(b"", 3, 2),
        lambda: shamir.split(b"x", 3, 1),
        lambda: shamir.split(b"x", 2, 3),
        lambda: shamir.split(b"x", 256, 2),
        lambda: shamir.combine([]),
        lambda: shamir.combine([b"ab"]),
        lambda: shamir.combine([b"ab", b"cb"]),
        lambda: shamir.combine([b"ab", b"abc"]),
        lambda: shamir.combine([b"a", b"b"]),
        lambda: shamir.combine([b"a\0", b"ab"]),
    ):
        with pytest.raises(ValueError, match=r"2 <=|empty|least|own x"):
            call()


def test_multiplication_is_that_of_the_field():
    assert shamir._times(0x53, 0xCA) == 1  # the example of FIPS 197
    assert shamir._times(0x57, 0x83) == 0xC1
    for a in range(1, 256):
        assert shamir._times(a, shamir._over(1, a)) == 1


def test_the_core_needs_no_django():
    import subprocess

    code = (
        "import sys, procurement.sealing, procurement.biddocument, procurement.sealsheet,"
        " accounts.personal_keys; sys.exit('django' in sys.modules)"
    )
    assert not subprocess.run([sys.executable, "-c", code]).returncode
    assert hpke.TAG == TAG
