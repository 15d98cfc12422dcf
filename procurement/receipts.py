"""Receipts of bids: every act of a bidder gives one, as a PDF and as signed JSON.

Called by the gate after the act is written (`then`); the statement is kept as it was. It carries
the disclosure of the act's event, by which its owner can prove it against the log: nobody else
is given that before the opening.
"""

import json
from typing import Any

from audit.leaf import canonical, moment
from documents import statements
from procurement import papers
from workflow.actions import Act

FORMAT = "mizan-bid-receipt-1"


def give(act: Act) -> None:
    """Write down what was done, and ask for the paper that says so."""
    bid = act.case
    statement = canonical(_statement(bid, act)).decode()
    bid.receipts.create(
        act=act.action.verb,
        version=bid.version,
        at=act.now,
        statement=statement,
        paper=papers.ask_for_receipt(bid, by=act.by),
    )


def _statement(bid: Any, act: Act) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "act": act.action.verb,
        "at": moment(act.now),
        "bid": bid.reference,
        "version": bid.version,
        "submitted": moment(bid.submitted_at),
        "tender": bid.tender.reference,
        "lot": bid.lot.number,
        "company": bid.company.reference,
        "addenda": bid.addenda_seen,
        "digest": bid.digest,
        "envelopes": [_envelope(e) for e in bid.envelopes.filter(version=bid.version)],
        "event": {
            "statement": bytes(act.event.statement).decode(),
            "salt": bytes(act.event.salt).hex(),
            "commitment": bytes(act.event.commitment).hex(),
        },
    }


def _envelope(envelope: Any) -> dict[str, Any]:
    header = json.loads(envelope.header)
    parts = [{"size": part["size"], "sha256": part["sha256"]} for part in header["parts"]]
    return {"envelope": envelope.kind, "digest": envelope.digest, "parts": parts}


def signed(receipt: Any) -> dict[str, Any]:
    """The receipt as a signed statement. Signed once, it stays as it is.

    Raises signing.NoKey or signing.BadKey.
    """
    if not receipt.signature:
        protected, signature = statements.sign(receipt.statement)
        fresh = type(receipt).objects.filter(pk=receipt.pk, signature="")
        fresh.update(protected=protected, signature=signature)
        receipt.refresh_from_db()
    return {
        "statement": json.loads(receipt.statement),
        "protected": receipt.protected,
        "signature": receipt.signature,
    }
