"""Whom the actions of this room tell, and what."""

from workflow.actions import Act
from workflow.notices import Tell


def approval_asked(act: Act) -> list[Tell]:
    return []


def tender_returned(act: Act) -> list[Tell]:
    return []


def tender_approved(act: Act) -> list[Tell]:
    return []


def tender_published(act: Act) -> list[Tell]:
    return []


def tender_closed(act: Act) -> list[Tell]:
    return []


def bids_opened(act: Act) -> list[Tell]:
    return []


def ended_without_bids(act: Act) -> list[Tell]:
    return []


def tender_awarded(act: Act) -> list[Tell]:
    return []


def tender_unsuccessful(act: Act) -> list[Tell]:
    return []


def tender_cancelled(act: Act) -> list[Tell]:
    return []


def question_answered(act: Act) -> list[Tell]:
    return []


def question_declined(act: Act) -> list[Tell]:
    return []


def bid_received(act: Act) -> list[Tell]:
    return []


def bid_withdrawn(act: Act) -> list[Tell]:
    return []


def bid_won(act: Act) -> list[Tell]:
    return []


def bid_lost(act: Act) -> list[Tell]:
    return []
