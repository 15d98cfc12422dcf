"""A bucket on the loopback that speaks as much of S3 as the storage uses."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import unquote, urlsplit


class Bucket:
    """`with Bucket("name") as bucket:` gives `url`, `objects` and the count of unsigned calls."""

    def __init__(self, name: str) -> None:
        self.name, self.unsigned = name, 0
        self.objects: dict[str, bytes] = {}

    def __enter__(self) -> "Bucket":
        handler = type("Handler", (_Handler,), {"bucket": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bucket: ClassVar[Bucket]

    def _key(self) -> str:
        if not self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256"):
            self.bucket.unsigned += 1
        return unquote(urlsplit(self.path).path).removeprefix(f"/{self.bucket.name}/")

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self) -> None:
        key, body = self._key(), self.rfile.read(int(self.headers["Content-Length"]))
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            body = _unchunked(body)
        self.bucket.objects[key] = body
        self._answer(200, ETag=f'"{hashlib.sha256(body).hexdigest()}"')

    def do_HEAD(self) -> None:
        content = self.bucket.objects.get(self._key())
        if content is None:
            self._answer(404)
        else:
            self._answer(
                200,
                Content_Length=str(len(content)),
                ETag='"x"',
                Last_Modified="Sun, 22 Nov 2026 08:00:00 GMT",
            )

    def do_GET(self) -> None:
        content = self.bucket.objects.get(self._key())
        if content is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self._answer(200, content, ETag='"x"', Last_Modified="Sun, 22 Nov 2026 08:00:00 GMT")

    def do_DELETE(self) -> None:
        self.bucket.objects.pop(self._key(), None)
        self._answer(204)

    def log_message(self, *_words: object) -> None:
        """Stay silent."""


def _unchunked(body: bytes) -> bytes:
    """Undo the framing of aws-chunked: size in hex, content, until a size of nought."""
    content = b""
    while body:
        head, _sep, body = body.partition(b"\r\n")
        size = int(head.split(b";")[0] or b"0", 16)
        if size == 0:
            break
        content, body = content + body[:size], body[size + 2 :]
    return content
