"""Receipts: each act on a bid gives one, signed, for its bidder alone."""

import hashlib
import json
import subprocess

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from audit.leaf import canonical, commitment, moment
from audit.models import Event
from documents import papers, statements, storage
from documents.models import Paper
from procurement import receipts
from procurement.models import Receipt
from tests.procurement import life
from tests.procurement.sealing_life import submit
from workflow.gate import perform

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SIGNING_OWN_KEY = True
    settings.SIGNING_PKCS12 = settings.SIGNING_PASSWORD = ""


@pytest.fixture
def bid(cast):
    """Handed in, replaced, confirmed after an addendum, withdrawn."""
    tender = life.published(cast)
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    bid = submit(bid, cast.noor_bidder, "9", "4")
    perform(
        tender, "issue_addendum", by=cast.officer,
        summary_ar="تعديل", summary_en="Changed", title_en="Desks",
    )  # fmt: skip
    bid = perform(life.again(bid), "confirm", by=cast.noor_owner)
    return perform(bid, "withdraw", by=cast.noor_bidder)


def text_of(receipt, tmp_path):
    paper = papers.issue(receipt.paper_id)
    assert paper.status == "issued"
    path = tmp_path / f"{paper.pk}.pdf"
    assert paper.file
    path.write_bytes(storage.read(paper.file))
    return subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
    ).stdout


def test_every_act_gives_one_and_all_are_issued(bid, tmp_path):
    given = list(bid.receipts.all())
    assert [(r.act, r.version) for r in given] == [
        ("submitted", 1), ("replaced", 2), ("confirmed", 2), ("withdrawn", 2),
    ]  # fmt: skip
    words = ["handed in", "replaced by this one", "confirmed after an addendum", "was withdrawn"]
    for receipt, word in zip(given, words, strict=True):
        text = text_of(receipt, tmp_path)
        assert word in text
        assert f"v{receipt.version}" in text
        assert moment(receipt.at) in text
    assert "will not be opened" in text
    assert Paper.objects.filter(kind="bid_receipt", status="issued").count() == 4


def test_it_states_what_the_database_holds(bid):
    receipt = bid.receipts.get(act="replaced")
    stated = json.loads(receipt.statement)
    envelope = bid.envelopes.get(version=2)
    header = json.loads(envelope.header)
    event = Event.objects.get(verb="bid.replaced")
    assert stated["format"] == "mizan-bid-receipt-1"
    assert (stated["bid"], stated["tender"]) == (bid.reference, bid.tender.reference)
    assert (stated["lot"], stated["company"]) == (1, bid.company.reference)
    assert stated["at"] == moment(event.at)
    (one,) = stated["envelopes"]
    assert one["digest"] == envelope.digest == stated["digest"]
    assert [p["sha256"] for p in one["parts"]] == [p["sha256"] for p in header["parts"]]
    assert hashlib.sha256(canonical(header)).hexdigest() == envelope.digest
    proof = stated["event"]
    made = commitment(bytes.fromhex(proof["salt"]), proof["statement"].encode())
    assert made == bytes(event.commitment) == bytes.fromhex(proof["commitment"])


def test_the_signature_holds_until_a_letter_changes(bid):
    document = receipts.signed(bid.receipts.first())
    assert receipts.signed(bid.receipts.first()) == document
    stated, certificate = statements.check(document)
    assert stated["act"] == "submitted"
    signer = papers.issue(bid.receipts.first().paper_id).signer
    assert statements.fingerprint(certificate) == signer
    for change in ({"version": 7}, {"digest": "0" * 64}, {"more": "x"}):
        with pytest.raises(statements.NotGenuine):
            statements.check({**document, "statement": stated | change})
    for name in ("protected", "signature", "statement"):
        short = {key: value for key, value in document.items() if key != name}
        with pytest.raises(statements.NotGenuine):
            statements.check(short)
        with pytest.raises(statements.NotGenuine):
            statements.check({**document, name: "AAAA"})


def test_it_is_for_the_bidder_alone(cast, client, bid):
    address = reverse("bid_receipt", args=[bid.reference, bid.receipts.first().pk])
    for person in (cast.noor_viewer, cast.ofoq_owner, cast.officer, cast.auditor, cast.opener):
        client.force_login(person)
        assert client.get(address).status_code == 404
    client.force_login(cast.noor_bidder)
    answer = client.get(address)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    statements.check(answer.json())
    page = client.get(bid.get_absolute_url()).content.decode()
    assert page.count("Signed JSON") == 4


def test_after_the_opening_officers_see_the_bid_and_not_its_receipts(cast, client):
    tender = life.published(cast)
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    life.opened(cast, tender)
    client.force_login(cast.officer)
    page = client.get(bid.get_absolute_url())
    assert page.status_code == 200
    assert "Signed JSON" not in page.content.decode()
    address = reverse("bid_receipt", args=[bid.reference, bid.receipts.get().pk])
    assert client.get(address).status_code == 404


def test_without_a_key_nothing_is_given_out(cast, client, settings, bid):
    settings.SIGNING_PKCS12, settings.SIGNING_OWN_KEY = "", False
    client.force_login(cast.noor_bidder)
    address = reverse("bid_receipt", args=[bid.reference, bid.receipts.first().pk])
    assert client.get(address).status_code == 503
    assert not Receipt.objects.exclude(signature="").exists()


def test_a_command_checks_it(bid, tmp_path, capsys):
    document = receipts.signed(bid.receipts.first())
    _stated, certificate = statements.check(document)
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(document))
    call_command("check_receipt", str(path), certificate=statements.fingerprint(certificate))
    assert "Genuine." in capsys.readouterr().out
    with pytest.raises(CommandError, match="somebody else"):
        call_command("check_receipt", str(path), certificate="00" * 32)
    document["statement"]["lot"] = 2
    path.write_text(json.dumps(document))
    with pytest.raises(CommandError, match="Not genuine"):
        call_command("check_receipt", str(path))
    path.write_text("{")
    with pytest.raises(CommandError, match="Not genuine"):
        call_command("check_receipt", str(path))
