"""Hard cases of sealed bids: the deadline under load, a killed process, three hundred bids."""

import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from datetime import timedelta
from functools import partial
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings as site
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse

from accounts.exact import to_text
from audit.leaf import canonical
from audit.models import Event, database_now
from documents.attach import attachments_of
from procurement import opening, record, sealed_bids, sealing, stages
from procurement.envelope import parse_header
from procurement.models import Bid, Envelope, GivenShare, SealedChunk, Tender
from tests.procurement import life
from tests.procurement.sealing_life import committee_of, seal, send, sent, submit
from tests.procurement.test_at_once import at_once
from tests.vendors.registration import pdf
from workflow.blockers import Refused, WrongState
from workflow.gate import perform

SCRIPT = """
    import sys, django
    from django.conf import settings
    django.setup()
    settings.MEDIA_ROOT = sys.argv[2]
    from procurement import opening
    from procurement.models import Tender
    opening.run(Tender.objects.get(pk=int(sys.argv[1])))
"""


@pytest.fixture(autouse=True)
def storage_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def lots(count):
    """So many lots of one item each."""
    return {
        "items": [dict(life.ITEMS[0], lot=number) for number in range(1, count + 1)],
        "lots": [{"title_ar": f"قسم {n}", "title_en": f"Lot {n}"} for n in range(1, count + 1)],
    }


def drafts(cast, tender, count):
    """So many bids that nobody has handed in, of two companies."""
    found = []
    for number in range(count):
        company, person = [(cast.noor, cast.noor_bidder), (cast.ofoq, cast.ofoq_bidder)][number % 2]
        found.append((life.bid_draft(tender, company, person, lot=number // 2 + 1), person))
    return found


# --- the deadline -------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_at_the_deadline_a_bid_is_taken_if_and_only_if_its_act_came_before(lasting_cast):
    cast = lasting_cast
    tender = life.published(cast, **lots(5))
    rivals = [
        (bid, person, [sent(bid, "10"), sent(bid, "11"), sent(bid, "12")])
        for bid, person in drafts(cast, tender, 10)
    ]
    people = {person.pk: cast.fresh(person) for _bid, person, _sent in rivals}
    closes_at = database_now() + timedelta(seconds=1.5)
    Tender.objects.filter(pk=tender.pk).update(closes_at=closes_at)
    chance = random.Random(7)
    waits = [sorted(chance.uniform(0.5, 2.2) for _ in range(3)) for _rival in rivals]

    def bidder(bid, person, attempts, moments):
        begun, taken, refused = time.monotonic(), 0, 0
        for envelopes, moment in zip(attempts, moments, strict=True):
            time.sleep(max(0, begun + moment - time.monotonic()))
            try:
                bid = sealed_bids.hand_in(bid, envelopes, by=people[person.pk])
                taken += 1
            except Refused:
                refused += 1
        return taken, refused

    def close():
        while True:
            try:
                return perform(tender, "close", by=None)
            except Refused:
                time.sleep(0.005)

    works = [partial(bidder, *rival, moments) for rival, moments in zip(rivals, waits, strict=True)]
    *results, closed = at_once(*works, close)
    assert closed.state == "closed", closed
    assert all(isinstance(result, tuple) for result in results), results
    acts = Event.objects.filter(verb__in=["bid.submitted", "bid.replaced"])
    assert acts.count() == sum(taken for taken, _refused in results)
    assert not acts.filter(at__gte=closes_at).exists()
    assert sum(taken + refused for taken, refused in results) == 30
    assert sum(refused for _taken, refused in results) > 0
    for (bid, _person, _sent), (taken, _refused) in zip(rivals, results, strict=True):
        now = life.again(bid)
        assert now.version == taken
        assert now.state == ("submitted" if taken else "draft")
        assert now.envelopes.filter(is_current=True).count() == (1 if taken else 0)
        if now.late_at:
            assert now.late_at >= closes_at
    after = committee_of(cast).open(closed, 1, 2)
    assert after.bids_opened == sum(taken > 0 for taken, _refused in results)
    assert not Bid.objects.filter(state="unopenable").exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_of_one_company_handing_in_at_once_leave_one_version_that_opens(lasting_cast):
    cast = lasting_cast
    tender = life.published(cast)
    bid = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    first, second = sent(bid, "10", "4"), sent(bid, "9", "4")
    results = at_once(
        lambda: sealed_bids.hand_in(bid, first, by=cast.fresh(cast.noor_bidder)),
        lambda: sealed_bids.hand_in(bid, second, by=cast.fresh(cast.noor_owner)),
    )
    assert sum(isinstance(result, WrongState) for result in results) == 1
    (taken,) = [result for result in results if isinstance(result, Bid)]
    after = life.opened(cast, tender)
    opened = life.again(bid)
    assert (after.bids_opened, opened.version) == (1, 1)
    assert opened.digest == taken.digest
    assert Event.objects.filter(verb="bid.submitted").count() == 1


@pytest.mark.django_db
def test_a_late_bid_is_refused_and_the_record_says_so(cast):
    tender = life.published(cast)
    late = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    kept = life.submitted(tender, cast.ofoq, cast.ofoq_owner, "9", "4")
    envelopes, replacement = sent(late, "10", "4"), sent(kept, "8", "4")
    tender = life.pass_deadline(tender)
    for bid, sealed, person in (
        (late, envelopes, cast.noor_bidder),
        (kept, replacement, cast.ofoq_owner),
        (late, envelopes, cast.noor_bidder),
    ):
        with pytest.raises(Refused, match="after the deadline"):
            sealed_bids.hand_in(life.again(bid), sealed, by=person)
    events = Event.objects.filter(verb="bid.late_attempt")
    assert sorted(events.values_list("subject_label", flat=True)) == sorted(
        [late.reference, kept.reference]
    )
    for person in (cast.officer, cast.opener, cast.approver, cast.auditor):
        assert not Bid.objects.visible_to(cast.fresh(person)).exists()
    after = life.opened(cast, tender)
    assert (after.bids_opened, life.again(late).state) == (1, "draft")
    told = record.context(after, None)["late"]
    assert [(row["reference"], row["is_replacement"]) for row in told] == [
        (late.reference, False),
        (kept.reference, True),
    ]
    assert life.again(late).late_at >= after.closes_at


@pytest.mark.django_db
def test_refusals_for_other_reasons_are_not_called_late(cast):
    tender = life.published(cast)
    bid = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    other = life.bid_draft(tender, cast.ofoq, cast.ofoq_owner)
    ((header, parts),) = seal(other, "10", "4")
    with pytest.raises(Refused):
        sealed_bids.hand_in(bid, [(header, send(bid, parts))], by=cast.noor_bidder)
    assert not Event.objects.filter(verb="bid.late_attempt").exists()
    assert life.again(bid).late_at is None


# --- what is stored and given -------------------------------------------------------------


@pytest.mark.django_db
def test_stored_bids_that_change_places_open_neither_and_stop_no_other(cast):
    tender = life.published(cast, **lots(2))
    one, two, three = (submit(bid, person, "10") for bid, person in drafts(cast, tender, 3))
    blobs = [SealedChunk.objects.get(part__bid=bid).blob for bid in (one, two)]
    contents = []
    for blob in blobs:
        with default_storage.open(blob) as file:
            contents.append(file.read())
    for blob, content in zip(blobs, reversed(contents), strict=True):
        default_storage.delete(blob)
        default_storage.save(blob, ContentFile(content))
    after = life.opened(cast, tender)
    assert (after.state, after.bids_opened) == ("opened", 1)
    assert [life.again(bid).state for bid in (one, two, three)] == [
        "unopenable", "unopenable", "opened",
    ]  # fmt: skip
    assert set(Envelope.objects.filter(bid__in=[one, two]).values_list("reason", flat=True)) == {
        "altered"
    }


@pytest.mark.django_db
def test_a_share_of_another_tenders_bid_is_refused(cast):
    mine, other = life.published(cast), life.published(cast)
    for tender in (mine, other):
        life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    mine, other = life.closed(mine), life.closed(other)
    committee = committee_of(cast)
    (foreign,) = committee.shares(other, 1).values()
    (envelope,) = committee.shares(mine, 1)
    with pytest.raises(Refused, match="not the shares"):
        committee.give(mine, 1, {envelope: foreign})
    # Shares under the number of another tender's envelope are not looked at.
    given = committee.give(mine, 1, committee.shares(other, 1))
    assert not GivenShare.objects.exists()
    assert not stages.taken_part(given, stages.BIDS).exists()


@pytest.mark.django_db
def test_a_header_exchanged_in_the_database_opens_nothing(cast):
    tender = life.published(cast)
    noor = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    ofoq = life.submitted(tender, cast.ofoq, cast.ofoq_owner, "9", "4")
    theirs = Envelope.objects.get(bid=ofoq)
    Envelope.objects.filter(bid=noor).update(header=theirs.header)
    after = life.opened(cast, tender)
    assert after.bids_opened == 1
    assert Envelope.objects.get(bid=noor).reason == "altered"


@pytest.mark.django_db
def test_a_share_that_cannot_be_unwrapped_keeps_nobody_waiting(cast):
    """Two members of three come; for one bid the first of them has no share that unwraps."""
    tender = life.published(cast)
    fair = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    unfair = life.bid_draft(tender, cast.ofoq, cast.ofoq_owner)
    ((header, parts),) = seal(unfair, "9", "4")
    fields = json.loads(header)
    fields["shares"][0]["sealed"] = fields["shares"][1]["sealed"]
    spoilt = canonical(fields)
    sealed_bids.hand_in(unfair, [(spoilt, send(unfair, parts))], by=cast.ofoq_owner)
    closed, committee = life.closed(tender), committee_of(cast)
    bad = Envelope.objects.get(bid=unfair)
    good = Envelope.objects.get(bid=fair)
    private = committee.pairs[0].private
    share = to_text(sealing.unwrap(parse_header(good.header.encode()), 1, private))
    after = perform(
        closed, "give_shares", by=committee.people[0], shares={str(good.pk): share}, unable=[bad.pk]
    )
    with pytest.raises(Refused):
        perform(after, "leave_shut", by=cast.approver, reason="Too early.")
    after = committee.open(after, 2)
    assert (after.state, life.again(fair).state) == ("closed", "opened")
    assert life.again(unfair).state == "submitted"
    after = perform(after, "leave_shut", by=cast.approver, reason="Nobody else can come.")
    opening.run(after)
    after = life.again(tender)
    assert (after.state, after.bids_opened) == ("opened", 1)
    bad.refresh_from_db()
    assert (bad.result, bad.reason) == ("unopenable", "few")
    assert record.context(after, None)["unable"]


@pytest.mark.django_db
def test_a_third_member_shows_that_such_a_bid_was_sealed_unfairly(cast):
    tender = life.published(cast)
    unfair = life.bid_draft(tender, cast.ofoq, cast.ofoq_owner)
    ((header, parts),) = seal(unfair, "9", "4")
    fields = json.loads(header)
    fields["shares"][0]["sealed"] = fields["shares"][1]["sealed"]
    sealed_bids.hand_in(unfair, [(canonical(fields), send(unfair, parts))], by=cast.ofoq_owner)
    closed, committee = life.closed(tender), committee_of(cast)
    bad = Envelope.objects.get(bid=unfair)
    after = perform(closed, "give_shares", by=committee.people[0], shares={}, unable=[bad.pk])
    after = committee.open(after, 2, 3)
    bad.refresh_from_db()
    assert (bad.result, bad.reason) == ("unopenable", "unequal")


@pytest.mark.django_db
def test_what_nobody_foresaw_stops_no_other_bid_and_is_not_tried_for_ever(cast, monkeypatch):
    tender = life.published(cast)
    noor = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    ofoq = life.submitted(tender, cast.ofoq, cast.ofoq_owner, "9", "4")
    once = opening._open

    def stumbling(tender, envelope):
        if envelope.bid_id == noor.pk:
            raise ZeroDivisionError
        return once(tender, envelope)

    monkeypatch.setattr(opening, "_open", stumbling)
    after = life.opened(cast, tender)
    assert (after.state, life.again(ofoq).state) == ("closed", "opened")
    for _ in range(opening.MOST_ATTEMPTS):
        opening.run(life.again(tender))
    assert (life.again(tender).state, life.again(noor).state) == ("opened", "unopenable")
    assert Envelope.objects.get(bid=noor).reason == "fault"


@pytest.mark.django_db
def test_a_storage_that_is_away_makes_no_bid_unopenable(cast, monkeypatch):
    tender = life.published(cast)
    noor = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    with monkeypatch.context() as patch:
        patch.setattr(opening, "_open", lambda *_: (_ for _ in ()).throw(ConnectionError()))
        after = life.opened(cast, tender)
        for _ in range(opening.MOST_ATTEMPTS + 1):
            opening.run(after)
    assert life.again(noor).state == "submitted"
    opening.run(after)
    assert (life.again(noor).state, life.again(tender).state) == ("opened", "opened")


@pytest.mark.django_db
def test_a_document_of_an_unknown_kind_is_noted_and_the_bid_opens_without_it(cast):
    tender = life.published(cast)
    files = (pdf("one"), b"\x7fELF not a document")
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4", files=files)
    after = life.opened(cast, tender)
    assert (after.bids_opened, life.again(bid).state) == (1, "opened")
    assert attachments_of(bid).count() == 1
    note = Event.objects.get(verb="bid.opened").public["note"]
    assert "offer 2.pdf" in note
    assert "offer 1.pdf" not in note


@pytest.mark.django_db
def test_the_bid_of_a_company_suspended_since_is_opened_and_listed_with_its_standing(cast):
    tender = life.published(cast)
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    perform(cast.noor, "suspend", by=cast.registrar, remarks="The licence lapsed.")
    after = life.opened(cast, tender)
    assert (after.bids_opened, life.again(bid).state) == (1, "opened")
    event = Event.objects.get(verb="bid.opened")
    assert event.public["standing"] == "suspended"
    (lot,) = record.context(after, None)["lots"]
    assert lot["bids"][0]["standing"] == ("موقوفة مؤقتًا", "Suspended")


# --- killed, and very many ----------------------------------------------------------------


def run_in_a_process(tender, media):
    given = connection.settings_dict
    where = urlencode({"host": given["HOST"], "port": given["PORT"]})
    who = f"{quote(given['USER'], safe='')}:{quote(given['PASSWORD'], safe='')}"
    address = f"postgresql://{who}@/{given['NAME']}?{where}"
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SCRIPT), str(tender.pk), str(media)],
        env={**os.environ, "DATABASE_URL": address},
        cwd=site.BASE_DIR,
    )


@pytest.mark.django_db(transaction=True)
def test_an_opening_whose_process_is_killed_goes_on_where_it_was(lasting_cast, tmp_path):
    cast = lasting_cast
    tender = life.published(cast, **lots(10))
    for bid, person in drafts(cast, tender, 20):
        submit(bid, person, "10", files=(pdf(bid.reference),))
    closed, committee = life.closed(tender), committee_of(cast)
    for place in (1, 2):
        committee.give(closed, place)
    process = run_in_a_process(closed, tmp_path / "media")
    try:
        shut = Envelope.objects.filter(result="sealed")
        until = time.monotonic() + 60
        while shut.count() > 17 and process.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.wait(30)
    assert process.returncode == -signal.SIGKILL
    left = shut.count()
    assert 0 < left < 20
    assert life.again(tender).state == "closed"
    assert opening.run(closed) == left
    after = life.again(tender)
    assert (after.state, after.bids_opened) == ("opened", 20)
    assert Event.objects.filter(verb="bid.opened").count() == 20
    for bid in Bid.objects.all():
        assert bid.prices.count() == 1
        assert attachments_of(bid).count() == 1


@pytest.mark.django_db
def test_three_hundred_bids_open_page_by_page(cast, client, capsys):
    tender = life.published(cast, **lots(150))
    for bid, person in drafts(cast, tender, 300):
        submit(bid, person, "10")
    closed, committee = life.closed(tender), committee_of(cast)
    begun = time.monotonic()
    for place in (1, 3):
        client.force_login(committee.people[place - 1])
        pages = 0
        while True:
            answer = client.get(reverse("envelopes", args=[tender.reference])).json()
            if not answer["envelopes"]:
                break
            private = committee.pairs[place - 1].private
            shares = {
                one["id"]: to_text(
                    sealing.unwrap(parse_header(canonical(one["header"])), place, private)
                )
                for one in answer["envelopes"]
            }
            told = client.post(
                reverse("shares", args=[tender.reference]),
                {"shares": shares},
                content_type="application/json",
            )
            assert told.status_code == 200, told.content
            pages += 1
        assert pages == 6
    given = time.monotonic()
    assert opening.run(closed) == 300
    after = life.again(tender)
    assert (after.state, after.bids_opened) == ("opened", 300)
    with capsys.disabled():
        print(f"\n300 bids: shares {given - begun:.1f} s, opening {time.monotonic() - given:.1f} s")
    page = client.get(reverse("opening", args=[tender.reference])).content.decode()
    assert page.count("200.000") == 300
