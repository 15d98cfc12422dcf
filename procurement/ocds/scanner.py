"""Takes one JSON value after another out of a long text, holding only the present one.

For files that are one JSON document (a release package of a whole year): the releases in it
are decoded one at a time. After a broken one it goes on with the next that begins on a line
of its own with the same indentation.
"""

import io
import json
import re
from typing import Any

from procurement.ocds.jsontext import DECODER, NotJson, in_words

CHUNK = 1 << 18
# A release longer than this (in characters) is refused: it would not be one.
LONGEST = 1 << 26
# An error this near the end of what was read may only mean that more has to be read.
NEAR = 16
SPACE = re.compile(r"[ \t\r\n\ufeff]*")


class TooLong(NotJson):
    """One release is longer than any release is."""


class Scanner:
    """A cursor over a text stream. `line` is the line it stands in, from 1."""

    def __init__(self, stream: io.TextIOBase) -> None:
        self._stream = stream
        self._buffer = ""
        self._at = 0
        self._ended = False
        self.line = 1
        # The indentation of the present line while only white space has been passed in it.
        self.indent: str | None = ""

    def peek(self) -> str:
        """Skip white space and return the next character, "" at the end."""
        while True:
            end = SPACE.match(self._buffer, self._at).end()  # type: ignore[union-attr]
            self._pass(end)
            if end < len(self._buffer) or self._ended:
                return self._buffer[end : end + 1]
            self._fill(CHUNK)

    def skip(self) -> None:
        """Pass the character that `peek` showed."""
        self._pass(self._at + 1)

    def take(self, wanted: str) -> None:
        """Pass `wanted`. Raises NotJson if something else comes."""
        found = self.peek()
        if found != wanted:
            raise NotJson(f"“{wanted}” was expected" + (f", not “{found}”" if found else ""))
        self.skip()

    def value(self) -> tuple[Any, str]:
        """Return the next value and its text. Raises NotJson; the cursor then has not moved."""
        self.peek()
        wanted = CHUNK
        while True:
            try:
                found, end = DECODER.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                if self._ended or not self._may_be_cut(error):
                    moved = json.JSONDecodeError(
                        error.msg, self._buffer[self._at :], error.pos - self._at
                    )
                    raise NotJson(in_words(moved)) from None
            except RecursionError:
                raise NotJson("it is nested too deeply") from None
            else:
                if end < len(self._buffer) or self._ended:
                    text = self._buffer[self._at : end]
                    self._pass(end)
                    return found, text
            if len(self._buffer) - self._at > LONGEST:
                raise TooLong(f"it is longer than {LONGEST:,} characters")
            self._fill(wanted)
            wanted *= 2

    def resume(self, indent: str | None) -> bool:
        """After an error, go to the next line that begins an object at `indent`.

        Returns False, at the end of the text, where there is none.
        """
        if indent is None:
            return False
        mark = f"\n{indent}{{"
        self._pass(self._at + 1)
        while True:
            found = self._buffer.find(mark, max(self._at - 1, 0))
            if found >= 0:
                self._pass(found + len(mark) - 1)
                self.indent = indent
                return True
            if self._ended:
                self._pass(len(self._buffer))
                return False
            self._pass(max(self._at, len(self._buffer) - len(mark)))
            self._fill(CHUNK)

    def _may_be_cut(self, error: json.JSONDecodeError) -> bool:
        return error.msg.startswith("Unterminated") or len(self._buffer) - error.pos < NEAR

    def _pass(self, to: int) -> None:
        to = min(to, len(self._buffer))
        passed = self._buffer[self._at : to]
        if not passed:
            return
        lines = passed.count("\n")
        if lines:
            self.line += lines
            passed = passed[passed.rindex("\n") + 1 :]
            self.indent = ""
        if self.indent is not None:
            self.indent = self.indent + passed if not passed.strip(" \t\ufeff") else None
        self._at = to

    def _fill(self, size: int) -> None:
        more = self._stream.read(size)
        if not more:
            self._ended = True
            return
        self._buffer = self._buffer[self._at :] + more
        self._at = 0
