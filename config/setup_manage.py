"""bin/manage: manage.py with the embedded services it needs.

A running bin/serve is used as it is. Otherwise the services are started for this command
and stopped after it; commands that run at the same time share them, and the last stops them.
"""

import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from django.core.management import execute_from_command_line

from config import embedded
from config import setup_processes as processes
from config.setup_environment import SetupError

# Commands that touch neither database nor broker.
ALONE = {
    "help", "version", "--help", "--version", "-h", "messages", "compilemessages",
    "seal_bid", "check_envelope", "check_receipt",
}  # fmt: skip


def ensure_running(var: Path, service: embedded.Service) -> None:
    """Start the service if it does not run; it then runs on without us."""
    pid_file = var / "run" / f"{service.name}.pid"
    process = processes.recorded(pid_file)
    if process is not None:
        with suppress(SetupError):  # it may just be on its way down
            embedded.await_ready(service, process)
            return
    service.prepare()
    with (var / "log" / f"{service.name}.log").open("ab") as log:
        started = service.start(log, detached=True)
    processes.record(pid_file, started.pid)
    embedded.await_ready(service, started)


def stop(var: Path, services: list[embedded.Service]) -> None:
    """Stop the services in reverse order."""
    for service in reversed(services):
        processes.end_recorded(var / "run" / f"{service.name}.pid", service.stop_signal, 60)


@contextmanager
def borrowed() -> Iterator[None]:
    """Set DATABASE_URL and REDIS_URL to running services for as long as the block runs."""
    var = processes.var_folder()
    services = embedded.services(var)
    if not services:
        yield
        return
    users = (var / "run" / "users.lock").open("a")
    try:
        with processes.decision(var):
            fcntl.flock(users, fcntl.LOCK_SH)
            for service in services:
                ensure_running(var, service)
        os.environ.update(embedded.addresses(services))
        yield
    finally:
        with processes.decision(var):
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # somebody else still uses them: another command, or bin/serve
            else:
                stop(var, services)
        users.close()


def main() -> None:
    """Run manage.py's command line inside the borrowed services."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    arguments = ["manage", *sys.argv[1:]]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        if len(arguments) == 1 or arguments[1] in ALONE:
            execute_from_command_line(arguments)
            return
        with borrowed():
            execute_from_command_line(arguments)
    except SetupError as error:
        print(f"mizan: {error}", file=sys.stderr)
        sys.exit(1)
    except psutil.Error as error:
        print(f"mizan: a process ended unexpectedly: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
