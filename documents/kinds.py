"""The kinds of papers there are. Rooms register theirs in their `papers.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from audit.models import Audience


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper. A case whose paper is about a part of it carries `paper_part`.

    template       extends papers/base.html (bilingual certificate) or papers/letter.html
    context        (case, paper) → what the template is given besides what every paper has
    audience       PUBLIC: whoever holds the code may download it; PARTIES: only who sees the
                   case, and /verify shows no more than kind, serial, date, issuer and status
    verify_facts   case → [{"label", "value"}], what it says in public; called once in each
                   language when it is issued, and kept as it was then
    valid_through  case → the last day on which it holds (not the first on which it no longer
                   does), or None
    in_force       case → whether what the paper attests still holds today (a licence that is
                   not suspended); /verify warns with the case's state where it does not
    today          case → (status, sentence) where what the paper attests does not hold today,
                   better than the case's state says it ("Suspended", "… since …"), or None
    replaces       whether a new one of the same case takes the place of the one before
    """

    name: str
    label: Any
    template: str
    context: Callable[[Any, Any], dict[str, Any]] = lambda case, paper: {}
    audience: str = Audience.PARTIES
    verify_facts: Callable[[Any], list[dict[str, Any]]] | None = None
    valid_through: Callable[[Any], date | None] | None = None
    in_force: Callable[[Any], bool] | None = None
    today: Callable[[Any], tuple[str, str] | None] | None = None
    replaces: bool = True

    @property
    def is_public(self) -> bool:
        """Whether anybody with the code may read it."""
        return self.audience == Audience.PUBLIC


_kinds: dict[str, PaperKind] = {}


def register(kind: PaperKind) -> PaperKind:
    """Make a kind known. Raises ValueError if another has its name."""
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"two kinds of paper are called {kind.name}")
    return kind


def kind_named(name: str) -> PaperKind:
    """Return the kind with this name. Raises KeyError."""
    return _kinds[name]


def label_of(name: str) -> Any:
    """What people call papers of this kind; the name itself if no room knows it any more."""
    known = _kinds.get(name)
    return known.label if known else name
