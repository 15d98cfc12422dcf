"""The standard's codes that are understood, and how the state of a past case follows from facts.

These tables are all there is: a word that is not in them is listed, never interpreted.
"""

from collections.abc import Iterable

# Codelists of OCDS 1.1.5 (closed ones).
TENDER_STATUS = frozenset(
    {"planning", "planned", "active", "cancelled", "unsuccessful", "complete", "withdrawn"}
)
AWARD_STATUS = frozenset({"pending", "active", "cancelled", "unsuccessful"})
CONTRACT_STATUS = frozenset({"pending", "active", "cancelled", "terminated"})
METHODS = frozenset({"open", "selective", "limited", "direct"})

# States of a past case. `past` says only that it is over and that nothing more is certain.
PAST = "past"
AWARDED = "awarded"
CONTRACTED = "contracted"
UNSUCCESSFUL = "unsuccessful"
CANCELLED = "cancelled"
STATES = (PAST, AWARDED, CONTRACTED, UNSUCCESSFUL, CANCELLED)

# What a tender's own status makes certain. The others (active in an old file, complete) say
# nothing of how it ended.
STATE_OF_TENDER = {"cancelled": CANCELLED, "unsuccessful": UNSUCCESSFUL}


def state_of(
    tender_status: str, awards: Iterable[str], contracts: Iterable[tuple[str, bool]]
) -> tuple[str, tuple[str, ...]]:
    """Return the state that the facts make certain, and the facts that contradict each other.

    `awards` are the awards' statuses; `contracts` their statuses and whether a date of
    signature is given. "" stands for a status that is missing or was not understood.

    | fact | state |
    |---|---|
    | a contract is active or terminated, or was signed (and is not cancelled) | contracted |
    | else an award is active | awarded |
    | the tender's status is cancelled or unsuccessful | the same |
    | none of these, or the last together with one of the first two | past |
    """
    signed = [
        s for s, is_signed in contracts if s in ("active", "terminated") or (is_signed and not s)
    ]
    ended = STATE_OF_TENDER.get(tender_status)
    if signed:
        reached, fact = (
            CONTRACTED,
            f"contracts.status {signed[0]}" if signed[0] else "contracts.dateSigned",
        )
    elif "active" in awards:
        reached, fact = AWARDED, "awards.status active"
    else:
        return ended or PAST, ()
    if ended:
        return PAST, (f"tender.status {tender_status}", fact)
    return reached, ()
