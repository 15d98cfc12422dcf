"""The column in which a case keeps its state."""

from collections.abc import Sequence
from typing import Any

from django_fsm import FSMField


class StateField(FSMField):
    """A state that only transitions set: assigning it raises AttributeError.

    Migrations see a plain text column. Historical models have no transitions, and django-fsm
    keeps a receiver of `class_prepared` for each of its fields that was ever rendered: of the
    minute that preparing an empty database took, most went to asking them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, protected=True, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Give what migrations write down."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("protected", None)
        return name, "django.db.models.CharField", args, kwargs
