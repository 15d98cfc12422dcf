"""The scripts that seal, collected and served as an installation serves them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings

from procurement import sealscripts

NONCE = "a-nonce-for-tests"


@contextmanager
def collected(folder: Path) -> Iterator[None]:
    """Collect them, with a digest in every name, for as long as the block runs."""
    own = [("js/seal", settings.BASE_DIR / "static" / "js" / "seal")]
    packages = [pair for pair in settings.STATICFILES_DIRS if isinstance(pair, tuple)]
    storage = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    with override_settings(
        STATIC_ROOT=folder,
        STATICFILES_DIRS=own + [p for p in packages if p[0].startswith(("vendor/h", "vendor/s"))],
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
        STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": storage}},
    ):
        sealscripts._remembered.cache_clear()
        call_command("collectstatic", verbosity=0, interactive=False)
        try:
            yield
        finally:
            sealscripts._remembered.cache_clear()


def policy() -> str:
    """The site's own Content-Security-Policy, with the nonce of the page."""
    directives: dict[str, Any] = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(
        f"{name} " + " ".join(_source(source) for source in sources)
        for name, sources in directives.items()
    )


def _source(source: Any) -> str:
    text = str(source)
    return f"'nonce-{NONCE}'" if "nonce" in text.lower() else text


class Handler(SimpleHTTPRequestHandler):
    """Serves one page and the collected files."""

    page = b""

    def do_GET(self) -> None:
        """Answer with the page, or a file."""
        if self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", policy())
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a page with the import map, and the files collected under `folder`/static."""
    request = RequestFactory().get("/")
    request.csp_nonce = NONCE  # type: ignore[attr-defined]
    head = render_to_string("seal/importmap.html", {"request": request})
    page = f'<!doctype html><html lang="en"><head><title>x</title>{head}</head></html>'
    handler = type("Page", (Handler,), {"page": page.encode()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
