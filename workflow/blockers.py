"""Why an action cannot be taken, said in sentences for people, and the errors that carry them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Blocker:
    """One reason, and where to go to remove it. `field` names the form field it concerns.

    What is moot has no meaning for this case: pages do not speak of the action at all.
    """

    text: Any
    link: str = ""
    link_text: Any = ""
    field: str = ""
    moot: bool = False


class Refused(Exception):
    """The gate did not let an action through; nothing was changed."""

    def __init__(self, blockers: list[Blocker]) -> None:
        super().__init__("; ".join(str(b.text) for b in blockers))
        self.blockers = blockers


class NotAllowed(Refused):
    """This person may never take this action on this case."""

    def __init__(self) -> None:
        super().__init__([Blocker(_("You may not do this."))])


class WrongState(Refused):
    """The case is not in a state from which the action leads (often: somebody was quicker)."""


class AlreadyDone(Refused):
    """The same form was sent twice; the first one counted."""

    def __init__(self) -> None:
        super().__init__([Blocker(_("This was already received. Nothing was done twice."))])
