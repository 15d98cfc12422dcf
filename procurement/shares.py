"""Members of an opening committee give their shares, or say that one cannot be unwrapped.

Shares come from the members' browsers, page by page; each is held to the check in its envelope
before anything is kept.
"""

from typing import Any

from django.utils.translation import gettext as _

from accounts.exact import SealError, to_bytes
from procurement import sealing
from procurement.envelope import SHARE, parse_header
from procurement.models.sealed import Envelope, GivenShare
from procurement.stages import pending, stage_of, waiting_for
from workflow.actions import Act
from workflow.blockers import Blocker
from workflow.queue import after_commit


def place_of(tender: Any, person: Any) -> Any:
    """The person's place on the committee, or None."""
    found = tender.committee.select_related("key", "person").filter(person=person)
    return found.first() if person else None


def shares_are_right(act: Act) -> Blocker | None:
    """A wrong share is told at once, and nothing of what came with it is kept."""
    if act.preview:
        return None
    member = place_of(act.case, act.by)
    wrong = [e.digest[:16] for e, text in _given(act) if not _fits(e, member.place, text)]
    if not wrong:
        return None
    text = _("These are not the shares that were sealed for you: %(bids)s.")
    return Blocker(text % {"bids": ", ".join(wrong[:10])})


def _fits(envelope: Envelope, place: int, text: Any) -> bool:
    try:
        header = parse_header(envelope.header.encode())
        sealing.check_share(header, place, to_bytes(text, SHARE, "a share"))
    except SealError:
        return False
    return True


def _given(act: Act) -> list[tuple[Envelope, Any]]:
    shares = act.data.get("shares") or {}
    ids = [int(pk) for pk in shares if str(pk).isdecimal() and len(str(pk)) < 19]
    return [(e, shares[str(e.pk)]) for e in pending(act.case).filter(pk__in=ids)]


def take(tender: Any, act: Act) -> None:
    """Keep a member's shares: the body of giving them. Given again, they are kept once.

    `unable` names envelopes whose share this member could not unwrap: that is kept, too, so
    that what no t members can open does not keep the opening waiting for ever.
    """
    member = place_of(tender, act.by)
    given = _given(act)
    rows = [
        GivenShare(envelope=envelope, member=member, share=text, given_at=act.now)
        for envelope, text in given
    ]
    GivenShare.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["envelope", "member"],
        update_fields=["share", "given_at"],
    )
    unable = list(pending(tender).filter(pk__in=act.data.get("unable") or []))
    GivenShare.objects.bulk_create(
        [GivenShare(envelope=e, member=member, share="", given_at=act.now) for e in unable],
        ignore_conflicts=True,
    )
    stage: Any = stage_of(tender)
    if getattr(member, stage.taken_part) is None and not waiting_for(tender, member).exists():
        setattr(member, stage.taken_part, act.now)
        member.save(update_fields=[stage.taken_part])
    act.public |= {
        "place": member.place,
        "fingerprint": member.key.fingerprint,
        "shares": len(given),
    }
    if unable:
        act.public["unable"] = [envelope.digest for envelope in unable]


def go_on(act: Act) -> None:
    """Once the shares are committed, a worker opens what can be opened."""
    after_commit("procurement.tasks.open_sealed_bids", act.case.pk)
