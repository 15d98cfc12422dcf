"""The opening committee: who may be on it, appointing it, and fixing its keys at publication.

Called by the tender's actions, its page and its sealing sheet. How many members a tender needs
at least, and how many of them open a bid, is said by its method, and fixed at publication
(`Tender.method_rules`).
"""

from collections.abc import Iterable
from typing import Any

from accounts.models import PersonalKey, Role, User
from accounts.standing import holders
from audit.leaf import moment
from procurement import asked, sealscripts
from procurement.asked import one_line
from procurement.money import plain
from procurement.ranking import decimals
from procurement.sealsheet import Item, Lot, Member, Sheet
from vendors.standing import companies_ever_of
from workflow.actions import Act

MOST_MEMBERS = 20


def candidates(tender: Any) -> list[User]:
    """Who may be on it: members of opening committees who have not worked on the tender."""
    found = holders(Role.OPENING_MEMBER, tender.agency)
    fit = [person for person in found if is_fit(tender, person)]
    return sorted(fit, key=lambda person: (person.name, person.pk))


def is_fit(tender: Any, person: User) -> bool:
    """Whether the person has kept out of the tender, and acts for no company at all.

    Who bids nobody knows before the opening: therefore whoever acts or acted for a company
    cannot open bids.
    """
    involved = person.pk in tender.preparers or tender.created_by_id == person.pk
    return not involved and not companies_ever_of(person)


def usable_keys(people: Iterable[User]) -> dict[int, PersonalKey]:
    """The keys that may be sealed to now, by person."""
    found = PersonalKey.objects.filter(
        user__in=list(people), retired_at__isnull=True, checked_at__isnull=False
    )
    return {key.user_id: key for key in found}


def appoint(tender: Any, people: Iterable[User]) -> None:
    """Put these people on the committee, in the order of their names; others leave it."""
    tender.committee.all().delete()
    ordered = sorted(people, key=lambda person: (person.name, person.pk))
    tender.committee.model.objects.bulk_create(
        tender.committee.model(tender=tender, person=person, place=place)
        for place, person in enumerate(ordered, start=1)
    )


def fix(tender: Any, act: Act) -> None:
    """At publication: from now on bids are sealed to exactly these keys.

    The trail says which, and which scripts this site seals with, so that neither can be
    exchanged unseen.
    """
    members = list(tender.committee.select_related("person"))
    keys = usable_keys(member.person for member in members)
    for member in members:
        member.key = keys[member.person_id]
        member.save(update_fields=["key"])
    tender.opening_threshold = tender.method_rules.opening_threshold
    act.public["sealing"] = {
        "threshold": tender.opening_threshold,
        "members": [
            {"place": m.place, "fingerprint": m.key.fingerprint, "key": m.key.public}
            for m in members
        ],
        "scripts": sealscripts.statement(),
    }


def is_fixed(tender: Any) -> bool:
    """Whether bids for this tender are sealed, and to whom is settled."""
    return tender.opening_threshold is not None


def sheet_of(tender: Any) -> Sheet:
    """The sealing sheet of a published tender, its words in the reader's language."""
    members = tender.committee.select_related("person", "key")
    lots = tender.lots.prefetch_related("items")
    return Sheet(
        tender=tender.reference,
        title=one_line(tender.title, 1000),
        currency=tender.currency,
        decimals=decimals(tender.currency),
        deadline=moment(tender.closes_at),
        envelopes=("technical", "financial") if tender.method_rules.two_envelopes else ("single",),
        threshold=tender.opening_threshold,
        members=tuple(Member(one_line(m.person.name, 200), m.key.public_bytes) for m in members),
        lots=tuple(_lot(lot) for lot in lots),
        documents=asked.documents_of(tender),
        criteria=asked.criteria_of(tender),
    )


def _lot(lot: Any) -> Lot:
    items = (
        Item(
            item.number,
            one_line(item.description, 5000),
            plain(item.quantity) if item.quantity is not None else "",
            one_line(item.unit_label, 100),
        )
        for item in lot.items.all()
    )
    return Lot(lot.number, one_line(lot.title, 1000), tuple(items))
