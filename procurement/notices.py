"""Whom the actions of this room tell, and what.

Until the opening nobody but the bidder is told anything that shows that a bid exists.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.standing import holders
from procurement import following, outcomes, watching
from procurement.following import interested
from procurement.sealwords import REASONS
from procurement.telling import others, preparers_of, words_of
from vendors.models import Company
from vendors.standing import BIDDERS, members_of, members_of_all
from vendors.subscriptions import subscribers
from workflow import wording
from workflow.actions import Act
from workflow.notices import Tell


def _bidders_of(companies: Iterable[Any]) -> list[Any]:
    return members_of_all(companies, BIDDERS)


def _committee(tender: Any) -> list[Any]:
    return [member.person for member in tender.committee.select_related("person")]


def _path(tender: Any) -> str:
    return f"/tenders/{tender.reference}/"


# --- tenders -------------------------------------------------------------------------------


def approval_asked(act: Act) -> list[Tell]:
    """Approvers who may approve it."""
    return [
        Tell(
            others(Role.PROCUREMENT_APPROVER, act.case),
            _("Tender %(number)s waits for your approval"),
            _("%(title)s\n\nRead it, then approve it or return it with remarks."),
            words_of(act.case),
        )
    ]


def tender_returned(act: Act) -> list[Tell]:
    """Whoever prepared it."""
    return [
        Tell(
            preparers_of(act.case),
            _("Tender %(number)s was returned with remarks"),
            _("%(title)s\n\nRemarks: %(remarks)s"),
            words_of(act.case, remarks=act.public["note"]),
        )
    ]


def tender_approved(act: Act) -> list[Tell]:
    """Whoever prepared it."""
    return [
        Tell(
            preparers_of(act.case),
            _("Tender %(number)s is approved"),
            _("%(title)s\n\nIt can be published now."),
            words_of(act.case),
        )
    ]


def committee_appointed(act: Act) -> list[Tell]:
    """The members: those without a key have to make one."""
    return [
        Tell(
            list(act.data["members"]),
            _("You are on the opening committee of tender %(number)s"),
            _(
                "%(title)s\n\nBids are sealed to the personal keys of the committee. Before the "
                "tender is published you need one that you have checked: you find it under "
                "“Account and security”."
            ),
            words_of(act.case),
        )
    ]


def tender_published(act: Act) -> list[Tell]:
    """Whoever prepared it; the companies it invites, or everybody who deals in or follows its
    categories, on the day itself.
    """
    tender, closes_at = act.case, act.case.closes_at
    body = _("%(title)s\n\n%(agency)s asks for bids until %(closes)s.")
    values = words_of(
        tender, agency=lambda: tender.agency.name, closes=lambda: wording.moment(closes_at)
    )
    concerned = following.subscribers(tender)
    return [
        Tell(
            concerned,
            _("Your company is invited to tender %(number)s")
            if tender.method_rules.is_by_invitation
            else _("A new tender in your line of business: %(number)s"),
            body,
            values,
        ),
        Tell(
            _followers(tender, concerned),
            _("A tender that you are looking for: %(number)s"),
            body,
            values,
        ),
        Tell(
            preparers_of(tender),
            _("Tender %(number)s is published"),
            _("%(title)s\n\nBids close on %(closes)s."),
            values,
        ),
    ]


def _followers(tender: Any, concerned: list[Any]) -> list[Any]:
    """Who follows its categories or has saved a search that finds it, and is not told anyhow."""
    if tender.method_rules.is_by_invitation:
        return []
    people = {p.pk: p for p in subscribers(tender.categories.all())}
    people |= {p.pk: p for p in watching.searchers(tender)}
    told = {*tender.preparers, *(person.pk for person in concerned)}
    return [person for pk, person in people.items() if pk not in told]


def tender_closed(act: Act) -> list[Tell]:
    """The opening committee, whether there are bids or not."""
    return [
        Tell(
            _committee(act.case),
            _("Bidding for tender %(number)s is over"),
            _("%(title)s\n\nThe bids can be opened."),
            words_of(act.case),
        )
    ]


def bids_opened(act: Act) -> list[Tell]:
    """Evaluators, and every company whose bid was opened."""
    tender = act.case
    if not tender.bids_opened:
        return []
    companies = Company.objects.filter(bids__in=tender.bids.opened()).distinct()
    return [
        Tell(
            others(Role.EVALUATOR, tender),
            _("Bids for tender %(number)s wait for evaluation"),
            _("%(title)s\n\nBids opened: %(count)s."),
            words_of(tender, count=tender.bids_opened),
        ),
        Tell(
            _bidders_of(companies),
            _("The bids for tender %(number)s were opened"),
            _("%(title)s\n\nNames and prices can be read on the tender's page."),
            words_of(tender),
        ),
    ]


def prices_opened(act: Act) -> list[Tell]:
    """The approvers, who can award now, and every company whose price was opened."""
    tender = act.case
    companies = Company.objects.filter(bids__in=tender.bids.filter(state="admitted")).distinct()
    return [
        Tell(
            others(Role.PROCUREMENT_APPROVER, tender),
            _("The prices for tender %(number)s are open"),
            _("%(title)s\n\nIt can be awarded now."),
            words_of(tender),
        ),
        Tell(
            _bidders_of(companies),
            _("The prices for tender %(number)s were opened"),
            _("%(title)s\n\nNames and prices can be read on the tender's page."),
            words_of(tender),
        ),
    ]


def ended_without_bids(act: Act) -> list[Tell]:
    """Whoever prepared it, and the approvers."""
    return [
        Tell(
            [*preparers_of(act.case), *others(Role.PROCUREMENT_APPROVER, act.case)],
            _("Tender %(number)s ended without bids"),
            _("%(title)s\n\nNo bids were received."),
            words_of(act.case),
        )
    ]


def tender_awarded(act: Act) -> list[Tell]:
    """Whoever prepared it; the bidders are told by their own bids."""
    return [
        Tell(
            preparers_of(act.case),
            _("Tender %(number)s is awarded"),
            _("%(title)s\n\nEvery bidder has been told, with reasons."),
            words_of(act.case),
        )
    ]


def tender_unsuccessful(act: Act) -> list[Tell]:
    """Whoever prepared it; the bidders are told by their own bids."""
    return [
        Tell(
            preparers_of(act.case),
            _("Tender %(number)s was unsuccessful"),
            _("%(title)s\n\nReason: %(reason)s"),
            words_of(act.case, reason=act.case.outcome_reason),
        )
    ]


def tender_cancelled(act: Act) -> list[Tell]:
    """Whoever prepared it, and everybody interested: whoever has a bid, be it a draft."""
    tender = act.case
    return [
        Tell(
            [*preparers_of(tender), *interested(tender)],
            _("Tender %(number)s was cancelled"),
            _("%(title)s\n\nReason: %(reason)s"),
            words_of(tender, reason=tender.outcome_reason),
        )
    ]


def opening_failed(act: Act) -> list[Tell]:
    """Whoever prepared it, and everybody interested."""
    tender = act.case
    return [
        Tell(
            [*preparers_of(tender), *interested(tender)],
            _("The bids for tender %(number)s cannot be opened"),
            _("%(title)s\n\nThe opening failed, and the bids stay shut. Reason: %(reason)s"),
            words_of(tender, reason=tender.outcome_reason),
        )
    ]


def prices_to_open(act: Act) -> list[Tell]:
    """The members of the opening committee."""
    tender = act.case
    return [
        Tell(
            _committee(tender),
            _("The prices for tender %(number)s can be opened"),
            _(
                "%(title)s\n\nThe technical result is approved. Give your shares of the bids "
                "that were admitted."
            ),
            words_of(tender),
        )
    ]


# --- questions -----------------------------------------------------------------------------


def question_asked(act: Act) -> list[Tell]:
    """The procurement officers of the agency."""
    clarification = act.case
    tender = clarification.tender
    return [
        Tell(
            holders(Role.PROCUREMENT_OFFICER, tender.agency),
            _("A question about tender %(number)s waits for an answer"),
            _("%(title)s\n\nQuestion: %(question)s"),
            words_of(tender, question=clarification.question),
        )
    ]


def question_answered(act: Act) -> list[Tell]:
    """Who asked, and everybody else interested in the tender, who does not learn who asked."""
    question, tender = act.case, act.case.tender
    values = words_of(tender, question=question.question, answer=question.answer)
    text = _("%(title)s\n\nQuestion: %(question)s\n\nAnswer: %(answer)s")
    return [
        Tell(
            members_of(question.company, BIDDERS),
            _("Your question about tender %(number)s was answered"),
            text,
            values,
        ),
        Tell(
            interested(tender, but=question.company),
            _("A question about tender %(number)s was answered"),
            text,
            values,
            url=_path(tender),
        ),
    ]


def question_declined(act: Act) -> list[Tell]:
    """Who asked."""
    question = act.case
    return [
        Tell(
            members_of(question.company, BIDDERS),
            _("Your question about tender %(number)s was not answered"),
            _("%(title)s\n\nReason: %(reason)s"),
            words_of(question.tender, reason=question.decline_reason),
        )
    ]


# --- bids ----------------------------------------------------------------------------------


def bid_received(act: Act) -> list[Tell]:
    """The bidder's own people, and nobody else."""
    bid = act.case
    return [
        Tell(
            members_of(bid.company, BIDDERS),
            _("Your bid %(bid)s for tender %(number)s was received"),
            _(
                "%(title)s\n\nReceived on %(at)s, version %(version)s.\n"
                "Fingerprint (SHA-256): %(digest)s\n\n"
                "Nobody but your company can see it until the bids are opened."
            ),
            words_of(
                bid.tender,
                bid=bid.reference,
                at=lambda: wording.moment(bid.submitted_at),
                version=bid.version,
                digest=bid.digest,
            ),
        )
    ]


def bid_confirmed(act: Act) -> list[Tell]:
    """The bidder's own people, and nobody else."""
    bid = act.case
    return [
        Tell(
            members_of(bid.company, BIDDERS),
            _("Your bid %(bid)s for tender %(number)s was confirmed"),
            _("%(title)s\n\nIt counts with every addendum issued until now."),
            words_of(bid.tender, bid=bid.reference),
        )
    ]


def bid_unopenable(act: Act) -> list[Tell]:
    """The bidder's own people."""
    bid = act.case
    return [
        Tell(
            members_of(bid.company, BIDDERS),
            _("Your bid %(bid)s for tender %(number)s could not be opened"),
            _("%(title)s\n\nReason: %(reason)s"),
            words_of(
                bid.tender,
                bid=bid.reference,
                reason=lambda: str(REASONS.get(act.data["code"], REASONS["form"])),
            ),
        )
    ]


def bid_withdrawn(act: Act) -> list[Tell]:
    """The bidder's own people, and nobody else."""
    bid = act.case
    return [
        Tell(
            members_of(bid.company, BIDDERS),
            _("Your bid %(bid)s for tender %(number)s was withdrawn"),
            _("%(title)s\n\nIt will not be opened."),
            words_of(bid.tender, bid=bid.reference),
        )
    ]


def bid_won(act: Act) -> list[Tell]:
    """The winner, with the reasons."""
    return [_outcome(act.case, _("You won tender %(number)s"))]


def bid_lost(act: Act) -> list[Tell]:
    """Everybody else, each with the reasons that concern them."""
    return [_outcome(act.case, _("The outcome of tender %(number)s"))]


def _outcome(bid: Any, subject: Any) -> Tell:
    values = words_of(bid.tender, bid=bid.reference)
    values["reasons"] = lambda: " ".join(outcomes.sentences(bid))
    return Tell(
        members_of(bid.company, BIDDERS),
        subject,
        _("%(title)s\n\nYour bid %(bid)s. %(reasons)s"),
        values,
    )
