"""What a person sees while an import runs, and the list of problems it leaves."""

import csv
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import IO, TextIO

from procurement.ocds.importing import Importing, Listed

# On a terminal the line is drawn again this often (seconds); elsewhere a line is written.
DRAWN = 0.2
WRITTEN = 5.0
# So many problems are printed; a file gets all of them.
PRINTED = 200


class Progress:
    """One line that tells how far the import is."""

    def __init__(self, importing: Importing, out: TextIO | None = None) -> None:
        self._importing = importing
        self._out = out or sys.stderr
        self._is_terminal = self._out.isatty()
        self._begun = self._last = time.monotonic()
        self._file, self._size, self._at = "", 0, 0

    def file(self, name: str) -> None:
        """A new file is begun."""
        path = Path(name)
        self._file, self._at = path.name, 0
        self._size = path.stat().st_size if path.is_file() else 0

    def at(self, position: int) -> None:
        """So many bytes of the present file were read."""
        self._at = position

    def tick(self) -> None:
        """Show the progress, if it is time."""
        now = time.monotonic()
        if now - self._last >= (DRAWN if self._is_terminal else WRITTEN):
            self._last = now
            self._write(self._line(now))

    def done(self) -> None:
        """Show the last state, and leave the line."""
        self._write(self._line(time.monotonic()))
        if self._is_terminal:
            self._out.write("\n")
        self._out.flush()

    def _line(self, now: float) -> str:
        counts = self._importing.counts
        met = counts.releases + counts.unread
        parts = [f"{met:,} releases", f"{met / max(now - self._begun, 0.001):,.0f} a second"]
        if self._size:
            parts.append(f"{min(self._at / self._size, 1):.0%} of {self._file}")
        if counts.unread:
            parts.append(f"{counts.unread:,} not readable")
        return " · ".join(parts)

    def _write(self, line: str) -> None:
        self._out.write(f"\r{line}\033[K" if self._is_terminal else f"{line}\n")
        self._out.flush()


class ProblemList:
    """Takes problems one by one: all into a file, if one is wanted, and the first to print."""

    FIELDS = ("place", "ocid", "path", "reason")

    def __init__(self, file: IO[str] | None, is_table: bool = False) -> None:
        self.count = 0
        self.first: list[Listed] = []
        self.kinds: Counter[tuple[str, str]] = Counter()
        self._file = file
        self._table = csv.writer(file) if file and is_table else None
        if self._table:
            self._table.writerow(self.FIELDS)

    def add(self, problem: Listed) -> None:
        """List one problem."""
        self.count += 1
        if len(self.first) < PRINTED:
            self.first.append(problem)
        row = [getattr(problem, name) for name in self.FIELDS]
        if self._table:
            self._table.writerow(row)
        elif self._file:
            named = dict(zip(self.FIELDS, row, strict=True))
            self._file.write(json.dumps(named, ensure_ascii=False) + "\n")
