"""What must hold before an action of this room: each returns None or a Blocker.

Deadlines are asked of `act.now`, the database's clock read under the lock on the tender.
While buttons are worked out (`act.preview`) no form has been filled in yet.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement import committee
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker

# --- the draft -----------------------------------------------------------------------------


def items_can_be_bid_for(act: Act) -> Blocker | None:
    """Every item belongs to a lot that exists."""
    given = act.data.get("lots")
    lots = max(act.case.lots.count() if given is None else len(given), 1)
    if any((row.get("lot") or 1) > lots for row in act.data.get("items") or []):
        text = _("An item names a lot that is not there: the last lot is number %(last)s.")
        return Blocker(text % {"last": lots}, field="items")
    return None


def tender_has_items(act: Act) -> Blocker | None:
    """Every lot asks for something."""
    if not act.case.items.exists():
        return Blocker(
            _("The tender has no items yet."),
            link=act.case.action_url("edit"),
            link_text=_("Edit the draft"),
        )
    if act.case.lots.filter(items__isnull=True).exists():
        return Blocker(
            _("One of the lots has no items."),
            link=act.case.action_url("edit"),
            link_text=_("Edit the draft"),
        )
    return None


def is_in_both_languages(act: Act) -> Blocker | None:
    """What is published (a tender, a call for qualification) can be read in both languages."""
    case = act.case
    if case.title_ar and case.title_en:
        return None
    return Blocker(
        _("The title is not written in both languages yet."),
        link=case.action_url("edit"),
        link_text=_("Edit the draft"),
    )


# --- publication ---------------------------------------------------------------------------


def closing_meant(act: Act) -> datetime:
    """The deadline that the form gives, or the method's minimum from now."""
    meant: datetime = act.data.get("closes_at") or act.now + act.case.method.minimum_period
    return meant


def bidding_period_is_long_enough(act: Act) -> Blocker | None:
    """Bidding lasts at least as long as the method asks."""
    period = act.case.method.minimum_period
    if act.preview or closing_meant(act) - act.now >= period:
        return None
    text = _(
        "With this method bidding lasts at least %(period)s: bids close on %(earliest)s or later."
    )
    values = {"period": wording.span(period), "earliest": wording.moment(act.now + period)}
    return Blocker(text % values, field="closes_at")


def committee_is_large_enough(act: Act) -> Blocker | None:
    """The method says how many members a committee has at least."""
    rules = act.case.method_rules
    people = act.data.get("members")
    if act.preview or people is None:
        return None
    count = len(people)
    if count < rules.committee_size:
        text = ngettext(
            "This method asks for a committee of at least %(count)s member.",
            "This method asks for a committee of at least %(count)s members.",
            rules.committee_size,
        )
        return Blocker(text % {"count": rules.committee_size}, field="members")
    if count > committee.MOST_MEMBERS:
        text = _("A committee has at most %(count)s members.")
        return Blocker(text % {"count": committee.MOST_MEMBERS}, field="members")
    return None


def committee_can_open(act: Act) -> Blocker | None:
    """Bids are sealed to the keys of the committee: each member can open, and has a checked key."""
    tender = act.case
    people = [member.person for member in tender.committee.select_related("person")]
    if len(people) < tender.method_rules.committee_size:
        text = _("The opening committee is not appointed yet, or is too small.")
        return _about_the_committee(tender, text)
    able = {person.pk for person in committee.candidates(tender)}
    gone = [person.name for person in people if person.pk not in able]
    if gone:
        text = _("These members can no longer open the bids of this tender: %(names)s.")
        return _about_the_committee(tender, text % {"names": wording.listing(gone)})
    keys = committee.usable_keys(people)
    without = [person.name for person in people if person.pk not in keys]
    if without:
        text = _("These members of the committee have no checked key yet: %(names)s.")
        return _about_the_committee(tender, text % {"names": wording.listing(without)})
    return None


def _about_the_committee(tender: Any, text: str) -> Blocker:
    return Blocker(
        text,
        link=tender.action_url("appoint_committee"),
        link_text=_("Appoint the opening committee"),
    )


def question_time_fits(act: Act) -> Blocker | None:
    """Questions end after now and before bidding does."""
    until = act.data.get("questions_until")
    if act.preview or until is None:
        return None
    if until <= act.now:
        return Blocker(_("This time has already passed."), field="questions_until")
    if until > closing_meant(act):
        text = _("Questions must end before bids close.")
        return Blocker(text, field="questions_until")
    return None


# --- deadline and opening ------------------------------------------------------------------


def deadline_has_passed(act: Act) -> Blocker | None:
    """Nothing is closed or opened before the deadline."""
    closes_at = act.case.closes_at
    if closes_at is not None and closes_at <= act.now:
        return None
    return Blocker(_("The deadline has not passed yet."))


def the_tender_is_being_opened(act: Act) -> Blocker | None:
    """A bid is opened by the opening of its tender and in no other way."""
    opening = act.data.get("opening")
    if opening is not None and opening.pk == act.case.tender_id:
        return None
    return Blocker(_("Bids are opened together with their tender."))


def the_tender_is_being_decided(act: Act) -> Blocker | None:
    """A bid wins or loses by the decision on its tender and in no other way."""
    deciding = act.data.get("deciding")
    if deciding is not None and deciding.pk == act.case.tender_id:
        return None
    return Blocker(_("The outcome of a bid follows from the decision on its tender."))


# --- questions -----------------------------------------------------------------------------


def answer_can_still_help(act: Act) -> Blocker | None:
    """An answer comes while there is time to bid."""
    if act.case.tender.takes_bids_at(act.now):
        return None
    return Blocker(_("Bidding is over; an answer would help nobody any more."))


# --- bids ----------------------------------------------------------------------------------


def tender_takes_bids(act: Act) -> Blocker | None:
    """Before the deadline, to the microsecond, by the database's clock."""
    tender = act.case.tender
    if tender.takes_bids_at(act.now):
        return None
    if tender.closes_at is not None and tender.closes_at <= act.now:
        return Blocker(too_late(tender.closes_at, act.now))
    return Blocker(_("This tender does not take bids now."))


def tender_takes_questions(act: Act) -> Blocker | None:
    """There is time for questions, and for bids."""
    if act.case.tender.takes_questions_at(act.now):
        return None
    return Blocker(_("The time for questions about this tender is over."))


def too_late(closes_at: datetime, now: datetime) -> str:
    """The sentence for what came after the deadline: by how much, and that nothing was done."""
    text = _("Bids closed on %(closed)s. This came %(late)s after the deadline and was not taken.")
    return text % {"closed": wording.moment(closes_at), "late": _lateness(closes_at, now)}


def _lateness(closes_at: datetime, now: datetime) -> str:
    late = now - closes_at
    if late.total_seconds() >= 1:
        return wording.span(late)
    seconds = f"{max(late.total_seconds(), 0):.6f}"
    return _("%(seconds)s seconds") % {"seconds": seconds}


def bidder_is_registered(act: Act) -> Blocker | None:
    """Only registered companies bid, and apply for qualification."""
    return company_is_registered(act.case.company)


def company_is_registered(company: Any) -> Blocker | None:
    """The blocker for a company that is not registered (any more), the clock run or not."""
    if company.is_registered:
        return None
    return Blocker(_("The company is not registered. Only registered companies can take part."))


# --- evaluation and award ------------------------------------------------------------------


def tender_is_in_evaluation(act: Act) -> Blocker | None:
    """Bids are judged between opening and outcome."""
    if act.case.tender.state == "opened":
        return None
    return Blocker(_("The tender is not being evaluated now."))


def every_bid_is_judged(act: Act) -> Blocker | None:
    """No outcome while a bid is neither admitted nor rejected."""
    waiting = list(
        act.case.bids.filter(state="opened").order_by("pk").values_list("reference", flat=True)
    )
    if not waiting:
        return None
    text = _("These bids are neither admitted nor rejected yet: %(bids)s.")
    return Blocker(text % {"bids": wording.listing(waiting[:10])})


def some_bid_is_admitted(act: Act) -> Blocker | None:
    """There must be a bid to award to."""
    if act.case.bids.filter(state="admitted").exists():
        return None
    return Blocker(_("No bid is admitted; there is nothing to award."))


def bidders_are_enough(act: Act) -> Blocker | None:
    """The method may ask for more than one bidder."""
    tender = act.case
    asked = tender.method_rules.minimum_bidders
    if tender.bids.opened().values("company_id").distinct().count() >= asked:
        return None
    text = ngettext(
        "This method asks for a bid of at least %(count)s company.",
        "This method asks for bids of at least %(count)s companies.",
        asked,
    )
    return Blocker(text % {"count": asked})


def no_award_is_possible(act: Act) -> Blocker | None:
    """A tender that can be awarded is not declared unsuccessful."""
    if some_bid_is_admitted(act) or bidders_are_enough(act):
        return None
    return Blocker(_("A bid is admitted: award the tender, or cancel it with a reason."))


# --- history from elsewhere ----------------------------------------------------------------


def is_imported(act: Act) -> Blocker | None:
    """Later imported data change imported cases only."""
    if act.case.imported:
        return None
    return Blocker(_("This tender was not imported."))
