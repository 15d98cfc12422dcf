"""What a page weighs over the wire: the bytes that came for it, compressed, without fonts.

Chromium says for each answer what it cost, and nothing for what its cache held. What a file once
cost is remembered, so that the weight of a first visit is known without emptying the cache.
"""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page as Tab

FIRST, LATER = 100_000, 20_000
SEALING = 200_000  # a first visit where the browser itself does cryptography


@dataclass
class Wire:
    """Listens to one tab from its beginning."""

    tab: Tab
    costs: dict[str, int] = field(default_factory=dict)  # by address, of everything ever fetched
    parts: dict[str, int] = field(default_factory=dict)  # of the page that is open: what it cost
    kinds: dict[str, tuple[str, str]] = field(default_factory=dict)
    loader: str = ""  # of the page that is open

    def __post_init__(self) -> None:
        session = self.tab.context.new_cdp_session(self.tab)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._came)

    def _asked(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"].partition("#")[0]
        self.kinds[event["requestId"]] = (event.get("type", ""), url)
        if event.get("type") == "Document":
            self.parts.clear()
            self.loader = event["loaderId"]
        if event["loaderId"] != self.loader:
            return  # the page before asks once more while it goes, such as for its paper
        if event.get("type") != "Font" and url.startswith("http") and ".woff" not in url:
            self.parts.setdefault(url, 0)

    def _came(self, event: dict[str, Any]) -> None:
        _kind, url = self.kinds.get(event["requestId"], ("", ""))
        if url in self.parts:
            self.parts[url] = int(event["encodedDataLength"])
            self.costs[url] = max(self.costs.get(url, 0), self.parts[url])

    def first(self) -> int:
        """What the page costs somebody who was never here."""
        return sum(self.costs.get(url, 0) for url in self.parts)

    def new(self) -> int:
        """What it cost the one who came from the page before."""
        return sum(self.parts.values())

    def heaviest(self) -> str:
        """The dearest parts, for people who have to make it lighter."""
        dearest = sorted(self.parts, key=lambda url: -self.costs.get(url, 0))[:5]
        return ", ".join(f"{url.rpartition('/')[2]} {self.costs.get(url, 0)}" for url in dearest)
