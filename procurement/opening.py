"""The opening of sealed bids: members give their shares, then each bid opens by itself.

Every step can be broken off and taken again: what is resolved is in the database, what is not
is found by the next run. One bid that does not open stops no other.
"""

from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import Any

from django.core.files import File
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from accounts.exact import SealError, to_bytes
from documents import storage
from documents.attach import attach
from procurement import asked, biddocument, papers, ranking, sealing
from procurement.biddocument import Terms
from procurement.confirming import needs_confirming
from procurement.envelope import SHARE, Header, parse_header
from procurement.models.sealed import Envelope, GivenShare
from procurement.sealed_bids import stream
from procurement.sealwords import REASONS
from procurement.stages import BIDS, envelopes_of, is_over, pending, stage_of
from procurement.uses import BID_ATTACHMENT
from workflow.actions import Act
from workflow.blockers import Blocker, Refused, WrongState
from workflow.gate import perform
from workflow.queue import after_commit

IN_MEMORY = 4 << 20


# --- shares -------------------------------------------------------------------------------


def place_of(tender: Any, person: Any) -> Any:
    """The person's place on the committee, or None."""
    return tender.committee.filter(person=person).first() if person else None


def shares_are_right(act: Act) -> Blocker | None:
    """A wrong share is told at once, and nothing of what came with it is kept."""
    if act.preview:
        return None
    member = place_of(act.case, act.by)
    wrong = []
    for envelope, share in _given(act):
        try:
            header = parse_header(envelope.header.encode())
            sealing.check_share(header, member.place, share)
        except SealError:
            wrong.append(envelope.digest[:16])
    if not wrong:
        return None
    text = _("These are not the shares that were sealed for you: %(bids)s.")
    return Blocker(text % {"bids": ", ".join(wrong[:10])})


def _given(act: Act) -> list[tuple[Envelope, bytes]]:
    shares = act.data.get("shares") or {}
    found = []
    for envelope in pending(act.case):
        text = shares.get(str(envelope.pk))
        if text is None:
            continue
        try:
            share = to_bytes(text, SHARE, "a share")
        except SealError:
            share = b""
        found.append((envelope, share))
    return found


def take_shares(tender: Any, act: Act) -> None:
    """Keep a member's shares: the body of giving them. Given again, they are kept once."""
    member = place_of(tender, act.by)
    given = _given(act)
    GivenShare.objects.bulk_create(
        [
            GivenShare(
                envelope=envelope,
                member=member,
                share=act.data["shares"][str(envelope.pk)],
                given_at=act.now,
            )
            for envelope, _share in given
        ],
        ignore_conflicts=True,
    )
    stage: Any = stage_of(tender)
    if getattr(member, stage.taken_part) is None:
        setattr(member, stage.taken_part, act.now)
        member.save(update_fields=[stage.taken_part])
    act.public |= {"place": member.place, "fingerprint": member.key.fingerprint}


def go_on(act: Act) -> None:
    """Once the shares are committed, a worker opens what can be opened."""
    after_commit("procurement.tasks.open_sealed_bids", act.case.pk)


# --- opening ------------------------------------------------------------------------------


def run(tender: Any) -> int:
    """Resolve every envelope that has its t shares, then end the opening if nothing is left."""
    enough = (
        pending(tender)
        .annotate(given=Count("shares"), needed=F("bid__tender__opening_threshold"))
        .filter(given__gte=F("needed"))
    )
    ids = list(enough.values_list("pk", flat=True))
    for pk in ids:
        envelope = Envelope.objects.select_related("bid__company", "bid__lot").get(pk=pk)
        with suppress(WrongState):  # another worker was quicker
            resolve(tender, envelope)
    fresh = type(tender).objects.get(pk=tender.pk)
    stage = stage_of(fresh)
    if stage is not None and is_over(fresh):
        with suppress(WrongState, Refused):
            perform(fresh, stage.finish, by=None)
    return len(ids)


def resolve(tender: Any, envelope: Envelope) -> None:
    """Open one envelope, or record why it cannot be opened."""
    try:
        if needs_confirming(envelope.bid):
            raise SealError("unconfirmed", "not confirmed after an addendum")
        found, files = _open(tender, envelope)
    except SealError as error:
        perform(
            envelope.bid, "declare_unopenable", by=None,
            opening=tender, envelope=envelope, code=error.code, detail=str(error)[:300],
        )  # fmt: skip
        return
    stage: Any = stage_of(tender)
    perform(
        envelope.bid, stage.opens, by=None,
        opening=tender, envelope=envelope, found=found, files=files,
    )  # fmt: skip


def _open(tender: Any, envelope: Envelope) -> tuple[biddocument.Bid, list[Any]]:
    header = parse_header(envelope.header.encode())
    if header.digest != envelope.digest:
        raise SealError("altered", "the header is not the one that the receipt states")
    shares = {
        row.member.place: to_bytes(row.share, SHARE)
        for row in envelope.shares.select_related("member")
    }
    key = sealing.unlock(header, shares)
    parts = {part.number: part for part in envelope.parts.all()}
    terms = terms_of(tender, envelope.bid, envelope.kind)
    if set(parts) != set(range(len(header.parts))):
        raise SealError("altered", "parts are missing")
    found = biddocument.open_bid(header, key, stream(parts[0]), terms)
    files = [_document(header, key, d, parts[d.part]) for d in found.documents]
    return found, files


def _document(header: Header, key: bytes, document: Any, part: Any) -> Any:
    """Store one document as it was before it was sealed."""
    with SpooledTemporaryFile(max_size=IN_MEMORY) as plain:
        source = stream(part)
        for chunk in sealing.read_plain(header, document.part, key, source, document.plain):
            plain.write(chunk)
        plain.seek(0)
        try:
            return storage.store(File(plain, name=document.name), document.name)
        except storage.Unwelcome:
            raise SealError("document", f"{document.name} is of no known type") from None


def terms_of(tender: Any, bid: Any, kind: str = "single") -> Terms:
    """What the bid has to fit."""
    return Terms(
        tender=tender.reference,
        lot=bid.lot.number,
        bid=bid.reference,
        envelope=kind,
        company=bid.company.reference,
        currency=tender.currency,
        decimals=ranking.decimals(tender.currency),
        items=tuple(bid.lot.items.values_list("number", flat=True)),
        documents=tuple(
            row.document
            for row in asked.documents_of(tender)
            if row.required and kind in ("single", row.envelope)
        ),
        criteria=tuple(row.criterion for row in asked.criteria_of(tender)),
    )


# --- what becomes of a bid ----------------------------------------------------------------


def make_known(bid: Any, act: Act) -> None:
    """Write down what was in the envelope: the body of unsealing."""
    tender, found = act.data["opening"], act.data["found"]
    items = {item.number: item for item in bid.lot.items.all()}
    bid.prices.all().delete()
    bid.prices.model.objects.bulk_create(
        bid.prices.model(bid=bid, item=items[price.item], unit_price=price.unit_price)
        for price in found.prices
    )
    if act.data["envelope"].kind != "technical":
        lines = [(items[price.item].quantity, price.unit_price) for price in found.prices]
        bid.total = ranking.total_price(lines, tender.currency)
        act.public |= {"total": str(bid.total), "currency": tender.currency}
    for file in act.data["files"]:
        attach(bid, BID_ATTACHMENT.name, file, by=None)
    _settle(act, Envelope.Result.OPENED)
    act.public["digest"] = bid.digest


def note_unopenable(bid: Any, act: Act) -> None:
    """Write down why it does not open: the body of declaring it so."""
    _settle(act, Envelope.Result.UNOPENABLE)
    act.public |= {"digest": bid.digest, "reason": act.data["code"]}


def _settle(act: Act, result: str) -> None:
    envelope = act.data["envelope"]
    Envelope.objects.filter(pk=envelope.pk).update(
        result=result,
        reason=act.data.get("code", ""),
        detail=act.data.get("detail", ""),
        resolved_at=act.now,
    )


def reason_of(envelope: Envelope) -> str:
    """Why an envelope could not be opened, in the reader's language."""
    return str(REASONS.get(envelope.reason, REASONS["form"])) if envelope.reason else ""


# --- the end ------------------------------------------------------------------------------


def conclude(tender: Any, act: Act) -> None:
    """Write the opening down: the body of finishing it."""
    stage: Any = stage_of(tender)
    results = envelopes_of(tender, stage).aggregate(
        opened=Count("pk", filter=Q(result=Envelope.Result.OPENED)),
        unopenable=Count("pk", filter=Q(result=Envelope.Result.UNOPENABLE)),
    )
    setattr(tender, stage.opened_at, act.now)
    if stage is BIDS:
        tender.bids_opened = results["opened"]
    act.public |= {"bids": results["opened"], "unopenable": results["unopenable"]}
    papers.ask_for_opening_record(tender, by=None)


def opening_is_over(act: Act) -> Blocker | None:
    """Nothing is left to open."""
    if is_over(act.case):
        return None
    return Blocker(_("There are bids that are not opened yet."))


def can_no_longer_open(act: Act) -> Blocker | None:
    """An opening is declared failed only while bids are still shut."""
    if stage_of(act.case) is not None and not is_over(act.case):
        return None
    return Blocker(_("The bids are opened already."))
