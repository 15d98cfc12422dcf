"""Every address of the project, read from the resolver."""

from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver


def addresses() -> dict[str, str]:
    """Return {name or pattern: pattern} for everything but the technical administration."""
    found = {}
    for pattern, name in _walk(get_resolver(), "", ""):
        if not name.startswith("admin:"):
            found[name or f"/{pattern}"] = pattern
    return found


def technical() -> list[str]:
    """Return the patterns of the technical administration."""
    return [p for p, name in _walk(get_resolver(), "", "") if name.startswith("admin:")]


def _walk(resolver: Any, prefix: str, namespace: str) -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, path, inner)
        else:
            yield path, f"{namespace}{entry.name}" if entry.name else namespace
