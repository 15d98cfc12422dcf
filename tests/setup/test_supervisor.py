"""The supervisor: a child that ends is started again, one that keeps ending stops all."""

import errno
import shutil
import subprocess
import sys
import textwrap

import pytest

from config import setup_serve
from config.setup_environment import ROOT, SetupError, sentence_for

BEGIN = """
import sys
from pathlib import Path
from config import supervisor as module
from config.supervisor import Child, Stopped, Supervisor
here = Path(sys.argv[1])
supervisor = Supervisor(here, here / "log")
def shell(text):
    return supervisor.spawn(["/bin/sh", "-c", text], {"PATH": "/usr/bin:/bin", "here": str(here)})
"""


def supervised(folder, script):
    """Run a script in a process of its own (signals belong to processes)."""
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + textwrap.dedent(script), str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_child_that_ends_is_started_again(tmp_path):
    said = supervised(
        tmp_path,
        """
        supervisor.add(Child("web", shell('echo x >> "$here/starts"; echo begun; exit 3')))
        while len((here / "starts").read_text() if (here / "starts").exists() else "") < 4:
            supervisor.turn()
        """,
    )
    assert "web     | begun" in said
    assert "web ended (exit code 3); starting it again in 0.5 s" in said


def test_a_child_that_keeps_ending_is_given_up_with_its_last_words(tmp_path):
    said = supervised(
        tmp_path,
        """
        module.PATIENCE_WITH_RESTARTS = 2
        supervisor.add(Child("worker", shell("echo no broker here; exit 1")))
        try:
            supervisor.watch()
        except module.SetupError as error:
            print(error)
        """,
    )
    assert "worker keeps ending. It said last: no broker here" in said


def test_children_stop_in_order_and_with_all_their_own(tmp_path):
    said = supervised(
        tmp_path,
        """
        import os, signal, time, psutil
        stubborn = "trap '' TERM; sleep 60 & echo up; while :; do sleep 0.1; done"
        supervisor.add(Child("redis", shell("trap 'exit 0' TERM; echo up; while :; do sleep 0.1; done")))
        supervisor.add(Child("web", shell(stubborn), patience=0.5))
        for _ in range(10):
            supervisor.turn(0.1)
        pids = [c.pid for c in psutil.Process().children(recursive=True)]
        os.kill(os.getpid(), signal.SIGTERM)
        try:
            supervisor.watch()
        except Stopped:
            supervisor.stop(["web", "redis"])
        def lives(pid):  # an orphan waits for init to collect it
            return psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie"
        time.sleep(0.2)
        print("left:", [pid for pid in pids if lives(pid)])
        """,
    )
    assert said.index("web stopped") < said.index("redis stopped")
    assert "left: []" in said


def test_a_disk_nearly_full_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "run").mkdir()
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 10**6)
    )
    with pytest.raises(SetupError, match="The disk is nearly full: 1 MB are free"):
        setup_serve.check_folder(tmp_path)


def test_errors_of_the_disk_have_sentences():
    assert sentence_for(OSError(errno.ENOSPC, "")) == "The disk is full. Make room and start again."
    refused = sentence_for(OSError(errno.EACCES, "", "/srv/mizan/var"))
    assert refused is not None
    assert refused.startswith("/srv/mizan/var cannot be written")
    assert sentence_for(OSError(errno.ECHILD, "")) is None
