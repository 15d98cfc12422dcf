"""One spelling for searching: Arabic letters that people write interchangeably become one.

The register's search column is folded by the database (`folded`), what is looked for by
`fold`; both use the same table, so they always agree.
"""

from typing import Any

from django.db.models import Func, TextField, Value
from django.db.models.functions import Lower

# Hamza carriers, alef maksura and ta marbuta as plain letters; then the vowel signs and the
# stretching sign, which are dropped.
_SAME = "أإآٱىةؤئ"
_AS = "ااااي" + "هوي"
_DROPPED = "".join(chr(code) for code in range(0x064B, 0x0653)) + "\u0640\u0670"


def fold(text: str) -> str:
    """Return `text` as it stands in a search column."""
    return text.lower().translate(str.maketrans(_SAME, _AS, _DROPPED))


def folded(expression: Any) -> Func:
    """Return the SQL expression that folds a text column."""
    return Func(
        Lower(expression),
        Value(_SAME + _DROPPED),
        Value(_AS),
        function="translate",
        output_field=TextField(),
    )
