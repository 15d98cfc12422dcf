"""How an opening goes: who came, and of each bid the bidder's name and price, and nothing else.

For the public page of the opening, the members' page and the tender's. Until t members have
given their shares nothing here depends on whether there are bids.
"""

from dataclasses import dataclass, field
from typing import Any

from procurement import stages
from procurement.sealwords import REASONS
from procurement.stages import BIDS, PRICES, Stage

# From the first of these on the opening can be watched.
BEGUN = ("closed", "opened", "awarded", "contracted", "unsuccessful")


@dataclass(frozen=True)
class Line:
    """What is told of one bid. `price` is None while it is shut, `reason` why it stays so."""

    lot: Any
    company: Any
    price: Any
    reason: str


@dataclass(frozen=True)
class Progress:
    """An opening as it stands. `total` is None until enough members came."""

    tender: Any
    stage: Stage
    members: list[dict[str, Any]]
    came: int
    threshold: int
    is_running: bool
    total: int | None = None
    resolved: int = 0
    lines: list[Line] = field(default_factory=list)

    @property
    def of_prices(self) -> bool:
        """Whether it is the second opening of a tender with two envelopes."""
        return self.stage is PRICES

    @property
    def has_failed(self) -> bool:
        """Whether it was given up: the bids stay shut."""
        return not self.is_running and getattr(self.tender, self.stage.opened_at) is None

    @property
    def several_lots(self) -> bool:
        """Whether lots have to be told apart."""
        return bool(self.tender.lots.count() > 1)

    @property
    def with_prices(self) -> bool:
        """Whether any price can be known."""
        return not self.tender.method_rules.two_envelopes or self.of_prices

    @property
    def seen(self) -> str:
        """Changes with everything that is shown."""
        return f"{self.tender.state}-{self.stage.finish}-{self.came}-{self.resolved}"


def has_begun(tender: Any) -> bool:
    """Whether bidding is over: from then on the opening can be watched."""
    return tender.state in BEGUN and tender.opening_threshold is not None


def latest(tender: Any) -> Stage:
    """The stage that runs; after the last one, that."""
    return stages.stage_of(tender) or (PRICES if tender.technical_approved_at else BIDS)


def of(tender: Any) -> Progress:
    """How far the opening of this tender is."""
    stage = latest(tender)
    members = [
        {"person": m.person, "fingerprint": m.key.fingerprint, "at": getattr(m, stage.taken_part)}
        for m in tender.committee.select_related("person", "key")
    ]
    came = sum(member["at"] is not None for member in members)
    running = stages.stage_of(tender) is not None
    enough = came >= tender.opening_threshold
    if not enough and stage is BIDS:
        return Progress(tender, stage, members, came, tender.opening_threshold, running)
    envelopes = stages.envelopes_of(tender, stage)
    total = resolved = None
    if enough:
        total, resolved = envelopes.count(), envelopes.exclude(result="sealed").count()
    return Progress(
        tender=tender,
        stage=stage,
        members=members,
        came=came,
        threshold=tender.opening_threshold,
        is_running=running,
        total=total,
        resolved=resolved or 0,
        lines=lines(tender),
    )


def lines(tender: Any) -> list[Line]:
    """Every bid that an opening has resolved, by lot and price; those that stay shut last."""
    bids = (
        tender.bids.filter(state__in=tender.bids.model.KNOWN)
        .select_related("company", "lot")
        .prefetch_related("envelopes")
        .order_by("lot__number", "total", "pk")
    )
    return [Line(bid.lot, bid.company, bid.total, reason_of(bid)) for bid in bids]


def reason_of(bid: Any) -> str:
    """Why the bid could not be opened, in the reader's language; nothing if it could."""
    if bid.state != "unopenable":
        return ""
    codes = [e.reason for e in bid.envelopes.all() if e.is_current and e.result == "unopenable"]
    return str(REASONS.get(codes[0] if codes else "form", REASONS["form"]))
