"""What an upload is for, and therefore which types and sizes are welcome.

Rooms register their uses when Django starts (`apps.py`), or beside the form that asks.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import sniff
from workflow import wording

MB = 1024 * 1024
DOCUMENTS = ("pdf", "docx", "xlsx", "odt", "ods", "png", "jpg")
SCANS = ("pdf", "png", "jpg")


@dataclass(frozen=True)
class Use:
    """A purpose of uploads. `types` are names from `documents.sniff.TYPES`, `max_bytes` the
    limit of one file (None: the site's own), `max_files` that of a field taking several.
    """

    name: str
    label: Any = ""
    types: tuple[str, ...] = DOCUMENTS
    max_bytes: int | None = None
    max_files: int = 10

    @property
    def limit(self) -> int:
        """The most bytes a file may have; never more than the site's own limit."""
        site = site_limit()
        return min(self.max_bytes or site, site)

    @property
    def hint(self) -> str:
        """What is welcome, in a sentence for people."""
        return _("%(types)s, up to %(limit)s each.") % {
            "types": self.types_in_words,
            "limit": wording.file_size(self.limit),
        }

    @property
    def types_in_words(self) -> str:
        """PDF, Word and JPEG, as the language lists them."""
        return wording.listing([str(sniff.TYPES[name].label) for name in self.types])

    @property
    def accept(self) -> str:
        """The value of the file input's `accept`: a help for choosing, not a check."""
        return ",".join(f".{e}" for name in self.types for e in sniff.TYPES[name].extensions)


def site_limit() -> int:
    """The most bytes any file may have."""
    return int(settings.UPLOAD_LIMIT_MB) * MB


_uses: dict[str, Use] = {}


def register(use: Use) -> Use:
    """Make a use known. The same name twice must mean the same; raises ValueError if not."""
    unknown = set(use.types) - set(sniff.TYPES)
    if unknown:
        raise ValueError(f"unknown types: {sorted(unknown)}")
    if _uses.setdefault(use.name, use) != use:
        raise ValueError(f"two uses are called {use.name}")
    return use


def use_named(name: str) -> Use:
    """Return the use with this name. Raises KeyError."""
    return _uses[name]


# Any document at all, for what rooms ask for without limits of their own.
ANY = register(Use("document", gettext_lazy("Document"), DOCUMENTS))
