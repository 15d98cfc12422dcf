"""Sealing in a real browser: the test vectors, and each side opening what the other sealed.

The page is the import map alone, over files collected as an installation collects them and
under the site's own Content-Security-Policy.
"""

import base64
import dataclasses
import io
import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from accounts import personal_keys
from accounts.exact import SealError, canonical
from procurement import biddocument, sealing, sealsheet
from procurement.envelope import CHUNK, STEP, parse_header, read_header
from tests.procurement import sealed_vectors
from tests.procurement.envelopes import committee, context_of, seal
from tests.procurement.static_files import collected, served
from tests.procurement.test_biddocument import names, plain_text

pytestmark = pytest.mark.browser

HELP = """
const hex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const unhex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
const from64 = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
const to64 = async (blob) => new Promise((done) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result.split(",")[1]);
  reader.readAsDataURL(blob);
});
const at = (name) => import(`/static/js/seal/${name}.js`);
const refusal = async (call) => {
  try { await call(); return "accepted"; } catch (error) { return error.code ?? String(error); }
};
const contextOf = async (fields) => {
  const { toBytes } = await at("exact");
  return { ...fields, members: fields.members.map((key) => toBytes(key, 32)) };
};
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    with collected(folder / "static"), served(folder) as url:
        yield url


@pytest.fixture(scope="module")
def page(chromium, address):
    page = chromium.new_page()
    problems: list[str] = []

    def note(message):
        if message.type == "error" and "404" not in message.text:
            problems.append(message.text)

    page.on("console", note)
    page.goto(address)
    yield page
    page.close()
    assert not problems


@pytest.fixture
def run(page):
    def call(script, **given):
        return page.evaluate(f"async (given) => {{ {HELP} {script} }}", given)

    return call


@pytest.fixture(scope="module")
def vectors():
    return json.loads(sealed_vectors.FILE.read_text(encoding="utf-8"))


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_the_browser_can(run):
    assert run('return (await at("keys")).isSupported();')


def test_hpke_gives_the_ciphertext_published_with_rfc_9180(run):
    from tests.procurement.test_hpke import AAD, AES_256, INFO, PLAINTEXT

    sealed, opened, public = run(
        """
        const hpke = await at("hpke"), v = given.vector;
        const sealed = await hpke.seal(
          hex(given.text), hex(v.pk_r), hex(given.info), hex(v.ikm_e), hex(given.aad));
        const opened = await hpke.open(
          hex(v.enc + v.ct), hex(v.sk_r), hex(given.info), hex(given.aad));
        return [unhex(sealed), unhex(opened), unhex(await hpke.publicOf(hex(v.sk_r)))];
        """,
        vector=AES_256, text=PLAINTEXT.hex(), info=INFO.hex(), aad=AAD.hex(),
    )  # fmt: skip
    assert sealed == AES_256["enc"] + AES_256["ct"]
    assert opened == PLAINTEXT.hex()
    assert public == AES_256["pk_r"]


def test_encodings_and_padding_of_the_vectors(run, vectors):
    digest, lengths = run(
        """
        const { canonical, sha256, utf8 } = await at("exact");
        const { paddedLength } = await at("header");
        const lengths = Object.keys(given.lengths).map((s) => [s, paddedLength(Number(s))]);
        return [unhex(await sha256(utf8(canonical(given.value)))), Object.fromEntries(lengths)];
        """,
        value=vectors["canonical_json"]["value"], lengths=vectors["padded_length"],
    )  # fmt: skip
    assert digest == vectors["canonical_json"]["sha256"]
    assert lengths == vectors["padded_length"]


def test_sealing_the_vector_gives_its_header_to_the_last_byte(run, vectors):
    header, digest, body, fingerprints = run(
        """
        const { Sealer, headerDigest } = await at("envelope"), v = given.envelope;
        const { bidBytes } = await at("bid"), { fingerprint } = await at("keys");
        const context = await contextOf(v.context);
        const sealer = await Sealer.create(context, {
          key: hex(v.content_key), shares: v.shares.map(hex),
          salts: new Map(v.salts.map((salt, number) => [number, hex(salt)])),
        });
        const file = Uint8Array.from({ length: v.document_size }, (_, i) => (7 * i + 3) % 251);
        const plain = await sealer.add(1, new Blob([file]), () => {});
        const bid = JSON.parse(v.bid);
        const documents = [{ ...bid.documents[0], ...plain }];
        const prices = new Map(bid.prices.map((p) => [p.item, p.unit_price]));
        const body = bidBytes(v.terms, { prices, documents, answers: bid.answers, note: bid.note });
        await sealer.add(0, body, () => {});
        const header = await sealer.finish();
        return [
          header, await headerDigest(header), new TextDecoder().decode(body).trimEnd(),
          await Promise.all(context.members.map(fingerprint)),
        ];
        """,
        envelope=vectors["envelope"],
    )
    assert body == vectors["envelope"]["bid"]
    assert header == vectors["envelope"]["header"]
    assert digest == vectors["envelope"]["header_digest"]
    assert fingerprints == vectors["envelope"]["fingerprints"]


def test_personal_keys_of_the_vectors(run, vectors):
    own = vectors["personal_key"]
    found = run(
        """
        const keys = await at("keys"), v = given.own;
        const one = await keys.unwrap(v.wrapped, v.passphrase);
        const other = await keys.recover(v.recovery_file, v.recovery_code.toLowerCase());
        return [
          unhex(one.private), unhex(other.private), await keys.writeCode(hex(v.recovery_code_bytes)),
          await refusal(() => keys.unwrap(v.wrapped, v.passphrase + "x")),
          await refusal(() => keys.unwrap({ ...v.wrapped, iterations: 700000 }, v.passphrase)),
          await refusal(() => keys.unwrap({ ...v.wrapped, iterations: 1000 }, v.passphrase)),
          await refusal(() => keys.recover(v.recovery_file, "0000-".repeat(7))),
          await refusal(async () => keys.recover(v.recovery_file, await keys.writeCode(hex("00".repeat(16))))),
          await refusal(() => keys.recover({ ...v.recovery_file, label: "x" }, v.recovery_code)),
        ];
        """,
        own=own,
    )
    assert found == [
        own["private"], own["private"], own["recovery_code"], "passphrase", "passphrase", "form",
        "code", "recovery", "recovery",
    ]  # fmt: skip


def test_keys_made_in_one_place_are_unwrapped_in_the_other(run):
    made = run(
        """
        const keys = await at("keys"), pair = await keys.newPair();
        return { private: unhex(pair.private), public: unhex(pair.public),
          wrapped: await keys.wrap(pair, given.words),
          recovery: await keys.recovery(pair, "لينا") };
        """,
        words="عبارة مرور طويلة",
    )
    pair = personal_keys.unwrap(made["wrapped"], "عبارة مرور طويلة")
    assert (pair.private.hex(), pair.public.hex()) == (made["private"], made["public"])
    assert personal_keys.recover(made["recovery"]["file"], made["recovery"]["code"]) == pair
    file, code = personal_keys.recovery(pair.private, "Lina")
    wrapped = personal_keys.wrap(pair.private, "another one, long")
    opened = run(
        """
        const keys = await at("keys");
        const one = await keys.unwrap(given.wrapped, "another one, long");
        const other = await keys.recover(given.file, given.code);
        return [unhex(one.private), unhex(other.private)];
        """,
        wrapped=wrapped, file=file, code=code,
    )  # fmt: skip
    assert opened == [made["private"]] * 2


def test_what_the_browser_seals_the_server_opens(run):
    pairs = committee(5)
    context = context_of(pairs, 3)
    sent = run(
        """
        const { Sealer } = await at("envelope"), { bidBytes, plainText } = await at("bid");
        const sealer = await Sealer.create(await contextOf(given.context));
        const parts = {}, counters = [], progress = [];
        let writing = 0, most = 0;
        const write = async (number, bytes, counter) => {
          most = Math.max(most, ++writing);
          await new Promise((done) => setTimeout(done));
          (parts[number] ??= []).push(bytes);
          counters.push([number, counter]);
          writing--;
        };
        const file = new Blob([new Uint8Array(2500000).fill(65)]);
        const plain = await sealer.add(1, file, write, { progress: (done) => progress.push(done) });
        const empty = await sealer.add(2, new Blob([]), write);
        const documents = [
          { part: 1, requirement: 4, name: "عرض.pdf", type: "application/pdf", ...plain },
          { part: 2, requirement: 0, name: "empty.txt", type: "text/plain", ...empty },
        ];
        const terms = { ...given.terms, items: [2, 1] };
        const prices = new Map([[2, "0.001"], [1, "7"]]);
        const answers = [{ criterion: 9, meets: false, text: "" }, { criterion: 2, meets: true, text: "نعم" }];
        await sealer.add(0, bidBytes(terms, { prices, documents, answers, note: plainText("شكرًا\\r\\n") }), write);
        const header = await sealer.finish();
        const sent = {};
        for (const number in parts) sent[number] = await to64(new Blob(parts[number]));
        return { header, sent, counters, progress, most };
        """,
        context=context.fields,
        terms={"tender": context.tender, "lot": 1, "bid": "b-1", "envelope": "single",
               "company": "C-1", "currency": "JOD", "decimals": 3},
    )  # fmt: skip
    parts = {int(number): base64.b64decode(data) for number, data in sent["sent"].items()}
    header = parse_header(json.dumps(sent["header"]).encode())
    header.require(context)
    shares = {p: sealing.unwrap(header, p, pairs[p - 1].private) for p in (2, 4, 5)}
    key = sealing.unlock(header, shares)
    terms = biddocument.Terms("T-2026-0007", 1, "b-1", "single", "C-1", "JOD", 3, (1, 2))
    bid = biddocument.open_bid(header, key, io.BytesIO(parts[0]), terms)
    assert [str(price.unit_price) for price in bid.prices] == ["7", "0.001"]
    assert bid.note == "شكرًا\n"
    assert [d.requirement for d in bid.documents] == [4, 0]
    assert [(a.criterion, a.meets, a.text) for a in bid.answers] == [
        (2, True, "نعم"),
        (9, False, ""),
    ]
    for number, content in ((1, b"A" * 2_500_000), (2, b"")):
        plain = bid.documents[number - 1].plain
        stream = io.BytesIO(parts[number])
        assert b"".join(sealing.read_plain(header, number, key, stream, plain)) == content
    assert sent["most"] == 1  # one chunk in flight: memory stays flat
    assert sent["progress"] == [CHUNK, 2 * CHUNK, 2_500_000]
    assert sent["counters"][:3] == [[1, 0], [1, 1], [1, 2]]


def test_what_the_server_seals_the_browser_opens(run):
    content = random.Random(3).randbytes(CHUNK + 77)
    sealed = seal([content])
    found = run(
        """
        const envelope = await at("envelope");
        const header = await envelope.readHeader(given.header);
        const shares = new Map();
        for (const place of [1, 3]) {
          shares.set(place, await envelope.unwrapShare(header, place, hex(given.privates[place - 1])));
        }
        const key = await envelope.unlock(header, shares);
        const blob = new Blob([from64(given.part)]), chunks = [];
        for await (const chunk of envelope.readPart(header, 1, key, blob)) chunks.push(chunk);
        const bytes = from64(given.part);
        bytes[given.part.length >> 1] ^= 1;
        const spoiled = new Blob([bytes]);
        const all = async (blob) => { for await (const _ of envelope.readPart(header, 1, key, blob)); };
        const wrong = shares.get(1).slice();
        wrong[0] ^= 1;
        const swapped = { ...given.header, shares: [...given.header.shares].reverse() };
        return [
          unhex(key), await to64(new Blob(chunks)), await envelope.headerDigest(given.header),
          await refusal(() => all(spoiled)),
          await refusal(() => all(blob.slice(0, -1))),
          await refusal(() => envelope.unlock(header, new Map([[1, shares.get(1)]]))),
          await refusal(() => envelope.checkShare(header, 1, wrong)),
          await refusal(() => envelope.unwrapShare(header, 2, hex(given.privates[0]))),
          await refusal(async () => envelope.unwrapShare(
            await envelope.readHeader(swapped), 1, hex(given.privates[0]))),
        ];
        """,
        header=sealed.header.fields, part=b64(sealed.parts[1]),
        privates=[pair.private.hex() for pair in sealed.pairs],
    )  # fmt: skip
    assert found[0] == sealed.key.hex()
    assert base64.b64decode(found[1])[: len(content)] == content
    assert found[2] == sealed.header.digest
    assert found[3:] == ["altered", "altered", "few", "share", "key", "unwrap"]


def test_both_refuse_the_same_headers(run):
    from tests.procurement.test_sealing import SPOILED

    header = seal().header.fields
    zero = header | {"members": ["A" * 43, *header["members"][1:]]}
    # JSON from Python knows no difference between 1 and 1.0 on the other side.
    changed = {k: header | v for k, v in SPOILED.items() if k != "a fraction for a lot"}
    changed["a key of low order"] = zero
    for value in changed.values():
        with pytest.raises(SealError):
            read_header(value)
    accepted = run(
        """
        const { readHeader } = await at("header"), accepted = [];
        for (const [name, value] of Object.entries(given.changed)) {
          const code = await refusal(() => readHeader(value));
          if (!["form", "key"].includes(code)) accepted.push([name, code]);
        }
        return [accepted, await refusal(() => readHeader(given.header))];
        """,
        changed=changed, header=header,
    )  # fmt: skip
    assert accepted == [[], "accepted"]


def verdicts(run, name, call, values):
    """Whether the browser takes each of these values of a format."""
    return run(
        f"""
        const {{ {name} }} = await at(given.module);
        const found = [];
        for (const value of given.values) found.push(await refusal(() => {call}));
        return found;
        """,
        values=values, module={"readBid": "bid", "readSheet": "sheet"}[name],
    )  # fmt: skip


def test_both_read_the_same_bids_and_refuse_the_same(run):
    from tests.procurement.test_biddocument import CHANGED, DOCUMENT, TERMS, VALUE

    spoiled = [VALUE | changes for changes, _code in CHANGED.values()]
    for changes in (
        {"part": 2}, {"name": "../x"}, {"name": " a"}, {"name": "a\u0085"}, {"name": "\ufeffa"},
        {"name": "x" * 201}, {"type": "pdf"}, {"size": -1}, {"size": True}, {"sha256": None},
        {"requirement": -1}, {"requirement": None}, {"requirement": 0}, {"more": 1}, {"name": "é" * 200},
    ):  # fmt: skip
        spoiled.append(VALUE | {"documents": [DOCUMENT | changes]})
    for price in ("", "-1", "1.", "01", "1.2345", "1e3", "١", "1\n", 1, None):
        prices = [{"item": 1, "unit_price": price}, VALUE["prices"][1]]
        spoiled.append(VALUE | {"prices": prices})
    spoiled += [VALUE, VALUE | {"note": "🙂" * 10_000}, VALUE | {"note": "a\tb\n"}]
    datas = [biddocument.pad(canonical(value)) for value in spoiled]
    datas += [b" " * STEP, canonical(VALUE), json.dumps(VALUE).encode().ljust(STEP)]
    own = [code_of(lambda data=data: biddocument.parse(data, TERMS)) for data in datas]
    terms = dataclasses.asdict(TERMS)
    call = "readBid(from64(value[0]), value[1])"
    assert verdicts(run, "readBid", call, [[b64(data), terms] for data in datas]) == own
    assert own.count("accepted") == 6


def code_of(call):
    try:
        call()
    except SealError as error:
        return error.code
    return "accepted"


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    prices=some.dictionaries(some.integers(1, 1_000_000), some.decimals(0, 10**12, places=3), max_size=8),
    files=some.lists(some.tuples(names, some.integers(0, 2**32), some.integers(0, 1_000_000)), max_size=4),
    answers=some.dictionaries(some.integers(1, 1_000_000), some.tuples(some.booleans(), plain_text), max_size=4),
    note=plain_text,
)  # fmt: skip
def test_each_side_reads_every_bid_that_the_other_writes(run, prices, files, answers, note):
    terms = biddocument.Terms("T-1", 2, "b-1", "single", "C-1", "JOD", 3, tuple(prices))
    documents = [
        biddocument.Document(part, name, "application/pdf", size, "a" * 64, requirement)
        for part, (name, size, requirement) in enumerate(files, start=1)
    ]
    answered = [biddocument.Answer(number, *said) for number, said in answers.items()]
    data = biddocument.build(terms, prices, documents, note, answered)
    written = run(
        """
        const { bidBytes, readBid } = await at("bid");
        const value = readBid(from64(given.data), given.terms);
        const prices = new Map(value.prices.map(({ item, unit_price: price }) => [item, price]));
        const { documents, answers, note } = value;
        return to64(new Blob([bidBytes(given.terms, { prices, documents, answers, note })]));
        """,
        data=b64(data), terms=dataclasses.asdict(terms),
    )  # fmt: skip
    assert base64.b64decode(written) == data


def test_both_read_the_same_sheets_and_refuse_the_same(run):
    from tests.procurement.test_seal_command import ASKED, sheet_of

    lots = sheet_of()["lots"]
    changes = [
        {}, ASKED, {"format": "x"}, {"threshold": 1}, {"threshold": 4}, {"members": []},
        {"currency": "jod"}, {"decimals": 9}, {"deadline": "tomorrow"},
        {"deadline": "2026-13-01T00:00:00Z"}, {"deadline": "2026-02-30T00:00:00Z"},
        {"deadline": "2026-02-03T01:02:03.000004Z"}, {"envelopes": ["financial"]},
        {"lots": []}, {"title": ""}, {"tender": "T 1"}, {"lots": lots * 2},
        {"members": [{"name": "x", "key": "A" * 43}] * 2}, {"more": 1}, {"documents": None},
        {"lots": [{"lot": 1, "title": "", "items": lots[0]["items"] * 2}]},
        {"documents": ASKED["documents"][:1] * 2},
        {"documents": [ASKED["documents"][0] | {"envelope": "single"}]},
        {"documents": [ASKED["documents"][0] | {"required": 1}]},
        {"documents": [ASKED["documents"][0] | {"document": 0}]},
        {"criteria": ASKED["criteria"][:1] * 2}, {"criteria": [{"criterion": 1}]},
    ]  # fmt: skip
    values = [sheet_of(**change) for change in changes]
    own = [
        code_of(lambda value=value: sealsheet.parse_sheet(json.dumps(value).encode()))
        for value in values
    ]
    found = verdicts(run, "readSheet", "readSheet(value)", values)
    assert [one == "accepted" for one in found] == [one == "accepted" for one in own]
    assert own.count("accepted") == 3


def test_what_a_bid_lacks_is_the_same_on_both_sides(run):
    from tests.procurement.test_seal_command import ASKED, sheet_of

    value = sheet_of(**ASKED)
    sheet = sealsheet.parse_sheet(json.dumps(value).encode())
    for kind in sheet.envelopes:
        own = sheet.terms(1, "b-1", kind, "C-1")
        found = run(
            """
            const { termsOf } = await at("sheet"), { missing } = await at("bid");
            const terms = termsOf(given.sheet, 1, "b-1", given.kind, "C-1");
            return [terms, missing(terms, { documents: [{ requirement: 2 }], answers: [{ criterion: 1 }] })];
            """,
            sheet=value, kind=kind,
        )  # fmt: skip
        assert found[0] == json.loads(json.dumps(dataclasses.asdict(own)))
        documents = (biddocument.Document(1, "x", "a/b", 1, "0" * 64, 2),)
        bid = biddocument.Bid(own, (), documents, (biddocument.Answer(1, True),), "")
        assert found[1] == {
            "documents": list(bid.missing.documents), "criteria": list(bid.missing.criteria),
        }  # fmt: skip


def test_an_attempt_that_was_broken_off_gives_the_same_bytes_and_no_others(run):
    context = context_of(committee(3))
    found = run(
        """
        const { Sealer } = await at("envelope"), { random, sha256, equal, SealError } = await at("exact");
        const context = await contextOf(given.context), salt = random(16);
        const file = new Blob([new Uint8Array(2500000).fill(7)]);
        const first = await Sealer.create(context), sent = [], seen = [];
        const before = async (counter, chunk) => {
          const digest = await sha256(chunk);
          if (seen[counter] && !equal(seen[counter], digest)) throw new SealError("changed", "");
          seen[counter] = digest;
        };
        const broken = await refusal(() => first.add(1, file, (_n, bytes, counter) => {
          if (counter === 2) throw new SealError("broken", "");
          sent.push(unhex(bytes.slice(0, 64)));
        }, { salt, before }));
        const again = await Sealer.create(context, structuredClone(first.secrets)), resent = [];
        await again.add(1, file, (_n, bytes) => resent.push(unhex(bytes.slice(0, 64))), { salt, before });
        const other = new Blob([new Uint8Array(2500000).fill(8)]);
        const third = await Sealer.create(context, structuredClone(first.secrets)), leaked = [];
        const refused = await refusal(() => third.add(
          1, other, (_n, bytes) => leaked.push(bytes), { salt, before }));
        await again.add(0, new Uint8Array(10), () => {});
        third.restore(1, again.part(1));
        third.restore(0, again.part(0));
        return [broken, sent, resent, refused, leaked.length,
          JSON.stringify(await again.finish()) === JSON.stringify(await third.finish())];
        """,
        context=context.fields,
    )
    broken, sent, resent, refused, leaked, is_same = found
    assert (broken, refused, leaked, is_same) == ("broken", "changed", 0, True)
    assert resent[:2] == sent
    assert len(resent) == 3


def test_a_draft_is_read_by_those_it_was_sealed_to_and_nobody_else(run):
    found = run(
        """
        const { sealDraft, openDraft } = await at("draft"), keys = await at("keys");
        const [one, two, stranger] = await Promise.all([1, 2, 3].map(() => keys.newPair()));
        const about = { tender: "T-1", lot: 1, company: "C-1" };
        const value = { prices: { "1": "12.500" }, note: "مسودة" };
        const draft = await sealDraft(value, about, [one.public, two.public]);
        const text = JSON.stringify(draft);
        return [
          await openDraft(draft, about, two), text.includes("12.500"),
          await refusal(() => openDraft(draft, about, stranger)),
          await refusal(() => openDraft(draft, { ...about, lot: 2 }, one)),
          await refusal(() => openDraft({ ...draft, about: { ...about, lot: 2 } }, { ...about, lot: 2 }, one)),
          await refusal(() => openDraft({ ...draft, body: "A" + draft.body.slice(1) }, about, one)),
        ];
        """
    )
    assert found == [
        {"prices": {"1": "12.500"}, "note": "مسودة"}, False, "key", "context", "unwrap", "altered",
    ]  # fmt: skip


def test_a_script_that_is_not_the_one_whose_digest_was_stated_does_not_run(
    chromium, tmp_path_factory
):
    folder = tmp_path_factory.mktemp("altered")
    with collected(folder / "static"), served(folder) as url:
        for file in (folder / "static" / "js" / "seal").glob("exact.*"):
            file.write_text(file.read_text() + "\nfetch('/prices');\n")
        page = chromium.new_page()
        page.goto(url)
        failed = page.evaluate(
            "() => import('/static/js/seal/bid.js').then(() => 'ran', (error) => error.name)"
        )
        page.close()
    assert failed == "TypeError"
