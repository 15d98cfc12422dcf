"""Reads settings from the environment, and makes the secrets of a first start.

Used by config/settings.py only. Every value has a safe default, so that nothing but a
database and a broker need be named to run.
"""

import json
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from babel.core import get_global
from babel.numbers import get_territory_currencies


def text(name: str, default: str = "") -> str:
    """Return the variable's text, without white space around it."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """Return whether the variable says yes (1, true, yes, on)."""
    value = text(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def number(name: str, default: int) -> int:
    """Return the variable as a whole number."""
    value = text(name)
    return int(value) if value else default


def words(name: str, default: str = "") -> list[str]:
    """Return the variable's parts between commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def mapping(name: str) -> dict[str, Any]:
    """Return the variable's JSON object; an empty one where it is not set.

    Raises ValueError where it is something else.
    """
    value = json.loads(text(name) or "{}")
    if not isinstance(value, dict):
        raise ValueError(f"{name} must be a JSON object")
    return value


def database(url: str) -> dict[str, Any]:
    """Return Django's description of the PostgreSQL that `url` names.

    `postgresql://user:password@host:port/name?option=value`; a socket folder goes into
    `?host=`. Raises ValueError for anything but PostgreSQL.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL must begin with postgresql://")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "mizan",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": number("CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
    }


def kept_secret(path: Path) -> str:
    """Return the secret kept at `path`, made on the first call and readable by its owner only.

    Two processes that start together agree: the file is made exclusively, the second reads.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    value = secrets.token_urlsafe(48)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip() or value
    with os.fdopen(handle, "w") as file:
        file.write(value)
    return value


def currency_of(country: str) -> str:
    """Return the ISO 4217 code of the money used in `country` (ISO 3166 alpha-2)."""
    found = get_territory_currencies(country)
    return str(found[0]) if found else "USD"


def time_zone_of(country: str) -> str:
    """Return the first IANA time zone of `country`."""
    zones = get_global("territory_zones").get(country)
    return str(zones[0]) if zones else "UTC"
