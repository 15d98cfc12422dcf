"""Shamir's secret sharing over GF(2^8), as in the npm package shamir-secret-sharing: a share is
the y bytes, one for each byte of the secret, followed by one x byte.

Source: Adi Shamir, "How to share a secret", 1979; the field is that of AES (x^8+x^4+x^3+x+1).
Multiplication goes through tables and so takes time by what is multiplied: it is for the
bidder's own machine and, at the opening, for shares that are no secret any more.
"""

import secrets
from collections.abc import Sequence
from functools import cache

LARGEST = 255


def _tables() -> tuple[list[int], list[int]]:
    """Powers of the generator 3, twice over so that sums of logarithms need no modulo."""
    powers, logs = [0] * 510, [0] * 256
    value = 1
    for exponent in range(255):
        powers[exponent] = powers[exponent + 255] = value
        logs[value] = exponent
        value ^= (value << 1) ^ (0x11B if value & 0x80 else 0)
        value &= 0xFF
    return powers, logs


POWERS, LOGS = _tables()


def _times(a: int, b: int) -> int:
    return POWERS[LOGS[a] + LOGS[b]] if a and b else 0


def _over(a: int, b: int) -> int:
    return POWERS[LOGS[a] + 255 - LOGS[b]] if a else 0


def split(secret: bytes, shares: int, threshold: int) -> list[bytes]:
    """Split `secret` into `shares` of which any `threshold` give it back.

    Raises ValueError unless 2 <= threshold <= shares <= 255 and the secret is not empty.
    """
    if not secret:
        raise ValueError("the secret is empty")
    if not 2 <= threshold <= shares <= LARGEST:
        raise ValueError("2 <= threshold <= shares <= 255")
    points = secrets.SystemRandom().sample(range(1, 256), shares)
    polynomials = [bytes([byte]) + secrets.token_bytes(threshold - 1) for byte in secret]
    return [bytes(_at(p, x) for p in polynomials) + bytes([x]) for x in points]


def _at(coefficients: bytes, x: int) -> int:
    value = 0
    for coefficient in reversed(coefficients):
        value = _times(value, x) ^ coefficient
    return value


def combine(shares: Sequence[bytes]) -> bytes:
    """Return the secret that these shares give. Too few, or wrong ones, give something else.

    Raises ValueError if there are fewer than two, or if they are unlike in length or alike in x.
    """
    return _interpolate(shares, 0)


def further(shares: Sequence[bytes]) -> list[bytes]:
    """Return the share at every x from 1 to 255 of the polynomials that `shares` fix.

    Raises ValueError as `combine` does.
    """
    return [_interpolate(shares, x) + bytes([x]) for x in range(1, LARGEST + 1)]


def _interpolate(shares: Sequence[bytes], at: int) -> bytes:
    if len(shares) < 2 or len({len(share) for share in shares}) != 1 or len(shares[0]) < 2:
        raise ValueError("at least two shares of the same length")
    points = [share[-1] for share in shares]
    if len(set(points)) != len(points) or 0 in points:
        raise ValueError("each share has its own x, and none is 0")
    length, value = len(shares[0]) - 1, 0
    for own, share in enumerate(shares):
        weighed = share[:-1].translate(_multiples(_weight(points, own, at)))
        value ^= int.from_bytes(weighed, "big")
    return value.to_bytes(length, "big")


@cache
def _multiples(factor: int) -> bytes:
    """Every byte times `factor`."""
    return bytes(_times(byte, factor) for byte in range(256))


def _weight(points: list[int], own: int, at: int) -> int:
    """The Lagrange coefficient of one point at `at`."""
    weight = 1
    for i, x in enumerate(points):
        if i != own:
            weight = _times(weight, _over(at ^ x, x ^ points[own]))
    return weight
