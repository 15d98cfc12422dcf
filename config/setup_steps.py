"""What a start does between the database and the web: each step only when it has to.

Used by config/setup_serve.py. A stamp under var/stamps says for what a step was last done.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2

from config import messages
from config.setup_environment import ROOT, SetupError, say, step
from config.supervisor import Child, Supervisor

MANAGE = [sys.executable, str(ROOT / "manage.py")]


class Stamps:
    """Small files that remember for what each step was last done."""

    def __init__(self, var: Path) -> None:
        self.folder = var / "stamps"
        self.folder.mkdir(exist_ok=True)

    def is_done(self, name: str, value: str) -> bool:
        """Return whether the step was done for exactly this."""
        path = self.folder / name
        return path.exists() and path.read_text() == value

    def done(self, name: str, value: str) -> None:
        """Remember that the step is done for this."""
        (self.folder / name).write_text(value)


def digest(parts: Iterator[str]) -> str:
    """Return one hash over all parts."""
    result = hashlib.sha256()
    for part in parts:
        result.update(part.encode() + b"\0")
    return result.hexdigest()


def _migrations() -> Iterator[str]:
    """Give everything that decides what `migrate` would do."""
    yield (ROOT / "requirements.txt").read_text()
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        yield f"{path.relative_to(ROOT)}\n{path.read_text()}"


def static_sources() -> Iterator[str]:
    """Give everything that decides what `collectstatic` would do."""
    yield (ROOT / "requirements.txt").read_text() + (ROOT / "package-lock.json").read_text()
    for path in sorted((ROOT / "static").rglob("*")):
        if path.is_file():
            info = path.stat()
            yield f"{path.relative_to(ROOT)} {info.st_size} {info.st_mtime_ns}"


class Steps:
    """The steps of one start, over one var folder and one database."""

    def __init__(
        self, supervisor: Supervisor, var: Path, environment: dict[str, str], database: str
    ) -> None:
        self.supervisor = supervisor
        self.var = var
        self.environment = environment
        self.database = database  # a name for the very database these steps are done in
        self.stamps = Stamps(var)

    def _run(self, what: str, command: list[str]) -> None:
        start = self.supervisor.spawn(command, self.environment)
        with step(what):
            child = self.supervisor.begin("setup", start)
            code = self.supervisor.finish(child)
        if code:
            raise SetupError(self.supervisor.last_words(child, f"({what.lower()}) failed"))

    def translations(self) -> None:
        """Turn translations into the form that is read at run time."""
        messages.compile_all(ROOT / "locale")

    def migrate(self) -> None:
        """Bring the database's tables up to date."""
        value = f"{self.database} {digest(_migrations())}"
        if not self.stamps.is_done("migrate", value):
            command = [*MANAGE, "migrate", "--noinput", "--verbosity", "0"]
            self._run("Preparing the database", command)
            self.stamps.done("migrate", value)

    def begin_static(self) -> tuple[Child, str] | None:
        """Begin to collect style sheets, scripts and fonts, if any of them changed."""
        value = digest(static_sources())
        manifest = self.var / "static" / "staticfiles.json"
        if self.stamps.is_done("static", value) and manifest.exists():
            return None
        say("Collecting style sheets, scripts and fonts …")
        command = [*MANAGE, "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
        start = self.supervisor.spawn(command, self.environment)
        return self.supervisor.begin("static", start), value

    def finish_static(self, begun: tuple[Child, str] | None) -> None:
        """Wait for what `begin_static` began."""
        if begun is not None:
            child, value = begun
            if self.supervisor.finish(child):
                raise SetupError(self.supervisor.last_words(child, "(style sheets) failed"))
            self.stamps.done("static", value)

    def demonstration(self) -> None:
        """Fill in the demonstration once; a start killed halfway goes on with the next."""
        unwanted = os.environ.get("DEMO_DATA", "").lower() in {"0", "no", "false", "off"}
        if unwanted or self.stamps.is_done("demo", self.database):
            return
        if not self.stamps.is_done("demo-begun", self.database) and self._has_people():
            say("The database already has people in it: no demonstration data is added.")
            return
        self.stamps.done("demo-begun", self.database)
        kept = self.var / "demo.json"
        people = self.var / "demo.json.new"
        people.touch(mode=0o600)
        shell = 'out="$1"; shift; exec "$@" > "$out"'
        command = ["/bin/sh", "-c", shell, "demo", str(people), *MANAGE, "demo", "--json"]
        self._run("Making the demonstration (people, companies, tenders, licences)", command)
        people.replace(kept)
        self.stamps.done("demo", self.database)

    def _has_people(self) -> bool:
        """Return whether anybody is registered in this database."""
        connection = psycopg2.connect(self.environment["DATABASE_URL"])
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT EXISTS (SELECT FROM accounts_user)")
                found = cursor.fetchone()
                return bool(found and found[0])
        finally:
            connection.close()


def sign_ins(var: Path) -> list[str]:
    """Return one line for each person of the demonstration: how to sign in and as whom."""
    kept = var / "demo.json"
    if not kept.exists():
        return []
    try:
        people: list[dict[str, Any]] = json.loads(kept.read_text()).get("people", [])
    except ValueError:
        return []
    rows = [
        (str(person.get("email", "")), str(person.get("password", "")), _roles(person))
        for person in people
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
    return [f"{e:<{widths[0]}}  {p:<{widths[1]}}  {roles}" for e, p, roles in rows]


def _roles(person: dict[str, Any]) -> str:
    roles = person.get("roles") or person.get("role") or ""
    return roles if isinstance(roles, str) else ", ".join(str(role) for role in roles)


def database_identity(url: str) -> str:
    """Return a name for a database that DATABASE_URL names."""
    return hashlib.sha256(os.fsencode(url)).hexdigest()
