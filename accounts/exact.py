"""Exact encodings for what is signed, hashed or encrypted: one value, one way to write it.

Used by sealed bids (`procurement/sealing.py`) and personal keys (`accounts/personal_keys.py`);
the browser's twin is static/js/seal/exact.js. Needs neither Django nor a database.
"""

import base64
import json
import re
from typing import Any, NoReturn

LARGEST_NUMBER = 2**53 - 1  # what every JSON reader holds exactly


class SealError(Exception):
    """Something sealed, or meant to be, that is not what it should be.

    `code` names the kind for programs and for translation; the text says it in English.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def to_text(value: bytes) -> str:
    """Return base64url without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def to_bytes(text: Any, length: int, what: str = "a value") -> bytes:
    """Return the `length` bytes of base64url text. Raises SealError if it is anything else."""
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9_-]*", text):
        raise SealError("form", f"{what} is not base64url")
    if len(text) != -(-length * 4 // 3):
        raise SealError("form", f"{what} does not have {length} bytes")
    value = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if to_text(value) != text:  # spare bits that are not zero: a second spelling
        raise SealError("form", f"{what} is not base64url")
    return value


def canonical(value: Any) -> bytes:
    """Return canonical JSON (RFC 8785) of objects with ASCII names, lists, text, whole numbers.

    Raises SealError for text that cannot be written in UTF-8.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise SealError("form", "half a character (a lone surrogate)") from None


def strict_json(data: bytes, most: int) -> Any:
    """Return the value of JSON text of at most `most` bytes. Raises SealError.

    Refused beyond what JSON refuses: names given twice, fractions and exponents, NaN, numbers
    beyond 2^53, text that is not UTF-8, nesting without end.
    """
    if len(data) > most:
        raise SealError("size", f"more than {most} bytes")
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_named_once,
            parse_float=_no_fraction,
            parse_constant=_no_fraction,
            parse_int=_whole,
        )
    except UnicodeDecodeError:
        raise SealError("form", "not UTF-8") from None
    except RecursionError:
        raise SealError("form", "nested too deeply") from None
    except ValueError as error:
        raise SealError("form", f"not JSON: {error}") from None
    canonical(value)
    return value


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise SealError("form", "an object names something twice")
    return found


def _no_fraction(text: str) -> NoReturn:
    raise SealError("form", "a number that is not whole")


def _whole(text: str) -> int:
    if len(text) > 17 or text == "-0" or abs(int(text)) > LARGEST_NUMBER:
        raise SealError("form", "a number beyond 2^53, or minus zero")
    return int(text)


def fields(value: Any, names: set[str], what: str) -> dict[str, Any]:
    """Return `value` if it is an object with exactly these names. Raises SealError."""
    if not isinstance(value, dict) or set(value) != names:
        raise SealError("form", f"{what} has not exactly the fields {', '.join(sorted(names))}")
    return value


def items(value: Any, most: int, what: str, least: int = 0) -> list[Any]:
    """Return `value` if it is a list of `least` to `most`. Raises SealError."""
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise SealError("form", f"{what}: a list of {least} to {most}")
    return value


def number(value: Any, least: int, most: int, what: str) -> int:
    """Return `value` if it is a whole number from `least` to `most`. Raises SealError."""
    if type(value) is not int or not least <= value <= most:
        raise SealError("form", f"{what}: a whole number from {least} to {most}")
    return value


def text(value: Any, most: int, what: str, *, least: int = 1, lines: bool = False) -> str:
    """Return `value` if it is text that shows as what it is. Raises SealError.

    Without control characters (but line ends, where `lines`) and without the invisible ones
    that turn the direction of writing around, which can make a name look like another.
    """
    if not isinstance(value, str) or not least <= len(value) <= most:
        raise SealError("form", f"{what}: text of {least} to {most} characters")
    allowed = "\n\t" if lines else ""
    if any(sign not in allowed and _hidden(ord(sign)) for sign in value):
        raise SealError("form", f"{what}: a control character")
    return value


def _hidden(code: int) -> bool:
    return (
        code < 0x20
        or 0x7F <= code <= 0x9F
        or 0x2028 <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
        or 0xD800 <= code <= 0xDFFF
    )


def reference(value: Any, what: str) -> str:
    """Return `value` if it is a number or name of ours: 1 to 100 visible ASCII signs."""
    if not isinstance(value, str) or not re.fullmatch(r"[!-~]{1,100}", value):
        raise SealError("form", f"{what}: 1 to 100 visible ASCII characters")
    return value
