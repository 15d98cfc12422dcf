"""Who bought and who supplied, in OCDS 1.0 (inline) and 1.1 (references into `parties`).

A buyer is known by its identifier in a register; without one by the id its publisher gives it,
and without that by its name. Two that differ in this are two agencies: likeness of names
proves nothing.
"""

import re
from dataclasses import dataclass
from typing import Any

from procurement.ocds.fields import Node

# Letters of the Arabic script, presentation forms included.
ARABIC = re.compile(
    r"[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]"
)


@dataclass(frozen=True)
class Words:
    """A text in the languages in which the data give it; pages fall back on the other."""

    ar: str = ""
    en: str = ""


@dataclass(frozen=True)
class Buyer:
    """A public body: what it is known by, and its name."""

    known_as: str
    name: Words


def words_of(text: str) -> Words:
    """Put a text where its script belongs: Arabic beside Arabic, all others beside Latin."""
    letters = sum(c.isalpha() for c in text)
    return Words(ar=text) if len(ARABIC.findall(text)) * 2 > letters else Words(en=text)


def words_in(node: Node, key: str, limit: int = 0) -> Words:
    """Return the text of a field with its translations (`title_ar`, `title_en`)."""
    plain = words_of(node.text(key, limit))
    return Words(
        ar=node.text(f"{key}_ar", limit) or plain.ar, en=node.text(f"{key}_en", limit) or plain.en
    )


class Parties:
    """The organizations of a process, by id."""

    def __init__(self, release: Node, prefix: str) -> None:
        self._prefix = prefix
        self._release = release
        self._all = release.nodes("parties")
        self._by_id = {party.id: party for party in self._all if party.id}

    def buyer(self, tender: Node) -> Buyer | None:
        """The buyer; the procuring entity, where no buyer is named; None without either."""
        for reference, role in (
            (self._release.node("buyer"), "buyer"),
            (tender.node("procuringEntity"), "procuringEntity"),
        ):
            found = self._body(reference)
            if found:
                return found
            for party in self._all:
                if role in party.words("roles"):
                    found = self._body(party)
                    if found:
                        return found
        return None

    def _body(self, reference: Node) -> Buyer | None:
        party = self._by_id.get(reference.id, reference)
        name = words_in(party, "name", 300)
        name = name if name != Words() else words_in(reference, "name", 300)
        identifier = party.node("identifier")
        legal = words_in(identifier, "legalName", 300)
        name = name if name != Words() else legal
        scheme, number = identifier.text("scheme", 60), identifier.id
        if scheme and number:
            known_as = f"{scheme}:{number}"
        elif reference.id:
            known_as = f"{self._prefix}:{reference.id}"
        elif name != Words():
            known_as = f"{self._prefix}:name:{_folded(name.en or name.ar)}"
        else:
            return None
        plain = name if name != Words() else words_of(reference.id or number)
        return Buyer(known_as[:300], plain)

    def suppliers(self, award: Node) -> list[dict[str, Any]]:
        """The suppliers of an award: name, id, and identifier where one is given."""
        found: list[dict[str, Any]] = []
        for reference in award.nodes("suppliers"):
            party = self._by_id.get(reference.id, reference)
            identifier = party.node("identifier")
            name = party.text("name") or reference.text("name") or identifier.text("legalName")
            supplier = {
                "id": reference.id,
                "name": name,
                "scheme": identifier.text("scheme"),
                "identifier": identifier.id,
            }
            if any(supplier.values()):
                found.append({key: value for key, value in supplier.items() if value})
        return found


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
