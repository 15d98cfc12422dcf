"""The opening of sealed bids: with the shares of t members each bid opens by itself.

Every step can be broken off and taken again: what is resolved is in the database, what is not
is found by the next run. One bid that does not open stops no other. How members give their
shares is in `procurement.shares`.
"""

import logging
from contextlib import suppress
from dataclasses import asdict
from tempfile import SpooledTemporaryFile
from typing import Any

from django.core.files import File
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.exact import SealError, to_bytes
from documents import storage
from documents.attach import attach
from documents.bilingual import both
from procurement import asked, biddocument, papers, ranking, sealing, stages
from procurement.biddocument import Terms
from procurement.confirming import needs_confirming
from procurement.envelope import SHARE, Header, parse_header
from procurement.models.sealed import Envelope
from procurement.sealed_bids import stream
from procurement.stages import BIDS, envelopes_of, is_over, pending, stage_of
from procurement.uses import BID_ATTACHMENT
from workflow.actions import Act
from workflow.blockers import Blocker, Refused, WrongState
from workflow.gate import perform

log = logging.getLogger(__name__)
IN_MEMORY = 4 << 20
# Storage or database away: nothing of the bid's, and tried again for as long as it takes.
NOT_NOW = (OSError, OperationalError, InterfaceError)
MOST_ATTEMPTS = 5


def run(tender: Any) -> int:
    """Resolve every envelope that can be, then end the opening if nothing is left.

    Several workers may run at once: each takes the envelopes that no other is busy with.
    Returns how many this one has resolved.
    """
    done = sum(_take(tender, pk) for pk in ready(tender))
    fresh = type(tender).objects.get(pk=tender.pk)
    stage = stage_of(fresh)
    if stage is not None and is_over(fresh):
        with suppress(WrongState, Refused):
            perform(fresh, stage.finish, by=None)
    return done


def ready(tender: Any) -> list[int]:
    """The envelopes that have their t shares; and once t members came, those that stay shut."""
    given = Count("shares", filter=~Q(shares__share=""))
    with_shares = pending(tender).annotate(given=given, needed=F("bid__tender__opening_threshold"))
    ids = list(with_shares.filter(given__gte=F("needed")).values_list("pk", flat=True))
    if stages.enough_came(tender):
        ids += stages.unconfirmed(tender).values_list("pk", flat=True)
    return ids


def _take(tender: Any, pk: int) -> bool:
    """Resolve one envelope that nobody else is busy with; whatever happens, the next one's
    turn comes. What fails for no fault of the bid's stays as it is, for the next run.
    """
    try:
        with transaction.atomic():
            # No key: shares that are given meanwhile refer to the row and must not wait.
            rows = Envelope.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
            rows = rows.select_related("bid__company", "bid__lot", "bid__tender")
            envelope = rows.filter(pk=pk, result=Envelope.Result.SEALED).first()
            if envelope is None:
                return False
            resolve(tender, envelope)
    except (WrongState, Refused) as error:  # the opening has ended meanwhile
        log.info("envelope %s: %s", pk, error)
        return False
    except NOT_NOW as error:
        log.warning("envelope %s is tried again: %s", pk, type(error).__name__)
        return False
    except Exception as error:
        log.exception("envelope %s", pk)
        return _fault(tender, pk, error)
    return True


def _fault(tender: Any, pk: int, error: Exception) -> bool:
    """Nobody foresaw it. After some attempts the bid is recorded as one that does not open:
    whoever finds out how to make the site stumble must not keep the other bids from an end.
    """
    Envelope.objects.filter(pk=pk).update(attempts=F("attempts") + 1)
    envelope = Envelope.objects.select_related("bid").get(pk=pk)
    if envelope.attempts < MOST_ATTEMPTS:
        return False
    with suppress(WrongState, Refused):
        _declare(tender, envelope, "fault", type(error).__name__)
    return True


def resolve(tender: Any, envelope: Envelope) -> None:
    """Open one envelope, or record why it cannot be opened."""
    try:
        if needs_confirming(envelope.bid):
            raise SealError("unconfirmed", "not confirmed after an addendum")
        found, files = _open(tender, envelope)
    except SealError as error:
        _declare(tender, envelope, error.code, str(error)[:300])
        return
    stage: Any = stage_of(tender)
    perform(
        envelope.bid, stage.opens, by=None,
        opening=tender, envelope=envelope, found=found, files=files,
    )  # fmt: skip


def _declare(tender: Any, envelope: Envelope, code: str, detail: str) -> None:
    perform(
        envelope.bid, "declare_unopenable", by=None,
        opening=tender, envelope=envelope, code=code, detail=detail,
    )  # fmt: skip


def leave_shut(tender: Any, act: Act) -> None:
    """Record as unopenable what too few members can unwrap: the body of leaving it shut."""
    act.public["note"] = act.data["reason"]
    for envelope in pending(tender).select_related("bid"):
        _declare(tender, envelope, "few", act.data["reason"][:300])


def _open(tender: Any, envelope: Envelope) -> tuple[biddocument.Bid, list[Any]]:
    header = parse_header(envelope.header.encode())
    if header.digest != envelope.digest:
        raise SealError("altered", "the header is not the one that the receipt states")
    shares = {
        row.member.place: to_bytes(row.share, SHARE)
        for row in envelope.shares.select_related("member").exclude(share="")
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
    """Store one document as it was before it was sealed; None for one of an unknown kind.

    Nobody could look at it before it was sealed: it must not cost the bidder the bid.
    """
    with SpooledTemporaryFile(max_size=IN_MEMORY) as plain:
        source = stream(part)
        for chunk in sealing.read_plain(header, document.part, key, source, document.plain):
            plain.write(chunk)
        plain.seek(0)
        try:
            return storage.store(File(plain, name=document.name), document.name)
        except storage.Unwelcome:
            return None


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
    answers = [asdict(answer) for answer in found.answers]
    bid.stated[act.data["envelope"].kind] = {"note": found.note, "answers": answers}
    unknown, titles = [], _titles(tender)
    for document, file in zip(found.documents, act.data["files"], strict=True):
        if file is None:
            unknown.append(document.name)
        else:
            label = titles.get(document.requirement, "")
            attach(bid, BID_ATTACHMENT.name, file, by=None, label=label)
    if unknown:
        note = both(_UNKNOWN)
        act.public["note"] = "\n".join([*note, *unknown])
    _settle(act, Envelope.Result.OPENED)
    act.public["digest"] = bid.digest
    if bid.company.state != "registered":
        # Opened and listed all the same; what follows from it the evaluation decides.
        act.public["standing"] = bid.company.state


def _titles(tender: Any) -> dict[int, str]:
    """What the required documents are called, in both languages, by their numbers."""
    return {
        required.number: " · ".join(
            dict.fromkeys(title for title in (required.title_ar, required.title_en) if title)
        )
        for required in tender.required_documents.all()
    }


_UNKNOWN = gettext_lazy("Not kept, since they are files of no kind that this site knows:")


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


def envelope_is_shut(act: Act) -> Blocker | None:
    """Its turn is now, and nobody else has opened it meanwhile."""
    envelope, stage = act.data.get("envelope"), stage_of(act.case.tender)
    if envelope is None or stage is None or envelope.kind not in stage.kinds:
        return Blocker(_("There is nothing to open now."))
    if Envelope.objects.filter(pk=envelope.pk, is_current=True, result="sealed").exists():
        return None
    return Blocker(_("It is opened already."))


def nobody_else_can_open(act: Act) -> Blocker | None:
    """t members have come, and of each bid that is left one of them cannot unwrap the share."""
    tender = act.case
    left = pending(tender)
    if not stages.enough_came(tender) or not left.exists():
        return Blocker(_("This is for bids that are left when enough members have given shares."))
    if left.exclude(shares__share="").exists():
        return Blocker(
            _("There are bids that can still be opened: members have yet to give shares.")
        )
    return None


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
