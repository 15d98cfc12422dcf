"""Whom addenda, meetings and minutes tell: everybody interested in the tender."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from procurement.confirming import to_confirm
from procurement.following import interested
from procurement.telling import words_of
from vendors.standing import BIDDERS, members_of
from workflow import wording
from workflow.actions import Act
from workflow.notices import Tell


def addendum_issued(act: Act) -> list[Tell]:
    """Followers, invited companies and bidders; and the people of each bid that was handed in,
    that it waits for their confirmation: a notice to them alone, and no event.
    """
    tender, addendum = act.case, act.data["addendum"]
    return [
        *(_confirm(bid, addendum) for bid in to_confirm(tender).select_related("company")),
        Tell(
            interested(tender),
            _("Tender %(number)s was changed: addendum %(addendum)s"),
            _(
                "%(title)s\n\n%(summary)s\n\nBids close on %(closes)s. The tender's page shows "
                "what stood before and what stands now."
            ),
            words_of(
                tender,
                addendum=addendum.number,
                summary=lambda: addendum.summary,
                closes=lambda: wording.moment(addendum.closes_after),
            ),
        ),
    ]


def _confirm(bid: Any, addendum: Any) -> Tell:
    return Tell(
        members_of(bid.company, BIDDERS),
        _("Confirm or replace your bid %(bid)s for tender %(number)s"),
        _(
            "%(title)s\n\nAddendum %(addendum)s changed the tender. A bid that is neither "
            "confirmed nor replaced before %(closes)s stays shut."
        ),
        words_of(
            bid.tender,
            bid=bid.reference,
            addendum=addendum.number,
            closes=lambda: wording.moment(addendum.closes_after),
        ),
        url=bid.get_absolute_url(),
    )


def meeting_called(act: Act) -> list[Tell]:
    """Followers, invited companies and bidders."""
    tender, meeting = act.case, act.data["meeting"]
    return [
        Tell(
            interested(tender),
            _("A pre-bid meeting for tender %(number)s"),
            _("%(title)s\n\nOn %(at)s.\n%(place)s\n%(link)s"),
            words_of(
                tender,
                at=lambda: wording.moment(meeting.starts_at),
                place=meeting.place,
                link=meeting.link,
            ),
        )
    ]


def minutes_published(act: Act) -> list[Tell]:
    """Followers, invited companies and bidders."""
    tender = act.case
    return [
        Tell(
            interested(tender),
            _("Minutes of a meeting on tender %(number)s are published"),
            _("%(title)s\n\nThey can be read on the tender's page."),
            words_of(tender),
        )
    ]
