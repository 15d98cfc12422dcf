"""One spelling for searching: Arabic letters that people write interchangeably become one.

The register's search column is folded by the database (`folded`), what is looked for by
`fold`; both use the same table, so they always agree.
"""

from typing import Any

from django.db.models import Func, TextField, Value
from django.db.models.functions import Lower

from accounts.text import FOLDED_AWAY, FOLDED_FROM, FOLDED_TO
from accounts.text import fold as fold

MOST_WORDS = 8
"""Of a search: what is typed after them is left aside."""


def folded(expression: Any) -> Func:
    """Return the SQL expression that folds a text column."""
    return Func(
        Lower(expression),
        Value(FOLDED_FROM + FOLDED_AWAY),
        Value(FOLDED_TO),
        function="translate",
        output_field=TextField(),
    )
