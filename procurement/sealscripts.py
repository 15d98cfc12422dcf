"""The scripts that seal and open in the browser: where they are served, and their digests.

Pages load them through an import map that states the SHA-384 of each, so that a browser runs
nothing else under these names; the page that seals shows the digests, and they go into the
trail, so that it can be told afterwards which scripts a server said it served.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static

OWN = "js/seal/"
FOLDERS = (OWN, "vendor/hpke/", "vendor/shamir/")
NOT_FOR_BROWSERS = {"vendor/shamir/csprng.node.js"}
# What scripts import by a name instead of an address.
NAMES = {
    "@hpke/core": "vendor/hpke/core/mod.js",
    "@hpke/common": "vendor/hpke/common/mod.js",
    "shamir-secret-sharing": "vendor/shamir/index.js",
    "shamir-secret-sharing/csprng": "vendor/shamir/csprng.js",
}


@dataclass(frozen=True)
class Script:
    """A script as it is served: its name among the static files, address and digests.

    `sha256` (hex) is for people and for the trail, `integrity` for the browser.
    """

    name: str
    url: str
    plain_url: str
    sha256: str
    integrity: str


def scripts() -> list[Script]:
    """Return every script that has a part in sealing, by name."""
    return _scripts() if settings.DEBUG else _remembered()


@cache
def _remembered() -> list[Script]:
    return _scripts()


def _scripts() -> list[Script]:
    return [_script(name) for name in sorted(_names())]


def _names() -> set[str]:
    found = set()
    for finder in get_finders():
        for path, storage in finder.list([]):
            prefix = getattr(storage, "prefix", None)
            name = (f"{prefix}/{path}" if prefix else path).replace("\\", "/")
            if name.startswith(FOLDERS) and name.endswith(".js"):
                found.add(name)
    return found - NOT_FOR_BROWSERS


def _script(name: str) -> Script:
    data = _content(name)
    digest = base64.b64encode(hashlib.sha384(data).digest()).decode()
    return Script(
        name=name,
        url=static(name),
        plain_url=settings.STATIC_URL + name,
        sha256=hashlib.sha256(data).hexdigest(),
        integrity=f"sha384-{digest}",
    )


def _content(name: str) -> bytes:
    """The very bytes that are served: the collected file, if files are collected."""
    stored = getattr(staticfiles_storage, "stored_name", None)
    if stored:
        with staticfiles_storage.open(stored(name)) as file:
            return bytes(file.read())
    for finder in get_finders():
        path = finder.find(name)
        if path:
            return Path(str(path)).read_bytes()
    raise FileNotFoundError(name)


def import_map() -> str:
    """Return the import map as JSON that may stand in a page.

    Scripts import each other by plain addresses; the map leads these to the addresses that
    carry a digest of the content, where files are collected so.
    """
    known = {script.name: script for script in scripts()}
    imports = {name: known[path].url for name, path in NAMES.items()}
    imports |= {s.plain_url: s.url for s in known.values() if s.plain_url != s.url}
    integrity = {script.url: script.integrity for script in known.values()}
    text = json.dumps({"imports": imports, "integrity": integrity}, sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def digest() -> str:
    """Return one SHA-256 (hex) over the names and digests of all scripts: the short form.

    Over lines of "<sha256>  <name>", each ended by a line feed, sorted by name, which is what
    `sha256sum` prints for the files.
    """
    lines = "".join(f"{script.sha256}  {script.name}\n" for script in scripts())
    return hashlib.sha256(lines.encode()).hexdigest()


def statement() -> dict[str, Any]:
    """Return what the trail says of the scripts: `digest` of all, and each one's SHA-256."""
    return {"digest": digest(), "scripts": {s.name: s.sha256 for s in scripts()}}
