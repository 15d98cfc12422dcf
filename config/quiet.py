"""Until the opening nobody learns that a bid exists, and that holds for whoever reads logs, too.

Lines about addresses of bids are not written: neither by the web server nor by Django. Of an
error on one of them the traceback is kept and the address is not.
"""

import logging
import re
from typing import Any

from gunicorn.glogging import Logger

# Pages and addresses of a bid, its actions, and the page on which one is begun.
BIDS = re.compile(r"/bids/|/do/bid/|/tenders/[^/]+/bid(/|$)")


class WithoutBids(logging.Filter):
    """Drops what Django notes about a request for a bid; of an error it drops the address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may be written."""
        path = getattr(getattr(record, "request", None), "path", "")
        if not BIDS.search(path) and not BIDS.search(record.getMessage()):
            return True
        record.msg, record.args = "An error on the page of a bid", ()
        return record.levelno >= logging.ERROR


class AccessLog(Logger):
    """The web server's log, without the requests for bids."""

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Write a line about a request."""
        if not BIDS.search(req.path or ""):
            super().access(resp, req, environ, request_time)
