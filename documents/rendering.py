"""Turns a template into a PDF with WeasyPrint, with our fonts and nothing from elsewhere.

Fonts are decoded and the style sheet is parsed once a process. The fetcher gives out the Plex
font files and `data:` addresses; whatever else a template names stops the paper.
"""

import re
import threading
import unicodedata
from base64 import b64encode
from functools import lru_cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

STYLES = Path(__file__).parent / "styles" / "paper.css"
FONT = re.compile(r"plex:(ibm-plex-sans-arabic-[a-z0-9-]+\.woff2)")
BARE_BDI = re.compile(r"<bdi>(.*?)</bdi>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
# Pango and the font configuration are shared by the threads of a web worker.
_one_at_a_time = threading.Lock()


class Outside(Exception):
    """A template asked for something that is no part of the paper."""


class OurFontsOnly(URLFetcher):
    """Gives out font files of the npm package and embedded data; refuses everything else."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        found = FONT.fullmatch(url)
        if found:
            path = Path(settings.PLEX_DIR) / found[1]
            if not path.is_file():
                raise FatalURLFetchingError(f"the font {found[1]} is missing")
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/woff2"})
        if url.startswith("data:"):
            return super().fetch(url, headers)
        raise FatalURLFetchingError("a paper takes nothing from outside itself")


@lru_cache(maxsize=1)
def _prepared() -> tuple[FontConfiguration, CSS, OurFontsOnly]:
    fonts = FontConfiguration()
    fetcher = OurFontsOnly(allowed_protocols=["data"])
    css = CSS(
        string=STYLES.read_text(), font_config=fonts, url_fetcher=fetcher, base_url="paper:styles"
    )
    return fonts, css, fetcher


def render(template: str, context: dict[str, Any], language: str) -> bytes:
    """Return the template as a PDF, in `language`.

    Raises Outside for addresses a paper may not take from, and whatever the template brings up.
    """
    with translation.override(language):
        written = render_to_string(template, {**context, "language": language})
    html = BARE_BDI.sub(_with_direction, written)
    try:
        with _one_at_a_time:
            fonts, css, fetcher = _prepared()
            page = HTML(string=html, base_url="paper:page", url_fetcher=fetcher)
            pdf: bytes = page.write_pdf(stylesheets=[css], font_config=fonts, pdf_tags=True)
    except FatalURLFetchingError as error:
        # WeasyPrint's own is no Exception, and would take the worker with it.
        raise Outside(str(error)) from error
    return pdf


def _with_direction(found: re.Match[str]) -> str:
    """Give `<bdi>` the direction of its first strong character, as browsers do.

    WeasyPrint isolates it but lets it inherit its surroundings' direction: "45 Madinah Street"
    among Arabic would end in its number.
    """
    for sign in TAG.sub("", unescape(found[1])):
        kind = unicodedata.bidirectional(sign)
        if kind in {"L", "R", "AL"}:
            return f'<bdi dir="{"ltr" if kind == "L" else "rtl"}">{found[1]}</bdi>'
    return f'<bdi dir="ltr">{found[1]}</bdi>'


def qr(address: str) -> str:
    """Return a QR code of `address` as an SVG in a data: address, for an image's source."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=4, xmldecl=False, dark="#17211f", light="#ffffff", scale=4
    )
    return "data:image/svg+xml;base64," + b64encode(out.getvalue()).decode()
