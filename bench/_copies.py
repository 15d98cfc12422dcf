"""Makes many rows of one: `INSERT … SELECT` of a row that was made through the gate.

What is measured afterwards works on rows as they would be; making a hundred thousand of them one
by one would take longer than the measurement.
"""

from typing import Any

from django.db import connection, models


def multiply(row: models.Model, count: int, **changes: str) -> int:
    """Insert `count` copies of a stored row and return the id before the first of them.

    The n-th copy has the id `first + n`, n from 1; `changes` are SQL expressions by column, in
    which `n` is the copy's number. Generated columns make themselves.
    """
    model: Any = type(row)
    columns = [f.column for f in model._meta.concrete_fields if not f.generated]
    table = connection.ops.quote_name(model._meta.db_table)
    first = _highest(model)
    values = {"id": f"{first} + n", **changes}
    chosen = ", ".join(values.get(c, f'made."{c}"') for c in columns)
    names = ", ".join(f'"{c}"' for c in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {chosen} "  # noqa: S608  (tables of ours)
            f"FROM {table} made, generate_series(1, {int(count)}) AS n WHERE made.id = {int(row.pk)}"
        )
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
            [model._meta.db_table, first + count],
        )
    return first


def _highest(model: Any) -> int:
    return int(model._base_manager.aggregate(models.Max("pk"))["pk__max"] or 0)


def analyze() -> None:
    """Let the planner know what is there, as the server would have found out by itself."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
