"""bin/serve: the whole system on one machine, in demonstration, until Ctrl-C.

Starts database, broker, web, worker and beat in that order, does between them what a start
has to do (config/setup_steps.py), and stops them the other way round. Every failure a
person can mend is one sentence.
"""

import errno
import fcntl
import http.client
import os
import shutil
import signal
import socket
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from config import embedded
from config import setup_processes as processes
from config.setup_environment import ROOT, SetupError, say, sentence_for
from config.setup_steps import Steps, database_identity, sign_ins
from config.supervisor import Child, Stopped, Supervisor

HOST = "127.0.0.1"
STOP_ORDER = ["web", "worker", "beat", "redis", "postgres"]
LEAST_FREE_BYTES = 200_000_000
LARGEST_LOG_BYTES = 5_000_000


# --- what must hold before anything starts ---------------------------------------------


def chosen_port() -> int:
    """Return the port of the web, from PORT or 8000."""
    text = os.environ.get("PORT", "").strip() or "8000"
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise SetupError(f"PORT must be a number from 1 to 65535, not “{text}”.")
    return int(text)


def check_port(port: int) -> None:
    """Raise SetupError unless the port is free."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise SetupError(f"Port {port} needs special rights; choose one above 1023.") from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise SetupError(
                f"Port {port} is in use by another program. Stop that program, or choose another "
                f"port: PORT={port + 1 if port < 65535 else 8001} bin/serve"
            ) from None


def check_folder(var: Path) -> None:
    """Raise SetupError unless the folder can be written and has room."""
    probe = var / "run" / "probe"
    probe.write_bytes(b"x" * 4096)
    probe.unlink()
    free = shutil.disk_usage(var).free
    if free < LEAST_FREE_BYTES:
        raise SetupError(
            f"The disk is nearly full: {free // 1_000_000} MB are free under {var} and Mizan needs "
            f"{LEAST_FREE_BYTES // 1_000_000} MB to start. Make room and start again."
        )


def hold(var: Path) -> IO[str]:
    """Take the folder for ourselves until we end; raise SetupError when another start has it."""
    path = var / "lock"
    if path.is_dir():
        raise SetupError(f"{path} is a folder and should be a file; remove it and start again.")
    lock = path.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise SetupError(
            f"Another bin/serve (pid {holder}) is running with the data in {var}. Stop it, or use "
            "the one that runs."
        ) from None
    except OSError as error:
        lock.close()
        raise SetupError(f"The lock {path} cannot be taken ({error.strerror}).") from None
    lock.seek(0)
    lock.truncate()
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def take_services(var: Path, stack: ExitStack) -> None:
    """Become the one who runs the services; end what an earlier start left behind."""
    run = var / "run"
    with processes.decision(var):
        users = stack.enter_context((run / "users.lock").open("a"))
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError(
                f"bin/manage is at work with the data in {var}. Wait until it ends, then start again."
            ) from None
        left = [name for name in ("web", "worker", "beat", "setup", "static")
                if processes.end_recorded(run / f"{name}.pid", signal.SIGTERM, 10)]  # fmt: skip
        for name, first in (("redis", signal.SIGTERM), ("postgres", signal.SIGINT)):
            if processes.end_recorded(run / f"{name}.pid", first, 60):
                left.append(name)
        if left:
            say(f"An earlier start had left {', '.join(left)} running; stopped.")
        fcntl.flock(users, fcntl.LOCK_SH)


# --- the processes ---------------------------------------------------------------------


def log_file(var: Path, name: str) -> Path:
    """Return the log of one process; a long one is put aside first."""
    path = var / "log" / f"{name}.log"
    if path.exists() and path.stat().st_size > LARGEST_LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path


def start_service(supervisor: Supervisor, service: embedded.Service, var: Path) -> None:
    """Start the embedded database or broker."""
    path = log_file(var, service.name)

    def start():  # type: ignore[no-untyped-def]
        service.prepare()
        with path.open("ab") as log:
            return service.start(log)

    supervisor.add(Child(service.name, start, service.stop_signal, patience=60, log=path))


def await_service(supervisor: Supervisor, service: embedded.Service) -> None:
    """Wait until the database or broker answers."""
    child = next(child for child in supervisor.children if child.name == service.name)
    deadline = time.monotonic() + embedded.READY_SECONDS
    while not service.answers():
        if child.process is not None and child.process.poll() is not None:
            raise SetupError(supervisor.last_words(child, "could not start"))
        if time.monotonic() > deadline:
            raise SetupError(supervisor.last_words(child, "does not answer"))
        supervisor.turn(0.03)


def web(port: int) -> list[str]:
    """Return the command of the web server."""
    command = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--no-control-socket"]
    command += ["--bind", f"{HOST}:{port}", "--workers", "2", "--threads", "4"]
    command += ["--worker-class", "gthread", "--graceful-timeout", "15", "--timeout", "120"]
    command += ["--max-requests", "20000", "--max-requests-jitter", "2000"]
    command += ["--log-level", "warning", "--access-logfile", "-"]
    command += ["--logger-class", "config.quiet.AccessLog"]
    command += ["--access-logformat", "%(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"]
    debugging = os.environ.get("DEBUG", "").lower() in {"1", "true", "yes", "on"}
    return [*command, "--reload" if debugging else "--preload"]


def worker() -> list[str]:
    """Return the command of the background worker: whoever waits for a page goes first."""
    command = [
        "nice",
        "-n",
        "10",
        sys.executable,
        "-m",
        "celery",
        "--quiet",
        "--app",
        "config",
        "worker",
        "--concurrency",
        "2",
    ]
    command += ["--without-mingle", "--without-gossip", "--without-heartbeat"]
    return [*command, "--max-tasks-per-child", "1000", "--loglevel", "WARNING"]


def beat(var: Path) -> list[str]:
    """Return the command of the clock that queues periodic work."""
    command = [
        sys.executable,
        "-m",
        "celery",
        "--quiet",
        "--app",
        "config",
        "beat",
        "--loglevel",
        "WARNING",
    ]
    return [*command, "--schedule", str(var / "run" / "beat-schedule"), "--pidfile="]


def await_web(supervisor: Supervisor, port: int) -> None:
    """Wait until the web answers its health address; say so if something there is not well."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        supervisor.turn(0.05)
        connection = http.client.HTTPConnection(HOST, port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            text = answer.read(4000).decode(errors="replace")
        except OSError:
            continue
        finally:
            connection.close()
        if answer.status != 200:
            supervisor.show("setup", f"/healthz says {answer.status}: {text}")
        return
    raise SetupError("The web server did not answer within 90 seconds; its reasons are above.")


# --- one start -------------------------------------------------------------------------


def serve(begun: float) -> None:
    """Start everything and keep it running; raises Stopped when asked to stop."""
    port = chosen_port()
    var = processes.var_folder()
    with ExitStack() as stack:
        stack.enter_context(hold(var))
        check_folder(var)
        take_services(var, stack)
        check_port(port)
        supervisor = Supervisor(var / "run", log_file(var, "serve"))
        try:
            run(supervisor, var, port, begun)
        finally:
            say("stopping …")
            supervisor.stop(STOP_ORDER)


def run(supervisor: Supervisor, var: Path, port: int, begun: float) -> None:
    """Bring everything up in order, tell that it is ready, and watch over it."""
    services = embedded.services(var)
    environment = {**os.environ, **embedded.addresses(services)}
    environment |= {"PORT": str(port), "MIZAN_DEMO": "1", "MIZAN_VAR": str(var)}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings"}
    # Celery scolds root at length; here root is a person trying the system out.
    environment["PYTHONWARNINGS"] = "ignore:You're running the worker with superuser"

    for service in services:
        start_service(supervisor, service, var)
    for service in services:
        await_service(supervisor, service)
    clusters = [service for service in services if isinstance(service, embedded.Cluster)]
    identity = (
        clusters[0].identity() if clusters else database_identity(environment["DATABASE_URL"])
    )
    steps = Steps(supervisor, var, environment, identity)
    steps.translations()
    static = steps.begin_static()  # on the other core, while the database is made ready
    steps.migrate()
    steps.demonstration()
    steps.finish_static(static)

    supervisor.add(Child("web", supervisor.spawn(web(port), environment), patience=20))
    await_web(supervisor, port)
    for name, command in (("worker", worker()), ("beat", beat(var))):
        supervisor.add(Child(name, supervisor.spawn(command, environment), patience=30))
    tell_ready(var, port, begun)
    supervisor.watch()


def tell_ready(var: Path, port: int, begun: float) -> None:
    """Print where the system is and who may sign in."""
    print(f"\nMizan is ready at http://{HOST}:{port} (started in {time.time() - begun:.0f} s)")
    people = sign_ins(var)
    if people:
        print("This is a demonstration. Sign in as any of:")
        for line in people:
            print(f"  {line}")
    print("Ctrl-C stops everything.\n", flush=True)


def main() -> int:
    """Serve until stopped; return the exit code."""
    begun = float(os.environ.pop("MIZAN_BEGUN", time.time()))
    os.chdir(ROOT)
    try:
        serve(begun)
    except Stopped:
        say("stopped; nothing is left running.")
        return 0
    except SetupError as error:
        print(f"mizan: {error}", file=sys.stderr)
    except OSError as error:
        sentence = sentence_for(error)
        if sentence is None:
            raise
        print(f"mizan: {sentence}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
