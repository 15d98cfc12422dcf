"""bin/bench: runs one benchmark on a fresh database, which is removed afterwards.

A benchmark is a module of this folder with `main(quick) -> Result`. It measures its baseline
in the same run, so that its ratio means the same on a slow machine and on a fast one.
"""

import argparse
import importlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from config.setup_environment import SetupError
from config.setup_manage import borrowed

FOLDER = Path(__file__).parent


@dataclass
class Result:
    """What a benchmark found: rows of the table, and the figures for the last line."""

    title: str
    rows: list[tuple[str, str]]
    figures: dict[str, Any] = field(default_factory=dict)


def names() -> list[str]:
    """The benchmarks there are."""
    return sorted(file.stem for file in FOLDER.glob("*.py") if not file.stem.startswith("_"))


@contextmanager
def fresh_database() -> Iterator[None]:
    """Point DATABASE_URL to a new database for as long as the block runs."""
    url = os.environ["DATABASE_URL"]
    name = f"mizan_bench_{os.getpid()}"
    server = psycopg2.connect(url)
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    try:
        yield
    finally:
        with server.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
        server.close()
        os.environ["DATABASE_URL"] = url


def main() -> int:
    """Run the benchmark named; the last line printed is one JSON object."""
    parser = argparse.ArgumentParser(prog="bin/bench")
    parser.add_argument("name", choices=names())
    parser.add_argument("--quick", action="store_true", help="a smaller run, for a first look")
    wanted = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        with borrowed(), fresh_database():
            result = _run(wanted.name, wanted.quick)
    except (SetupError, psycopg2.Error) as error:
        print(f"mizan: {error}", file=sys.stderr)
        return 1
    width = max(len(label) for label, _value in result.rows)
    print(f"\n{result.title}\n")
    for label, value in result.rows:
        print(f"  {label:<{width}}  {value:>16}")
    figures = {"benchmark": wanted.name, "quick": wanted.quick, **result.figures}
    print("\n" + json.dumps(figures), flush=True)
    return 0


def _run(name: str, quick: bool) -> Result:
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    call_command("migrate", verbosity=0)
    try:
        result: Result = importlib.import_module(f"bench.{name}").main(quick)
    finally:
        connections.close_all()
    return result


if __name__ == "__main__":
    sys.exit(main())
