"""Sealing in a real browser: the test vectors, and each side opening what the other sealed.

The page is the import map alone, over files collected as an installation collects them and
under the site's own Content-Security-Policy.
"""

import base64
import io
import json
import random

import pytest

from accounts import personal_keys
from accounts.exact import SealError
from procurement import biddocument, sealing
from procurement.envelope import CHUNK, parse_header, read_header
from tests.procurement import sealed_vectors
from tests.procurement.envelopes import committee, context_of, seal
from tests.procurement.static_files import collected, served

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
        const body = bidBytes(v.terms, prices, documents, bid.note);
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
        const { Sealer } = await at("envelope"), { bidBytes } = await at("bid");
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
          { part: 1, name: "عرض.pdf", type: "application/pdf", ...plain },
          { part: 2, name: "empty.txt", type: "text/plain", ...empty },
        ];
        const terms = { ...given.terms, items: [2, 1] };
        const prices = new Map([[2, "0.001"], [1, "7"]]);
        await sealer.add(0, bidBytes(terms, prices, documents, "شكرًا\\r\\n"), write);
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
