"""Why a bid won or lost, in sentences for its bidder.

The page of the bid, the notice and the letter say the same: called by `notices`, `papers` and
`views.bid`, each in the reader's language.
"""

from typing import Any

from django.utils.translation import gettext as _

from workflow import wording


def price(amount: Any, tender: Any) -> str:
    """An amount of the tender's currency in words of the reader's language."""
    return wording.money(amount, tender.currency)


def award_of(bid: Any) -> Any:
    """The award of the bid's lot, with its winner; None while, or because, there is none."""
    return (
        bid.lot.awards.filter(status="active", bid__isnull=False)
        .select_related("bid__company")
        .first()
    )


def sentences(bid: Any) -> list[str]:
    """Return the reasons of the outcome; none while it is open."""
    if bid.state == "awarded":
        return _won(bid)
    if bid.state == "not_awarded":
        return _lost(bid)
    return []


def _won(bid: Any) -> list[str]:
    found = [_("Your price was %(price)s.") % {"price": price(bid.total, bid.tender)}]
    if (bid.rank or 1) > 1:
        found.append(
            _(
                "By price your bid was number %(rank)s; the framework agreement has up to "
                "%(suppliers)s suppliers."
            )
            % {"rank": bid.rank, "suppliers": bid.tender.suppliers_a_lot}
        )
    elif _is_tied(bid):
        found.append(
            _(
                "The lowest admitted price was offered more than once. "
                "Your bid was submitted first, and therefore won."
            )
        )
    else:
        found.append(_("It was the lowest admitted price."))
    return found


def _lost(bid: Any) -> list[str]:
    found = []
    if bid.total is not None:
        found.append(_("Your price was %(price)s.") % {"price": price(bid.total, bid.tender)})
    elif bid.envelopes.filter(kind="financial").exists():
        found.append(_("Your prices were not opened, and stay shut."))
    if bid.is_admitted is False:
        found.append(
            _("The evaluation did not admit your bid: %(reason)s")
            % {"reason": bid.judgement_reason}
        )
    award = award_of(bid)
    if award is None:
        reason = bid.outcome_reason or bid.tender.outcome_reason
        if reason:
            found.append(_("Nothing was awarded: %(reason)s") % {"reason": reason})
        else:
            found.append(_("Nothing was awarded in this lot."))
        return found
    values = {"winner": award.bid.company.name, "price": price(award.amount, bid.tender)}
    found.append(_("The award went to %(winner)s for %(price)s.") % values)
    if bid.is_admitted:
        found.append(_why_not_first(bid, award))
    return found


def _why_not_first(bid: Any, award: Any) -> str:
    if bid.total == award.amount:
        return _("The price was the same; the winning bid was submitted earlier.")
    return _("The lowest admitted price wins; by price your bid was number %(rank)s.") % {
        "rank": bid.rank
    }


def _is_tied(bid: Any) -> bool:
    rivals = bid.lot.bids.filter(is_admitted=True, total=bid.total).exclude(pk=bid.pk)
    return bool(rivals.exists())
