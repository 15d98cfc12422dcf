"""What people are told of a sealed bid: why one could not be opened, and a readable copy."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from accounts.exact import SealError
from procurement.biddocument import Bid
from procurement.envelope import Header
from procurement.ranking import total_price
from procurement.sealsheet import Sheet

# By the code of a SealError, for the opening record and for whoever made the mistake.
REASONS = {
    "form": gettext_lazy("It is not written as the format of sealed bids asks."),
    "size": gettext_lazy("It is longer than is allowed, or not padded as it should be."),
    "key": gettext_lazy("This is not the key it was sealed for."),
    "unwrap": gettext_lazy("The share cannot be unwrapped with this key."),
    "share": gettext_lazy("This is not the share that was sealed for this member."),
    "few": gettext_lazy("Too few members have given their shares."),
    "unequal": gettext_lazy(
        "The members were not given equal shares of one key, so the envelope does not open."
    ),
    "altered": gettext_lazy("What is stored is not what was sealed: it was altered or is damaged."),
    "document": gettext_lazy("A document is not the one that the bid states."),
    "documents": gettext_lazy("The documents are not those that the bid lists."),
    "context": gettext_lazy("It was sealed for another tender, lot, bid or committee."),
    "other": gettext_lazy("The bid states another tender, lot, company or currency."),
    "readers": gettext_lazy("It is encrypted to somebody who may not bid for the company."),
    "late": gettext_lazy("Bidding is over."),
    "full": gettext_lazy(
        "Too much was sent for this bid without being handed in. Wait an hour, then go on."
    ),
    "answers": gettext_lazy("The answers to the criteria are not written as they should be."),
    "missing": gettext_lazy("Something that the tender asks for is missing."),
    "prices": gettext_lazy("The prices do not fit the items of the lot."),
    "unconfirmed": gettext_lazy("An addendum changed the tender, and the bid was not confirmed."),
    "fault": gettext_lazy("It could not be processed; the technical cause is in the trail."),
    "unreadable": gettext_lazy("A file was changed or removed while it was read."),
    "passphrase": gettext_lazy("This is not the passphrase of this key."),
    "recovery": gettext_lazy("This recovery code does not belong to this recovery file."),
    "code": gettext_lazy("The recovery code has a slip in it; please compare it again."),
}
ENVELOPES = {
    "single": pgettext_lazy("envelope", "whole bid"),
    "technical": pgettext_lazy("envelope", "technical envelope"),
    "financial": pgettext_lazy("envelope", "financial envelope"),
}


def reason(error: SealError) -> str:
    """Return a sentence for people about an error; its own text is for the record's detail."""
    return str(REASONS.get(error.code, REASONS["form"]))


def readable(sheet: Sheet, header: Header, bid: Bid) -> str:
    """Return the bidder's own copy of what was sealed, as plain text."""
    terms, lot = bid.terms, sheet.lot(bid.terms.lot)
    lines = [
        _("Copy of a sealed bid"),
        _("Nobody but you can read this before the opening: keep it safe."),
        "",
        _("Tender: %(number)s, %(title)s") % {"number": sheet.tender, "title": sheet.title},
        _("Lot: %(number)s") % {"number": f"{lot.lot} {lot.title}".strip()},
        _("Bid: %(number)s") % {"number": terms.bid},
        _("Envelope: %(kind)s") % {"kind": ENVELOPES[terms.envelope]},
        _("Company: %(number)s") % {"number": terms.company},
        _("Deadline: %(moment)s") % {"moment": sheet.deadline},
        "",
    ]
    if bid.prices:
        lines += [_("Prices in %(currency)s") % {"currency": terms.currency}, *_prices(sheet, bid)]
    if bid.documents:
        lines += ["", _("Documents")]
        lines += _documents(sheet, bid)
    if bid.answers:
        lines += ["", _("Answers to the criteria"), *_answers(sheet, bid)]
    if bid.note:
        lines += ["", pgettext("bid", "Note"), *(f"  {line}" for line in bid.note.split("\n"))]
    lines += ["", _("Digest of the envelope, as the receipt states it:"), f"  {header.digest}", ""]
    lines += [_("Sealed for %(threshold)s of these members:") % {"threshold": sheet.threshold}]
    lines += [f"  {m.name}  {m.fingerprint}" for m in sheet.members]
    return "\n".join(lines) + "\n"


def _documents(sheet: Sheet, bid: Bid) -> list[str]:
    titles = {required.document: required.title for required in sheet.documents}
    lines = []
    for document in bid.documents:
        title = titles.get(document.requirement, "")
        lines.append(f"  {document.part}  {document.name}" + (f"  ({title})" if title else ""))
        lines.append(f"     SHA-256 {document.sha256}")
    return lines


def _answers(sheet: Sheet, bid: Bid) -> list[str]:
    titles = {criterion.criterion: criterion.title for criterion in sheet.criteria}
    lines = []
    for answer in bid.answers:
        said = _("met") if answer.meets else _("not met")
        lines.append(f"  {answer.criterion}  {titles.get(answer.criterion, '')}: {said}")
        lines += [f"     {line}" for line in answer.text.split("\n") if line]
    return lines


def _prices(sheet: Sheet, bid: Bid) -> list[str]:
    items = {item.item: item for item in sheet.lot(bid.terms.lot).items}
    lines, priced = [], []
    for price in bid.prices:
        item = items[price.item]
        words = item.description.replace("\n", " ")
        quantity = " ".join(part for part in (item.quantity, item.unit) if part)
        lines.append(f"  {price.item}  {words}  {price.unit_price:f} × {quantity or '1'}")
        priced.append((Decimal(item.quantity or 1), price.unit_price))
    total = total_price(priced, bid.terms.currency)
    return [*lines, "  " + _("Total: %(amount)s") % {"amount": f"{total:f}"}]
