"""Somebody who reads the site over plain HTTP, without a browser: signs in, follows links, sends
forms. Used to find the pages (tests/pages/census.py); browsers then take over the cookies.
"""

import base64
import hmac
import html
import re
import struct
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any

LINK = re.compile(r"<a\b[^>]*?\bhref=\"([^\"]+)\"")
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
TOKEN = re.compile(r"name=\"csrfmiddlewaretoken\" value=\"([^\"]+)\"")


@dataclass
class Answer:
    """What came back, after redirects on the way were taken or not."""

    status: int
    url: str
    kind: str
    text: str
    elsewhere: str = ""

    @property
    def links(self) -> list[str]:
        """The addresses of its links, in order."""
        return [html.unescape(found) for found in LINK.findall(self.text)]

    @property
    def title(self) -> str:
        """The title of the page."""
        found = TITLE.search(self.text)
        return html.unescape(found.group(1)).strip() if found else ""


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Redirects are told, not followed: each address is looked at for itself."""

    def redirect_request(self, *args: Any, **more: Any) -> None:
        return None


class Reader:
    """One person, or nobody, at one site."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.jar), _StayHere
        )

    def get(self, path: str) -> Answer:
        """Ask for an address of the site."""
        return self._ask(path, None)

    def send(self, form: str | Answer, **fields: str) -> Answer:
        """Send the form of a page, or the one at an address, with these fields."""
        page = self.get(form) if isinstance(form, str) else form
        token = TOKEN.search(page.text)
        assert token, f"no form at {page.url}: {page.status} {page.elsewhere}"
        return self._ask(page.url, {**fields, "csrfmiddlewaretoken": token.group(1)})

    def _ask(self, path: str, data: dict[str, str] | None) -> Answer:
        url = urllib.parse.urljoin(self.site, path)
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        request = urllib.request.Request(url, data=body, headers={"Referer": url})
        try:
            reply: Any = self.opener.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            reply = error
        with reply:
            kind = reply.headers.get_content_type()
            text = reply.read().decode() if kind == "text/html" else ""
            to = reply.headers.get("Location", "")
            return Answer(
                reply.status, url, kind, text, urllib.parse.urljoin(url, to) if to else ""
            )

    def sign_in(self, email: str, password: str) -> "Reader":
        """Sign in with a password; who has a second factor is then half signed in."""
        for _ in range(30):
            answer = self.send("/en/account/login/", login=email, password=password)
            if answer.status != 429:  # so many sign-ins from one address are answered a minute
                break
            time.sleep(3)
        assert answer.status == 302, f"{email} cannot sign in: {answer.status} {answer.title}"
        return self

    def cookies(self) -> list[dict[str, str]]:
        """The cookies as a browser context takes them; the language stays the browser's own."""
        return [
            {"name": c.name, "value": c.value or "", "url": self.site}
            for c in self.jar
            if c.name != "django_language"
        ]


def code_of(secret: str) -> str:
    """What an authenticator app shows now for this key (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    place = digest[-1] & 15
    return str((struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6).zfill(6)
