"""The house as bin/serve runs it, for benchmarks that measure it whole: web and worker."""

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from config import setup_serve

Command = tuple[list[str], dict[str, str]]  # and what its environment has besides


def free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    folder: Path, application: str = "config.wsgi:application", **environment: str
) -> Iterator[int]:
    """The site and its worker, its files under `folder`; yields the port. Stopped at the end."""
    site = free_port()
    web = setup_serve.web(site)
    web[web.index("config.wsgi:application")] = application
    # The demonstration signs with a key of its own.
    with started(
        folder, (web, environment), (setup_serve.worker(), {"MIZAN_DEMO": "1"})
    ) as processes:
        await_web(site, processes)
        yield site


@contextmanager
def started(folder: Path, *commands: Command) -> Iterator[list[subprocess.Popen[bytes]]]:
    """These processes, until the end of the block. BENCH_LOG=FILE keeps what they said."""
    given = {**os.environ, "MIZAN_VAR": str(folder), "SECRET_KEY": settings.SECRET_KEY}
    logs = (folder / "servers.log").open("ab")
    processes = [
        subprocess.Popen(command, env={**given, **more}, stdout=logs, stderr=logs)
        for command, more in commands
    ]
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        if os.environ.get("BENCH_LOG"):
            Path(os.environ["BENCH_LOG"]).write_bytes((folder / "servers.log").read_bytes())
        logs.close()


def await_web(port: int, processes: list[subprocess.Popen[bytes]]) -> None:
    """Wait until the web server answers; RuntimeError if a process ended meanwhile."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        if any(process.poll() is not None for process in processes):
            raise RuntimeError("a server ended; BENCH_LOG=FILE keeps what it said")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("a server does not answer")
