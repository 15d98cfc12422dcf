"""JSON as text: decodes without losing a digit, and writes and hashes what it decoded.

Numbers with a point become Decimal, so that an amount stays what the file says.
"""

import hashlib
import json
from decimal import Decimal
from typing import Any

# The longest number that is still a number and not an attack on the reader.
LONGEST_NUMBER = 400


class NotJson(ValueError):
    """The text is no JSON; the message says where and why, in words."""


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise NotJson("a number has more than 400 digits")
    return int(text)


def _figure(text: str) -> Decimal:
    if len(text) > LONGEST_NUMBER:
        raise NotJson("a number has more than 400 digits")
    try:
        found = Decimal(text)
    except ArithmeticError:
        raise NotJson("a number is out of all measure") from None
    if not found.is_finite():
        raise NotJson("a number is out of all measure")
    return found


def _constant(text: str) -> Any:
    raise NotJson(f"{text} is no JSON")


DECODER = json.JSONDecoder(parse_float=_figure, parse_int=_whole, parse_constant=_constant)


def decode(text: str) -> Any:
    """Return the value that `text` holds. Raises NotJson with the reason."""
    try:
        return DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise NotJson(in_words(error)) from None
    except RecursionError:
        raise NotJson("it is nested too deeply") from None


def in_words(error: json.JSONDecodeError) -> str:
    """Return where and why the decoder stopped."""
    return f"at character {error.pos + 1}: {error.msg[:1].lower()}{error.msg[1:]}"


def encode(value: Any) -> str:
    """Return `value` as JSON in ASCII, decimals with all their digits."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k)}:{encode(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(encode(v) for v in value) + "]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value)


def digest(value: Any) -> str:
    """Return the SHA-256 (hex) of a decoded value: the same however it was spaced and ordered,
    and however its numbers were written (1, 1.0 and 10e-1 are one number).
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=_canonical)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _canonical(value: object) -> Any:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is not of JSON")
    sign, digits, exponent = value.as_tuple()
    written = "".join(map(str, digits))
    text = written.rstrip("0")
    power = int(exponent) + len(written) - len(text)
    if not text:
        return 0
    if 0 <= power < LONGEST_NUMBER:
        return int(text + "0" * power) * (-1 if sign else 1)
    return {"$number": [sign, text.lstrip("0"), power]}
