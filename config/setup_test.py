"""bin/test: pytest over a PostgreSQL and a Redis of its own, thrown away afterwards.

Every run has its own folder under /tmp, so that runs at the same time, and a running
bin/serve, never meet. A folder left by a run that was killed is removed by the next.
"""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from config import embedded, messages
from config import setup_processes as processes
from config.setup_environment import ROOT, SetupError, say
from config.setup_steps import digest, static_sources

PREFIX = f"mizan-test-{os.geteuid()}-"
OWN_WORKERS = re.compile(
    r"^(-n.*|--numprocesses.*|--pdb|--trace|--collect-only|--co|-h|--help|--fixtures|--markers)$"
)


def remove_left_behind() -> None:
    """Remove the folders of runs that were killed: nobody holds their lock."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError), (folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)


def start(folder: Path, log: IO[bytes]) -> list[tuple[embedded.Service, "subprocess.Popen[bytes]"]]:
    """Start the services that no variable names, and point the variables at them."""
    sockets = folder / "s"
    wanted: list[embedded.Service] = []
    if not os.environ.get("DATABASE_URL"):
        wanted.append(embedded.Cluster(folder / "pg", sockets, dict(embedded.THROWAWAY)))
    if not os.environ.get("REDIS_URL"):
        wanted.append(embedded.Broker(folder / "redis", sockets, durable=False))
    started = []
    for service in wanted:
        service.prepare()
        started.append((service, service.start(log)))
    for service, process in started:
        embedded.await_ready(service, process)
    os.environ.update(embedded.addresses(wanted))
    return started


def collect_static(var: Path) -> None:
    """Give the run its style sheets and scripts: collected once for each state of them."""
    kept = ROOT / ".cache" / "test-static" / digest(static_sources())[:16]
    if not (kept / "static" / "staticfiles.json").exists():
        shutil.rmtree(kept.parent, ignore_errors=True)
        new = Path(tempfile.mkdtemp(dir=ROOT / ".cache"))
        command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        environment = {**os.environ, "MIZAN_VAR": str(new)}
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        kept.parent.mkdir(parents=True, exist_ok=True)
        try:
            new.rename(kept)
        except OSError:  # another run was first
            shutil.rmtree(new)
    (var / "static").symlink_to(kept / "static")


def run_pytest(arguments: list[str]) -> int:
    """Run pytest to its end and return its exit code; our signals go to it."""
    command = [sys.executable, "-m", "pytest", *arguments]
    if not any(OWN_WORKERS.match(argument) for argument in arguments):
        # A file's tests share what is costly, such as a running bin/serve: one worker each.
        # In the order in which tests.plugins.machine puts them: what takes longest first.
        workers = str(min(os.cpu_count() or 2, 8))
        command[3:3] = ["-n", workers, "--dist", "loadfile", "--no-loadscope-reorder"]
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        preexec_fn=processes.before_exec(dies_with_parent=signal.SIGTERM),
    )
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # pytest gets it from the terminal itself
    signal.signal(signal.SIGTERM, lambda *_: child.send_signal(signal.SIGINT))
    return child.wait()


def main() -> int:
    """Run the tests; the last line printed is pytest's own summary."""
    remove_left_behind()
    (ROOT / ".cache").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)  # the account PostgreSQL runs as passes through
    started: list[tuple[embedded.Service, subprocess.Popen[bytes]]] = []
    try:
        with (folder / "lock").open("w") as lock, (folder / "services.log").open("ab") as log:
            fcntl.flock(lock, fcntl.LOCK_EX)
            os.environ["MIZAN_VAR"] = str(folder / "var")
            (folder / "var").mkdir()
            messages.compile_all(ROOT / "locale")
            collect_static(folder / "var")
            started = start(folder, log)
            return run_pytest(sys.argv[1:])
    except (SetupError, OSError, subprocess.CalledProcessError) as error:
        say(str(error))
        return 1
    finally:
        for _service, process in started:
            process.send_signal(signal.SIGQUIT if _service.name == "postgres" else signal.SIGKILL)
        for _service, process in started:
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
