"""Makes one release of all releases of a process, by the standard's rules for merging
(https://standard.open-contracting.org/1.1/en/schema/merging/).

Later releases replace field by field; `null` removes; lists of objects with ids are merged id
by id; other lists are replaced whole. Two habits of real data are met on purpose: an empty
text says nothing (it does not erase what was said before), and an id that one list uses twice
stands for two things. The result depends on the set of releases only, never on their order.
"""

from collections.abc import Iterable
from typing import Any

# Lists that the standard replaces whole although their members have ids.
WHOLE = frozenset({"additionalIdentifiers", "additionalClassifications"})
# Of the release itself, not of the process.
OWN = frozenset({"id", "date", "tag"})


def compiled(releases: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return what all `releases`, given oldest first, say together."""
    result: dict[str, Any] = {}
    for release in releases:
        _merge_object(result, {k: v for k, v in release.items() if k not in OWN})
    return result


def _merge_object(into: dict[str, Any], new: dict[str, Any]) -> None:
    for key, value in new.items():
        if value is None:
            into.pop(key, None)
        elif value != "":
            into[key] = _merged(key, into.get(key), value)


def _merged(key: str, old: Any, new: Any) -> Any:
    if isinstance(new, dict):
        base = old if isinstance(old, dict) else {}
        _merge_object(base, new)
        return base
    if isinstance(new, list):
        return _merged_list(key, old if isinstance(old, list) else [], new)
    return new


def _merged_list(key: str, old: list[Any], new: list[Any]) -> list[Any]:
    old_keys, new_keys = _keys(old), _keys(new)
    if key in WHOLE or old_keys is None or new_keys is None:
        return [_merged("", None, member) for member in new]
    result = dict(zip(old_keys, old, strict=True))
    for own, member in zip(new_keys, new, strict=True):
        result[own] = _merged("", result.get(own), member)
    return list(result.values())


def _keys(members: list[Any]) -> list[tuple[str, int]] | None:
    """The identity of each member, (id, how many-th with it); None where some have no id."""
    seen: dict[str, int] = {}
    keys: list[tuple[str, int]] = []
    for member in members:
        own = identity(member)
        if not own:
            return None
        seen[own] = seen.get(own, 0) + 1
        keys.append((own, seen[own]))
    return keys


def identity(member: Any) -> str:
    """Return the id of an object as text (1 and "1" are the same), "" where it has none."""
    own = member.get("id") if isinstance(member, dict) else None
    if isinstance(own, bool) or not isinstance(own, str | int):
        return ""
    return str(own).strip()
