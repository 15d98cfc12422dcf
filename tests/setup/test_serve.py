"""bin/serve as a person uses it: start, health, stop, kill, start again, and its refusals.

A copy of the checkout with a var folder of its own, sharing the installed packages; one
copy for the whole file, because its first start is what costs.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from config import embedded
from config.setup_environment import NODE_MODULES, ROOT, VENV

NOT_OURS = {"DATABASE_URL", "REDIS_URL", "MIZAN_VAR", "CI", "PORT", "DJANGO_SETTINGS_MODULE"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class House:
    """A checkout of its own, and the bin/serve that runs in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.var = folder / "var"
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None
        self.log = folder.parent / "serve.log"

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        kept |= {"MIZAN_VENV": str(VENV), "MIZAN_NODE_MODULES": str(NODE_MODULES)}
        return kept | {"PORT": str(self.port), "DEMO_DATA": "no"} | more

    def start(self) -> None:
        """Start and wait until it says that it is ready."""
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [self.folder / "bin" / "serve"],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        deadline = time.monotonic() + 120
        while "Mizan is ready" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def refused(self, **environment: str) -> str:
        """Start where it cannot; return the one sentence it says."""
        done = subprocess.run(
            [self.folder / "bin" / "serve"],
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 1
        assert done.stdout == ""
        assert done.stderr.count("\n") == 1, done.stderr
        return done.stderr.strip()

    def stop(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(60)

    def healthz(self) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz") as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def processes(self) -> list[psutil.Process]:
        """Return every process that runs in this checkout or over its data."""
        found = []
        for process in psutil.process_iter():
            try:
                words = " ".join(process.cmdline())
                if str(self.folder) in words or process.cwd().startswith(str(self.folder)):
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def kill_all(self) -> None:
        for process in self.processes():
            with suppress(psutil.Error):
                process.kill()

    def sql(self, statement: str) -> list[tuple]:
        url = embedded.Cluster(self.var / "pg", embedded.socket_folder(self.var)).url()
        connection = psycopg2.connect(url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def broker(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(embedded.socket_folder(self.var) / "redis.sock"))


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    # Far enough down that a socket beside the data would have too long a name.
    folder = tmp_path_factory.mktemp("house") / ("a-long-name-" * 8) / "mizan"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    house = House(folder)
    yield house
    house.kill_all()


@pytest.fixture
def running(house):
    """The house with bin/serve running in it."""
    if house.process is None or house.process.poll() is not None:
        house.start()
    return house


def test_a_first_start_is_healthy(running):
    status, text = running.healthz()
    assert status == 200, text
    commands = [" ".join(process.cmdline()) for process in running.processes()]
    for part in ("bin/postgres -D", "redis-server", "gunicorn", "celery", "beat"):
        assert any(part in command for command in commands), part


def test_a_second_start_on_the_same_data_is_refused(running):
    sentence = running.refused(PORT=str(free_port()))
    assert f"Another bin/serve (pid {running.process.pid}) is running" in sentence


def test_manage_uses_the_database_of_a_running_serve(running):
    running.sql("CREATE TABLE IF NOT EXISTS seen (word text)")
    done = subprocess.run(
        [running.folder / "bin" / "manage", "shell", "-v", "0", "-c",
         "from django.db import connection as c; c.cursor().execute(\"INSERT INTO seen VALUES ('by manage')\")"],
        env=running.environment(), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert ("by manage",) in running.sql("SELECT word FROM seen")
    assert running.healthz()[0] == 200


def test_sigterm_stops_everything_and_loses_nothing(running):
    running.sql("CREATE TABLE kept (word text)")
    running.sql("INSERT INTO kept VALUES ('before the stop')")
    running.broker().rpush("kept", "before the stop")
    assert running.stop(signal.SIGTERM) == 0
    assert running.processes() == []
    running.start()
    assert running.sql("SELECT word FROM kept") == [("before the stop",)]
    assert running.broker().lrange("kept", 0, -1) == [b"before the stop"]


def test_kill_9_of_everything_is_recovered_from(running):
    running.sql("CREATE TABLE IF NOT EXISTS survived (word text)")
    running.sql("INSERT INTO survived VALUES ('before the kill')")
    running.kill_all()
    running.process.wait(10)
    assert (running.var / "pg" / "postmaster.pid").exists()
    running.start()
    assert running.healthz()[0] == 200
    assert running.sql("SELECT word FROM survived") == [("before the kill",)]


def test_kill_9_of_serve_alone_leaves_nothing_behind(running):
    assert running.stop(signal.SIGKILL) == -signal.SIGKILL
    psutil.wait_procs(running.processes(), timeout=20)
    assert running.processes() == []


def test_a_port_in_use_is_one_sentence(house):
    if house.process is not None and house.process.poll() is None:
        house.stop(signal.SIGTERM)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        sentence = house.refused(PORT=str(port))
    assert f"Port {port} is in use by another program" in sentence
    assert house.processes() == []


def test_a_port_that_is_no_number_is_one_sentence(house):
    assert "PORT must be a number" in house.refused(PORT="http")


def test_a_lock_that_is_no_file_is_one_sentence(house, tmp_path):
    (tmp_path / "lock").mkdir()
    assert "should be a file" in house.refused(MIZAN_VAR=str(tmp_path))


def test_a_var_that_cannot_be_made_is_one_sentence(house, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    assert "not a folder" in house.refused(MIZAN_VAR=str(tmp_path / "file" / "var"))
