"""Brings releases into the house, a batch at a time. Called by `manage.py import_ocds`.

Each release is kept word for word, by the SHA-256 of what it says; a case is made of all
releases of its process together. So a second run changes nothing, files may come in any order,
and a run that was killed is continued by running it again. A process that the database refuses
is undone by itself and listed; the others go on.
"""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import DataError, IntegrityError, transaction

from procurement.models import ImportedProcess, ImportedRelease
from procurement.ocds.agencies import Agencies, name_of
from procurement.ocds.facts import Facts, facts_of
from procurement.ocds.jsontext import decode, digest
from procurement.ocds.parties import Buyer
from procurement.ocds.problems import from_json
from procurement.ocds.reading import Found, Piece, Unread
from procurement.ocds.seen import Seen
from procurement.ocds.storing import Storing
from workflow.blockers import Refused

# Releases whose known ones are looked up together, and whose new ones commit together.
BATCH = 100
# How deep a release may be nested: the standard needs eight levels.
DEEPEST = 100
# What one process can be to blame for; trouble of the database itself is none of these.
ONE_IS_TO_BLAME = (DataError, IntegrityError, Refused, ValueError, ArithmeticError, RecursionError)
# An ocid longer than this is refused: it would not fit, and no publisher makes such.
LONGEST_OCID = 300


@dataclass(frozen=True)
class Listed:
    """A line of the list of problems: where it was read, of which process, what and why."""

    place: str
    ocid: str
    path: str
    reason: str


@dataclass
class Counts:
    """How many releases an import has met: read, of those known already, and not readable."""

    releases: int = 0
    known: int = 0
    unread: int = 0


@dataclass(frozen=True)
class New:
    """A release that is not in the house yet."""

    ocid: str
    digest: str
    found: Found


class Importing:
    """One import: what it has met so far, and how to bring in more."""

    def __init__(self) -> None:
        self.counts = Counts()
        self._agencies = Agencies()
        self._storing = Storing()
        self._seen = Seen()

    def bring(self, pieces: Iterable[Piece]) -> Generator[list[Listed], None, None]:
        """Bring in all pieces; yields after every batch, with what in it was no release or
        could not be stored.
        """
        waiting = iter(pieces)
        while batch := list(islice(waiting, BATCH)):
            yield self._batch(batch)

    def outcomes(self) -> dict[str, int]:
        """How many processes this import has created, updated, left unchanged, …"""
        return self._seen.outcomes()

    def problems(self) -> Iterator[Listed]:
        """What could not be read in the processes that this import met, each once."""
        for place, process in self._seen.with_problems():
            for kept in process.problems:
                problem = from_json(kept)
                yield Listed(place, process.ocid, problem.path, problem.sentence())

    def _batch(self, batch: list[Piece]) -> list[Listed]:
        listed: list[Listed] = []
        sound: list[New] = []
        for piece in batch:
            judged = _judged(piece)
            if isinstance(judged, New):
                self.counts.releases += 1
                sound.append(judged)
            else:
                self.counts.unread += 1
                listed.append(judged)
        with transaction.atomic():
            return listed + self._processes(sound)

    def _processes(self, sound: list[New]) -> list[Listed]:
        """Bring the processes of these releases up to date; return those refused."""
        known = set(
            ImportedRelease.objects.filter(digest__in={n.digest for n in sound}).values_list(
                "digest", flat=True
            )
        )
        self.counts.known += sum(one.digest in known for one in sound)
        places: dict[str, str] = {}
        new: dict[str, dict[str, New]] = {}
        for one in sound:
            places.setdefault(one.ocid, one.found.place)
            if one.digest not in known:
                new.setdefault(one.ocid, {}).setdefault(one.digest, one)
        outcomes = dict.fromkeys(places, "unchanged")
        refused: list[Listed] = []
        try:
            outcomes |= self._bring_up(new)
        except ONE_IS_TO_BLAME:
            # Undone together; one by one they show which of them it was.
            for ocid in new:
                try:
                    outcomes |= self._bring_up({ocid: new[ocid]})
                except ONE_IS_TO_BLAME as error:
                    outcomes[ocid] = "refused"
                    reason = f"could not be stored: {_first_line(error)}"
                    refused.append(Listed(places[ocid], ocid, "", reason))
        self._seen.note(outcomes, places)
        return refused

    def _bring_up(self, new: dict[str, dict[str, New]]) -> dict[str, str]:
        """Bring processes up to date, all or none; return what came of each."""
        try:
            with transaction.atomic():
                return self._update(new)
        except BaseException:
            self._agencies.forget()
            self._storing.forget()
            raise

    def _update(self, new: dict[str, dict[str, New]]) -> dict[str, str]:
        kept = ImportedProcess.objects.filter(ocid__in=new).select_related("tender", "agency")
        processes = {process.ocid: process for process in kept}
        texts = self._texts(processes)
        before = {ocid: process.agency for ocid, process in processes.items()}
        buyers: dict[str, Buyer | None] = {}
        outcomes: dict[str, str] = {}
        for ocid, releases in new.items():
            process = processes.setdefault(ocid, ImportedProcess(ocid=ocid))
            earlier = [decode(text) for text in texts.get(ocid, ())]
            told = [*earlier, *(n.found.release for n in releases.values())]
            outcomes[ocid], buyers[ocid] = self._judge(process, told)
        self._storing.flush()
        ImportedProcess.objects.bulk_create(p for p in processes.values() if p.pk is None)
        ImportedRelease.objects.bulk_create(
            ImportedRelease(process=processes[ocid], digest=n.digest, text=n.found.text)
            for ocid, releases in new.items()
            for n in releases.values()
        )
        for ocid, buyer in buyers.items():
            self._name(processes[ocid], before.get(ocid), buyer)
        return outcomes

    @staticmethod
    def _texts(processes: dict[str, ImportedProcess]) -> dict[str, list[str]]:
        """The releases of these processes that are in the house already, by ocid."""
        texts: dict[str, list[str]] = {}
        if processes:
            rows = ImportedRelease.objects.filter(process__in=processes.values())
            for ocid, text in rows.values_list("process__ocid", "text"):
                texts.setdefault(ocid, []).append(text)
        return texts

    def _judge(
        self, process: ImportedProcess, releases: list[dict[str, Any]]
    ) -> tuple[str, Buyer | None]:
        """Put on the process, and on its case, what all its releases say together."""
        facts, notes = facts_of(process.ocid, releases)
        fingerprint = facts.fingerprint() if facts else ""
        if facts is None:
            outcome = "without_case"
        elif process.tender is not None and process.fingerprint == fingerprint:
            outcome = "unchanged"
        else:
            outcome = self._write(process, facts, len(releases))
        process.problems = [problem.as_json() for problem in notes]
        process.fingerprint = fingerprint
        process.buyer_name = name_of(facts.buyer) if facts else {}
        process.named_at = facts.revised_at if facts else None
        if process.pk is not None:
            process.save()
        return outcome, facts.buyer if facts else None

    def _write(self, process: ImportedProcess, facts: Facts, releases: int) -> str:
        agency = self._agencies.of(facts.buyer)
        process.agency = agency if facts.buyer else None
        if process.tender is not None:
            self._storing.update(process.tender, facts, agency, releases)
            return "updated"
        process.tender = self._storing.create(facts, agency, releases)
        return "created"

    def _name(self, process: ImportedProcess, before: Any, buyer: Buyer | None) -> None:
        """Name the agencies concerned anew where this process changed what they are called."""
        if before is not None and before != process.agency:
            self._agencies.name_anew(before)
        if process.agency is not None and buyer is not None:
            known = self._agencies.of(buyer)
            if before is not None or not self._agencies.is_named(known, buyer):
                self._agencies.name_anew(known)


def _judged(piece: Piece) -> New | Listed:
    """Return the release with its ocid and digest, or why it cannot be one."""
    if isinstance(piece, Unread):
        return Listed(piece.place, "", "", piece.reason)
    ocid = piece.release.get("ocid")
    if not isinstance(ocid, str) or not ocid.strip():
        return Listed(piece.place, "", "ocid", "the release has no ocid")
    ocid = ocid.strip()
    if len(ocid) > LONGEST_OCID or not ocid.isprintable():
        return Listed(piece.place, ocid[:60], "ocid", "the ocid is no identifier")
    if _is_too_deep(piece.release):
        return Listed(piece.place, ocid, "", f"it is nested more than {DEEPEST} levels deep")
    return New(ocid, digest(piece.release), piece)


def _is_too_deep(release: Any) -> bool:
    level: list[Any] = [release]
    for _depth in range(DEEPEST):
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                inner += [v for v in value.values() if isinstance(v, dict | list)]
            else:
                inner += [v for v in value if isinstance(v, dict | list)]
        if not inner:
            return False
        level = inner
    return True


def _first_line(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if "procurement_tender_ocid" in str(error):
        return "a tender of this system has this ocid"
    text = str(error).strip().splitlines()
    return text[0][:300] if text else type(error).__name__
