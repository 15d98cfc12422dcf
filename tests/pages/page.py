"""One page of the demonstration: where it is, for whom, and how to get to see it."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

EMPTY, FORGED, CROWDED = "empty", "forged", "crowded"


@dataclass(frozen=True)
class Page:
    """A page. `path` has no language; `who` is an e-mail address, or "" for nobody signed in."""

    name: str
    who: str
    path: str
    route: str
    status: int = 200
    # How its form is sent once it is shown: empty (an error page follows), forged (without its
    # token), crowded (with more fields than anybody has). Otherwise it is only looked at.
    sent: str = ""

    def address(self, language: str) -> str:
        """The path in one language."""
        return f"/{language}{self.path}"


@dataclass
class Census:
    """All pages of one demonstration, and the cookies of the people who see them."""

    site: str
    passwords: dict[str, str]
    pages: list[Page] = field(default_factory=list)
    cookies: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def password_of(self, who: str) -> str:
        """What this person signs in with."""
        return self.passwords[who]

    def people(self) -> list[str]:
        """Who sees pages, in the order of the list."""
        return list(dict.fromkeys(page.who for page in self.pages))

    def save(self, path: Path) -> None:
        """Write it down for other processes."""
        path.write_text(json.dumps(asdict(self)))
        path.chmod(0o600)

    @classmethod
    def load(cls, path: Path) -> "Census":
        """Read what another process wrote down."""
        found = json.loads(path.read_text())
        found["pages"] = [Page(**page) for page in found["pages"]]
        return cls(**found)
