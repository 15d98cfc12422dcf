"""Finds every page of the demonstration: walks it as each of its people, link by link.

One page is kept for each kind of page and each side that reads it: for the public, for the
people of a company, for an office. What makes a kind is its address's name, the state of the
case it shows, the action it takes, and the names of what stands behind the question mark.
"""

import re
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from django.urls import Resolver404, resolve

from tests.pages.page import Census, Page
from tests.pages.reader import Answer, Reader
from tests.pages.unlinked import OPENER, PAYER, SECOND_FACTOR, prepare, unlinked
from tests.permissions.resolver import addresses

PUBLIC, COMPANY, OFFICE = SIDES = ("public", "company", "office")
# What is a file, leads elsewhere, or has its own list (the administration of the machine).
NO_PAGES = {"document", "paper", "healthz", "mfa_download_recovery_codes", "statement_file"}
# The same page for everybody on a side says nothing; what these show differs by person.
BY_PERSON = {"inbox", "my_companies", "applications", "notices", "delegations", "home"}
# The same page for all who get to see it.
ONE_SIDE = re.compile(
    r"account_|mfa_|usersessions_|verify|outbox|licence_type|licences|apply|register|companies$"
    r"|new_company|my_companies|applications|design"
)
# What people are told apart by in the address, beyond the name of the address.
TOLD_APART = ("slug", "name")
ASKED_APART = {"step", "kind"}  # parameters whose every value is a page of its own
REFUSED_OFTEN = 2  # how often makes it likely that a person may see none of these pages
LATER = {"next", "to"}  # parameters that change what follows, not the page


@dataclass
class Found:
    """A page as one person saw it."""

    page: Page
    actions: int


@dataclass
class Walk:
    """What all walkers share: the states of cases, and which pages somebody has already."""

    site: str
    states: dict[str, tuple[str, str]]
    found: dict[tuple[str, ...], Found] = field(default_factory=dict)
    claimed: set[tuple[str, ...]] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    def key(self, url: str, side: str) -> tuple[str, ...] | None:
        """What the address is a page of; None if it is not one of ours to look at."""
        parts = urllib.parse.urlsplit(url)
        if not parts.path.startswith("/en/") or parts.path.startswith("/en/staff/"):
            return None
        try:
            match = resolve(parts.path)
        except Resolver404:
            return None
        name = match.url_name or ""
        if name in NO_PAGES:
            return None
        detail = self._detail(name, match.kwargs)
        if detail is None:
            return None
        given = dict(urllib.parse.parse_qsl(parts.query))
        asked = sorted(given.keys() - LATER)
        if len(asked) > 1:
            return None  # each of them is looked at alone
        asked += [given[n] for n in asked if n in ASKED_APART]
        return (name, *detail, *asked, *([] if ONE_SIDE.match(name) else [side]))

    def is_shared(self, key: tuple[str, ...]) -> bool:
        """Whether the page is the same for all on a side: not a case, nor somebody's own list.

        How a list is narrowed or ordered looks alike for everybody again.
        """
        is_own = key[0] in BY_PERSON and set(key[1:]) <= set(SIDES)
        return not is_own and key[0] not in {kind for kind, _ in self.states.values()}

    def is_lacking(self, url: str) -> bool:
        """Whether nobody has a page of this address: two asked at once, and one was refused."""
        key = self.key(url, OFFICE)
        return key is not None and key[0] not in {name for name, *_rest in self.found}

    def _detail(self, name: str, kwargs: dict[str, Any]) -> list[str] | None:
        if name == "act":
            return [kwargs["kind"], kwargs["name"]]
        reference = kwargs.get("reference")
        if reference is not None:
            if reference not in self.states:
                return None
            kind, state = self.states[reference]
            return [state] if name == kind else []
        return [str(kwargs[k]) for k in TOLD_APART if k in kwargs]


def side_of(person: dict[str, Any] | None) -> str:
    """Which side of the desk somebody sits on."""
    if person is None:
        return PUBLIC
    return OFFICE if ", " in person["roles"][0] else COMPANY


def take_census(site: str, told: dict[str, Any]) -> Census:
    """Walk the site; `told` is what `bin/manage demo --json` says. Takes a minute or two."""
    people = told["people"]
    walk = Walk(site, {c["number"]: (c["kind"], c["state"]) for c in told["cases"]})
    cases = [urllib.parse.urlsplit(c["url"]).path for c in told["cases"]]
    seeds = ["/en/", "/en/inbox/", *cases, *_without_places()]
    readers = {"": Reader(site)}
    for person in people:
        readers[person["email"]] = Reader(site).sign_in(person["email"], person["password"])
    # Who has the roles of another sees what that other sees.
    roles = [person["roles"] for person in people]
    walkers = [
        person for place, person in enumerate(people) if roles.index(person["roles"]) == place
    ]
    jobs = [("", PUBLIC), *((p["email"], side_of(p)) for p in walkers)]
    jobs.sort(key=lambda job: [PUBLIC, COMPANY, OFFICE].index(job[1]))  # companies before offices
    invoice = next(n for n, case in walk.states.items() if case == ("invoice", "issued"))
    extra = prepare(site, readers[PAYER], readers[OPENER], invoice)
    readers[SECOND_FACTOR] = extra.holder
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda job: _walk(walk, readers[job[0]], job[0], job[1], seeds), jobs))
        # What was refused to the one who found the link is tried by all the others.
        again = sorted(path for path in walk.refused if path not in seeds or walk.is_lacking(path))
        list(pool.map(lambda job: _walk(walk, readers[job[0]], job[0], job[1], again), jobs))
    pages = [found.page for found in walk.found.values()] + unlinked(extra, walk.states)
    order = {email: place for place, email in enumerate(readers)}
    pages.sort(key=lambda page: (order.get(page.who, 99), page.name))
    cookies = {email: reader.cookies() for email, reader in readers.items()}
    passwords = {person["email"]: person["password"] for person in people}
    return Census(site, passwords | extra.passwords, pages, cookies | extra.cookies)


def _without_places() -> list[str]:
    """Every address that needs nothing filled in."""
    return ["/en/" + p.removeprefix("en/") for p in addresses().values()
            if "<" not in p and "(" not in p and p.startswith("en/")]  # fmt: skip


def _walk(walk: Walk, reader: Reader, who: str, side: str, seeds: list[str]) -> None:
    queue, seen = list(seeds), set[tuple[str, ...]]()
    answered: dict[str, list[bool]] = {}
    while queue:
        path = queue.pop(0)
        key = walk.key(path, side)
        if key is None or key in seen:
            continue
        seen.add(key)
        if key in walk.claimed and walk.is_shared(key):
            continue
        before = answered.setdefault(key[0], [])
        if key in walk.found and len(before) >= REFUSED_OFTEN and not any(before):
            continue  # none of these pages is for this person, and somebody has this one
        walk.claimed.add(key)
        answer = reader.get(path)
        before.append(answer.status == 200)
        if answer.status in (301, 302):
            queue.append(_path(answer.elsewhere))
        if answer.status != 200 or answer.kind != "text/html":
            walk.claimed.discard(key)  # it may be for somebody else
            walk.refused.add(path)
            continue
        _keep(walk, key, who, path, answer)
        queue += _links(answer, path)


def _keep(walk: Walk, key: tuple[str, ...], who: str, path: str, answer: Answer) -> None:
    """Keep the page in which its reader can do most."""
    actions = sum("/do/" in link for link in answer.links)
    before = walk.found.get(key)
    if before and before.actions >= actions:
        return
    name = re.sub(r"[^a-z0-9.]+", "-", ".".join(key).lower()).strip("-")
    page = Page(name, who, path.removeprefix("/en"), key[0])
    walk.found[key] = Found(page, actions)


def _links(answer: Answer, path: str) -> Iterator[str]:
    for link in answer.links:
        url = urllib.parse.urljoin(answer.url, link)
        if urllib.parse.urlsplit(url).netloc == urllib.parse.urlsplit(answer.url).netloc:
            yield _path(url)


def _path(url: str) -> str:
    parts = urllib.parse.urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
