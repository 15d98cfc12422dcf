"""Looking for words in columns of text, however the Arabic is spelt (`vendors.folding`)."""

from typing import Any, TypeVar

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Concat

from vendors.folding import MOST_WORDS, fold, folded
from workflow.text import latin_digits

Rows = TypeVar("Rows", bound=QuerySet[Any])


def containing(query: Rows, text: str, *fields: str) -> Rows:
    """The rows that contain every word in one of the fields, or in several together.

    No index serves it: each row that other filters leave is read. A table that grows beyond
    some hundred thousand rows wants a generated column, as companies have.
    """
    parts: list[Any] = []
    for field in fields:
        parts += [field, Value(" ")]
    query = query.alias(text_searched=folded(Concat(*parts, output_field=TextField())))
    for word in fold(latin_digits(text)).split()[:MOST_WORDS]:
        query = query.filter(text_searched__contains=word)
    return query
