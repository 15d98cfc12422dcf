"""The tests' databases: migrated once, then copied for each worker.

One template database is migrated (a few seconds) and every pytest-xdist worker gets a copy
of it (a tenth of a second). Tests that commit, and therefore end in a flush, find the rows
that migrations put there again afterwards.
"""

import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.backends.postgresql.operations import DatabaseOperations

LOCK = 7_241_310  # any number; the advisory lock around making the template


def _administration():
    """Return a connection to the server itself, in autocommit."""
    settings = connection.settings_dict
    server = psycopg2.connect(
        dbname="postgres",
        user=settings["USER"] or None,
        password=settings["PASSWORD"] or None,
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
    )
    server.autocommit = True
    return server


def _template_name() -> str:
    """Return a name that changes with any migration of ours."""
    digest = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        digest.update(app.label.encode())
        if "site-packages" not in app.path:
            for path in sorted(Path(app.path, "migrations").glob("*.py")):
                digest.update(path.name.encode() + path.read_bytes())
    return f"mizan_template_{digest.hexdigest()[:12]}"


@contextmanager
def _using(name: str) -> Iterator[None]:
    """Point Django's default connection at another database for the length of the block."""
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _ensure_template(cursor) -> str:
    """Return the name of the migrated template, made by whichever worker comes first."""
    name = _template_name()
    cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        cursor.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [name])
        found = cursor.fetchone()
        if found and found[0]:
            return name
        if found:  # half made by a run that was killed
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        cursor.execute(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
        with _using(name):
            call_command("migrate", interactive=False, verbosity=0)
        cursor.execute(f'ALTER DATABASE "{name}" WITH IS_TEMPLATE true')
    finally:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return name


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """Give this worker a database of its own: a copy of the migrated template."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"test_mizan_{worker}_{os.getpid()}"
    with django_db_blocker.unblock():
        server = _administration()
        with server.cursor() as cursor:
            template = _ensure_template(cursor)
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        connections["default"].close()
        connection.settings_dict["NAME"] = name
        connection.settings_dict.setdefault("TEST", {})["NAME"] = name
        rows = _rows_of_migrations()
    with _flush_that_keeps(rows):
        yield
    with django_db_blocker.unblock():
        connections.close_all()
        with server.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.close()


def _rows_of_migrations() -> dict[str, bytes]:
    """Return the rows that are there after migrating, by table, as COPY writes them."""
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(
            only_existing=True, include_views=False
        ):
            buffer = io.BytesIO()
            cursor.cursor.copy_expert(f'COPY "{table}" TO STDOUT', buffer)
            if buffer.tell():
                rows[table] = buffer.getvalue()
    connection.close()
    return rows


@contextmanager
def _flush_that_keeps(rows: dict[str, bytes]) -> Iterator[None]:
    """Let Django's flush empty the trail too, and put back the rows of migrations.

    The trail refuses TRUNCATE by trigger; as the superuser of a throw-away server we may
    switch triggers off for the one transaction that empties the tables.
    """

    def flush(self, sql_list):
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for sql in sql_list:
                cursor.execute(sql)
            for table, content in rows.items():
                cursor.cursor.copy_expert(f'COPY "{table}" FROM STDIN', io.BytesIO(content))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush)
        yield
