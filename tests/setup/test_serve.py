"""bin/serve as a person uses it: start, health, stop, kill, start again, and its refusals.

A copy of the checkout with a var folder of its own, sharing the installed packages; one
copy for the whole file, because its first start is what costs.
"""

import signal
import socket
import subprocess

import psutil
import pytest

from tests.house import House, copy_of_the_tree, free_port


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    # Far enough down that a socket beside the data would have too long a name.
    folder = tmp_path_factory.mktemp("house") / ("a-long-name-" * 8) / "mizan"
    copy_of_the_tree(folder)
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
