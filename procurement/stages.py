"""Which envelopes of a tender may be opened now, and who has come to open them.

A tender with one envelope a bid has one stage: after the deadline all of it opens. With two,
the technical ones open then, and the financial ones of admitted bids once the technical result
is approved; those of other bids stay shut for good.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from procurement.models.sealed import Envelope
from workflow.actions import Act
from workflow.blockers import Blocker


@dataclass(frozen=True)
class Stage:
    """What opens: kinds of envelope, of bids in which states, and what is noted of whom.

    `waiting` are the states of bids whose envelope may still open, `resolved` those it leads to.
    """

    kinds: tuple[str, ...]
    waiting: tuple[str, ...]
    resolved: tuple[str, ...]
    opens: str  # the action of a bid
    finish: str  # the action of the tender
    taken_part: str  # the field of a committee's member
    opened_at: str  # the field of the tender


BIDS = Stage(
    kinds=("single", "technical"),
    waiting=("submitted",),
    resolved=("opened", "unopenable"),
    opens="open",
    finish="finish_opening",
    taken_part="took_part_at",
    opened_at="opened_at",
)
PRICES = Stage(
    kinds=("financial",),
    waiting=("admitted",),
    resolved=("admitted", "unopenable"),
    opens="open_prices",
    finish="finish_prices",
    taken_part="opened_prices_at",
    opened_at="prices_opened_at",
)


def stage_of(tender: Any) -> Stage | None:
    """What can be opened now, None if nothing can."""
    if tender.state == "closed":
        return BIDS
    prices_wait = tender.technical_approved_at and not tender.prices_opened_at
    return PRICES if tender.state == "opened" and prices_wait else None


def envelopes_of(tender: Any, stage: Stage) -> Any:
    """The envelopes that belong to the stage: of each bid the last, and of none withdrawn."""
    states = stage.waiting + stage.resolved
    return Envelope.objects.filter(
        bid__tender=tender, is_current=True, kind__in=stage.kinds, bid__state__in=states
    ).order_by("pk")


def pending(tender: Any) -> Any:
    """Those that may be opened now and are neither open nor found to be unopenable."""
    stage = stage_of(tender)
    if stage is None:
        return Envelope.objects.none()
    return envelopes_of(tender, stage).filter(
        result=Envelope.Result.SEALED, bid__state__in=stage.waiting
    )


def unconfirmed(tender: Any) -> Any:
    """Those of bids that an addendum asked to confirm and nobody did: they stay shut."""
    return pending(tender).filter(
        bid__state="submitted", bid__addenda_seen__lt=tender.addenda.count()
    )


def waiting_for(tender: Any, member: Any) -> Any:
    """Those of which this member has neither given a share, nor said that they cannot.

    Of a bid that stays shut no share is ever asked.
    """
    stays_shut = unconfirmed(tender).values("pk")
    return pending(tender).exclude(pk__in=stays_shut).exclude(shares__member=member)


def taken_part(tender: Any, stage: Stage) -> Any:
    """The members who have given their shares in this stage, in the order in which they did."""
    given = {f"{stage.taken_part}__isnull": False}
    return tender.committee.filter(**given).order_by(stage.taken_part, "place")


def is_over(tender: Any) -> bool:
    """Whether t members took part in the present stage and no envelope of it is left."""
    if stage_of(tender) is None:
        return True
    return enough_came(tender) and not pending(tender).exists()


def enough_came(tender: Any) -> bool:
    """Whether t members have given all their shares of the present stage."""
    stage = stage_of(tender)
    came = taken_part(tender, stage).count() if stage is not None else 0
    return bool(came >= tender.opening_threshold)


# --- checks -------------------------------------------------------------------------------


def something_can_open(act: Act) -> Blocker | None:
    """Shares are given while there is something they open."""
    if stage_of(act.case) is not None:
        return None
    return Blocker(_("There is nothing to open now."))


def has_prices_to_open(act: Act) -> Blocker | None:
    """Only tenders with two envelopes have a technical result, and one."""
    tender = act.case
    if tender.method_rules.two_envelopes and tender.technical_approved_at is None:
        return None
    return Blocker(_("This tender has no technical result to approve now."), moot=True)


def prices_are_open(act: Act) -> Blocker | None:
    """Nothing is awarded before the prices are known."""
    tender = act.case
    if not tender.method_rules.two_envelopes or tender.prices_opened_at is not None:
        return None
    return Blocker(_("The prices are not opened yet."))


def judgements_can_change(act: Act) -> Blocker | None:
    """Once prices may be opened nobody judges what was offered for them any more."""
    if act.case.tender.technical_approved_at is None:
        return None
    return Blocker(_("The technical result is approved; judgements stand."))
