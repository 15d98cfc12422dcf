"""Whoever reads the logs before the opening learns of no bid."""

import logging
from types import SimpleNamespace

import pytest
from django.urls import reverse
from gunicorn.config import Config

from config.quiet import AccessLog, WithoutBids
from tests.procurement import life
from tests.procurement.sealing_life import sent

ABOUT_BIDS = [
    "/en/bids/B-2026-1/", "/ar/bids/B-2026-1/hand-in/", "/en/bids/B-2026-1/parts/",
    "/en/do/bid/B-2026-1/withdraw/", "/ar/tenders/T-2026-1/bid/",
]  # fmt: skip
OTHERS = ["/en/tenders/T-2026-1/", "/ar/tenders/T-2026-1/bidding/", "/en/inbox/", "/healthz"]


@pytest.fixture
def written(caplog):
    """What Django writes while the test runs, through the filters of the site."""
    caplog.set_level(logging.DEBUG)
    return lambda: [record.getMessage() for record in caplog.records]


def test_django_notes_no_request_for_a_bid(cast, client, written):
    bid = life.bid_draft(life.published(cast), cast.noor, cast.noor_bidder)
    client.force_login(cast.ofoq_owner)
    for name in ("bid", "seal_bid", "begin_part", "hand_in"):
        client.post(reverse(name, args=[bid.reference]))
    assert client.get("/en/tenders/T-1999-000001/").status_code == 404
    texts = written()
    assert any("T-1999-000001" in text for text in texts), "nothing is noted at all"
    assert not any(bid.reference in text for text in texts)


def test_handing_in_leaves_no_line(cast, written):
    bid = life.bid_draft(life.published(cast), cast.noor, cast.noor_bidder)
    sent(bid, "10", "4")
    assert not any(bid.reference in text for text in written())


@pytest.mark.parametrize("path", [*ABOUT_BIDS, *OTHERS])
def test_the_web_servers_log_knows_no_bid(path, tmp_path):
    config = Config()
    config.set("accesslog", str(tmp_path / "access.log"))
    config.set("access_log_format", "%(m)s %(U)s")
    log = AccessLog(config)
    request = SimpleNamespace(path=path, headers=[])
    response = SimpleNamespace(status="200 OK", sent=1, headers=[])
    environ = {"REQUEST_METHOD": "GET", "RAW_URI": path, "SERVER_PROTOCOL": "", "PATH_INFO": path}
    took = SimpleNamespace(seconds=0, microseconds=1, days=0)
    log.access(response, request, environ, took)
    assert bool((tmp_path / "access.log").read_text()) is (path in OTHERS)


def test_of_an_error_the_address_is_left_out():
    record = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "%s: %s", ("Error", ABOUT_BIDS[0]), None
    )
    assert WithoutBids().filter(record)
    assert "B-2026-1" not in record.getMessage()
