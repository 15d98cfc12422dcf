"""File names as people gave them, made harmless: no paths, nothing invisible, a true ending."""

import re

from documents.sniff import BY_EXTENSION, Type
from workflow.text import tidy

LENGTH = 120
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def tidy_name(given: str, kind: Type | None = None) -> str:
    """Return a name that is safe to show, to store and to send in a header.

    The part after the last slash of either kind is kept, without direction controls, zero-width
    and control characters. With `kind`, the ending is that of the type found in the content.
    """
    base = re.split(r"[/\\]", tidy(given))[-1]
    base = _FORBIDDEN.sub(" ", base)
    base = re.sub(r"\s+", " ", base).strip(" .")
    stem, ending = split(base)
    if kind is not None:
        # Another ending is part of the name; our own is put in its place.
        stem = stem if ending in kind.extensions or not ending else f"{stem}.{ending}"
        ending = ending if ending in kind.extensions else kind.extension
    stem = stem[: LENGTH - len(ending) - 1].rstrip(" .") or "file"
    if _DEVICES.match(stem):
        stem = f"{stem}_"
    return f"{stem}.{ending}" if ending else stem


def split(name: str) -> tuple[str, str]:
    """Return the name without its ending, and the ending in small letters ("" for none)."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or not re.fullmatch(r"[A-Za-z0-9]{1,8}", ending):
        return name, ""
    return stem, ending.lower()


def claimed_type(name: str) -> Type | None:
    """Return the type that a name's ending promises, None if it promises none of ours."""
    return BY_EXTENSION.get(split(tidy(name))[1])
