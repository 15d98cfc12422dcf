"""Brings releases into the house, a batch at a time. Called by `manage.py import_ocds`.

Each release is kept word for word, by the SHA-256 of what it says; a case is made of all
releases of its process together. So a second run changes nothing, files may come in any order,
and a run that was killed is continued by running it again. A process that the database refuses
is undone by itself and listed; the others go on.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from procurement.models import ImportedProcess, ImportedRelease
from procurement.ocds.agencies import Agencies, name_of
from procurement.ocds.facts import Facts, facts_of
from procurement.ocds.jsontext import decode, digest
from procurement.ocds.parties import Buyer
from procurement.ocds.problems import Notes, Problem, from_json
from procurement.ocds.reading import Found, Piece, Unread
from procurement.ocds.storing import Storing
from workflow.blockers import Refused

# Releases whose known ones are looked up together, and whose new ones commit together.
BATCH = 100
# How deep a release may be nested: the standard needs eight levels.
DEEPEST = 100
# An ocid longer than this is refused: it would not fit, and no publisher makes such.
LONGEST_OCID = 300
# The number by which one import excludes another (pg_try_advisory_lock).
LOCK = 0x0CD5


class AnotherRuns(Exception):
    """Another import is running on this database."""


@dataclass(frozen=True)
class Listed:
    """A line of the list of problems: where it was read, of which process, what and why."""

    place: str
    ocid: str
    path: str
    reason: str


@dataclass
class Counts:
    """What an import has done so far."""

    releases: int = 0
    known: int = 0
    unread: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    without_case: int = 0
    problems: int = 0


@dataclass(frozen=True)
class New:
    """A release that is not in the house yet."""

    ocid: str
    digest: str
    found: Found


@dataclass
class Importing:
    """One import. `dry` undoes every batch; the counts are then what would be done."""

    dry: bool = False
    counts: Counts = field(default_factory=Counts)
    _agencies: Agencies = field(default_factory=Agencies)
    _storing: Storing = field(default_factory=Storing)
    _seen: set[str] = field(default_factory=set)

    def bring(self, pieces: Iterable[Piece]) -> Iterator[list[Listed]]:
        """Bring in all pieces; yields after every batch, with the problems met in it."""
        waiting = iter(pieces)
        while batch := list(islice(waiting, BATCH)):
            yield self._batch(batch)

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
            listed += self._processes(sound)
            if self.dry:
                transaction.set_rollback(True)
        if self.dry:
            self._forget()
        self.counts.problems += len(listed)
        return listed

    def _processes(self, sound: list[New]) -> list[Listed]:
        known = set(
            ImportedRelease.objects.filter(digest__in={n.digest for n in sound}).values_list(
                "digest", flat=True
            )
        )
        new: dict[str, dict[str, New]] = {}
        for one in sound:
            if one.digest in known:
                self.counts.known += 1
            else:
                new.setdefault(one.ocid, {}).setdefault(one.digest, one)
        ocids = {one.ocid for one in sound}
        processes = self._kept(ocids)
        listed: list[Listed] = []
        for ocid in sorted(ocids):
            process = processes.get(ocid) or ImportedProcess(ocid=ocid)
            place = next(one.found.place for one in sound if one.ocid == ocid)
            if ocid in new:
                listed += self._one(process, list(new[ocid].values()), place)
            elif ocid not in self._seen:
                self.counts.unchanged += 1
                listed += _listed(process, place)
            self._seen.add(ocid)
        return listed

    def _kept(self, ocids: set[str]) -> dict[str, ImportedProcess]:
        found = ImportedProcess.objects.filter(ocid__in=ocids).select_related("tender", "agency")
        return {process.ocid: process for process in found}

    def _one(self, process: ImportedProcess, new: list[New], place: str) -> list[Listed]:
        """Bring one process up to date, all or nothing."""
        try:
            with transaction.atomic():
                outcome = self._update(process, new)
        except (OperationalError, InterfaceError):
            raise  # the database itself is in trouble: no reason to blame the release
        except (DatabaseError, Refused, ValueError, ArithmeticError, RecursionError) as error:
            self._forget()
            self.counts.unread += len(new)
            return [Listed(place, process.ocid, "", f"could not be stored: {_first_line(error)}")]
        setattr(self.counts, outcome, getattr(self.counts, outcome) + 1)
        return _listed(process, place)

    def _update(self, process: ImportedProcess, new: list[New]) -> str:
        texts: list[Any] = []
        if process.pk:
            texts = [decode(text) for text in process.releases.values_list("text", flat=True)]
        else:
            process.save(force_insert=True)
        ImportedRelease.objects.bulk_create(
            ImportedRelease(process=process, digest=n.digest, text=n.found.text) for n in new
        )
        facts, notes = facts_of(process.ocid, [*texts, *(n.found.release for n in new)])
        fingerprint = facts.fingerprint() if facts else ""
        before = process.agency
        if facts is None:
            outcome = "without_case"
        elif process.tender is not None and process.fingerprint == fingerprint:
            outcome = "unchanged"
        else:
            outcome = self._write(process, facts, len(texts) + len(new))
        self._note(process, facts, notes, fingerprint)
        self._name(process, before, facts.buyer if facts else None)
        return outcome

    def _write(self, process: ImportedProcess, facts: Facts, releases: int) -> str:
        agency = self._agency(facts.buyer)
        process.agency = agency if facts.buyer else None
        if process.tender is not None:
            self._storing.update(process.tender, facts, agency, releases)
            return "updated"
        process.tender = self._storing.create(facts, agency, releases)
        return "created"

    def _agency(self, buyer: Buyer | None) -> Any:
        if buyer is not None:
            self._agencies.meet([buyer])
        return self._agencies.of(buyer)

    @staticmethod
    def _note(
        process: ImportedProcess, facts: Facts | None, notes: Notes, fingerprint: str
    ) -> None:
        process.problems = [problem.as_json() for problem in notes]
        process.fingerprint = fingerprint
        process.buyer_name = name_of(facts.buyer) if facts else {}
        process.named_at = facts.revised_at if facts else None
        process.save()

    def _name(self, process: ImportedProcess, before: Any, buyer: Buyer | None) -> None:
        """Name the agencies concerned anew where this process changed what they are called."""
        if before is not None and before != process.agency:
            self._agencies.name_anew(before)
        if process.agency is not None and buyer is not None:
            known = self._agencies.of(buyer)
            if before is not None or not self._agencies.is_named(known, buyer):
                self._agencies.name_anew(known)

    def _forget(self) -> None:
        self._agencies.forget()
        self._storing.forget()


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


def _listed(process: ImportedProcess, place: str) -> list[Listed]:
    problems: list[Problem] = [from_json(kept) for kept in process.problems]
    return [Listed(place, process.ocid, p.path, p.sentence()) for p in problems]


def _first_line(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    text = str(error).strip().splitlines()
    return text[0][:300] if text else type(error).__name__


@contextmanager
def only_one() -> Iterator[None]:
    """Hold other imports off while the block runs. Raises AnotherRuns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        row = cursor.fetchone()
    if row is None or not row[0]:
        raise AnotherRuns
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
