"""Drafts of bids that a company's bidders share: kept here as ciphertext, for their keys alone.

Called by the page of a bid. What can be checked without a key is checked: the shape, what the
draft is of, and that nobody is among its readers who may not bid for the company.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts import exact
from accounts.exact import SealError, canonical, to_bytes
from accounts.models import PersonalKey
from audit.models import database_now
from procurement.models.sealed_draft import SealedDraft
from vendors.standing import BIDDERS, members_of

FORMAT = "mizan-sealed-draft-1"
MOST_BYTES = 1 << 20
MOST_PEOPLE = 200
WRAPPED = 32 + 32 + 16


class Newer(Exception):
    """Somebody saved another draft meanwhile."""


@dataclass(frozen=True)
class Reader:
    """A person who can read a draft that is saved now, and the key it is encrypted to."""

    person: Any
    key: PersonalKey


def readers(company: Any) -> list[Reader]:
    """The company's owners and bidders who have a checked key, by name."""
    people = {person.pk: person for person in members_of(company, BIDDERS)}
    keys = PersonalKey.objects.filter(
        user__in=list(people), retired_at__isnull=True, checked_at__isnull=False
    )
    found = [Reader(people[key.user_id], key) for key in keys]
    return sorted(found, key=lambda reader: (reader.person.name, reader.person.pk))


def about(bid: Any) -> dict[str, Any]:
    """What a draft is bound to."""
    return {
        "tender": bid.tender.reference,
        "lot": bid.lot.number,
        "bid": bid.reference,
        "company": bid.company.reference,
    }


def current(bid: Any) -> SealedDraft | None:
    """The draft that is there, or None."""
    return SealedDraft.objects.select_related("saved_by").filter(bid=bid).first()


@transaction.atomic
def save(bid: Any, draft: Any, *, after: int, by: Any) -> SealedDraft:
    """Keep a draft in the place of version `after` (0: of none). Raises SealError, or Newer.

    Nothing is recorded of it: that a draft is there is nobody's business.
    """
    _check(bid, draft)
    type(bid).objects.select_for_update(of=("self",)).get(pk=bid.pk)
    there = current(bid)
    if (there.version if there else 0) != after:
        raise Newer
    values = {
        "body": canonical(draft).decode(),
        "version": after + 1,
        "saved_at": database_now(),
        "saved_by": by,
    }
    saved, _made = SealedDraft.objects.update_or_create(bid=bid, defaults=values)
    return saved


def _check(bid: Any, draft: Any) -> None:
    draft = exact.fields(draft, {"format", "about", "nonce", "body", "wrapped"}, "the draft")
    if draft["format"] != FORMAT:
        raise SealError("form", f"not of the format {FORMAT}")
    if draft["about"] != about(bid):
        raise SealError("other", "a draft of something else")
    to_bytes(draft["nonce"], 12, "the nonce")
    body = draft["body"]
    if not isinstance(body, str) or not body:
        raise SealError("form", "the draft has no body")
    to_bytes(body, len(body) * 3 // 4, "the draft")
    known = {reader.key.public for reader in readers(bid.company)}
    given = [_to(one) for one in exact.items(draft["wrapped"], MOST_PEOPLE, "the people", 1)]
    if len(set(given)) != len(given) or not set(given) <= known:
        raise SealError("readers", "encrypted to somebody who may not bid for the company")
    if len(canonical(draft)) > MOST_BYTES:
        raise SealError("size", f"a draft has at most {MOST_BYTES} bytes")


def _to(value: Any) -> str:
    value = exact.fields(value, {"to", "key"}, "a reader")
    to_bytes(value["key"], WRAPPED, "a wrapped key")
    to_bytes(value["to"], 32, "a reader's key")
    return str(value["to"])
