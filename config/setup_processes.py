"""Processes as the set-up needs them: tied to their parent, recorded, and surely ended.

Used by config/embedded.py and config/supervisor.py. Everything here is about Linux; a
process is known by its number together with its start time, because numbers are reused.
"""

import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from config.setup_environment import ROOT, SetupError

ACCOUNT = "mizan"  # whom PostgreSQL runs as when root starts it: it refuses to run as root

PR_SET_PDEATHSIG = 1
PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP = 28, 1 << 2
PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 47, 2
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
_CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


# --- the folder of everything that is kept ----------------------------------------------


def var_folder() -> Path:
    """Return the folder of everything that is kept, made if need be."""
    var = Path(os.environ.get("MIZAN_VAR") or ROOT / "var").resolve()
    var.mkdir(parents=True, exist_ok=True)
    (var / "run").mkdir(exist_ok=True)
    (var / "log").mkdir(exist_ok=True)
    return var


@contextmanager
def decision(var: Path) -> Iterator[None]:
    """Hold the right to start or stop the services shared by several commands."""
    with (var / "run" / "decision.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- records ---------------------------------------------------------------------------


def record(path: Path, pid: int) -> None:
    """Write down which process this is, so that a later start can find it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{pid} {psutil.Process(pid).create_time()}\n")


def recorded(path: Path) -> psutil.Process | None:
    """Return the process written down at `path` if that very process still runs."""
    try:
        pid, started = path.read_text().split()
        process = psutil.Process(int(pid))
        same = abs(process.create_time() - float(started)) < 1
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except (OSError, ValueError, psutil.Error):
        return None


def end(process: psutil.Process, first: signal.Signals, patience: float) -> None:
    """Ask `process` to end with the signal `first`; after `patience` seconds kill its group."""
    with suppress(psutil.Error, ProcessLookupError):
        group = os.getpgid(process.pid) if process.pid == os.getpgid(process.pid) else None
        process.send_signal(first)
        with suppress(psutil.TimeoutExpired):
            process.wait(patience)
        if group is not None:
            os.killpg(group, signal.SIGKILL)
        elif process.is_running():
            process.kill()


def end_recorded(path: Path, first: signal.Signals, patience: float = 20) -> bool:
    """End the process written down at `path`; return whether there was one."""
    process = recorded(path)
    if process is not None:
        end(process, first, patience)
    left = _left_in_group(path)
    for other in left:
        with suppress(psutil.Error):
            other.kill()
    path.unlink(missing_ok=True)
    return process is not None or bool(left)


def _left_in_group(path: Path) -> list[psutil.Process]:
    """Return processes of our environment left in the group of a recorded leader that died."""
    try:
        group, started = path.read_text().split()
    except (OSError, ValueError):
        return []
    left = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError):
            if (
                os.getpgid(process.pid) == int(group)
                and process.create_time() >= float(started)
                and str(Path(sys.prefix)) in " ".join(process.cmdline())
            ):
                left.append(process)
    return left


# --- whom PostgreSQL runs as -----------------------------------------------------------


def server_account(data: Path) -> pwd.struct_passwd | None:
    """Return the account PostgreSQL must run as, or None for the one we have.

    Only root needs another: the owner of the data that is there, or else the owner of the
    checkout, or else the system account `mizan`, made on first use.
    """
    if os.geteuid() != 0:
        return None
    for path in (data, data.parent.parent):
        if path.exists() and path.stat().st_uid != 0:
            with suppress(KeyError):
                return pwd.getpwuid(path.stat().st_uid)
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        pass
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return pwd.getpwnam("nobody")
    home = ["--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
    made = subprocess.run([useradd, "--system", *home, ACCOUNT], capture_output=True, text=True)
    try:
        return pwd.getpwnam(ACCOUNT)  # made by us, or by another start at the same moment
    except KeyError:
        raise SetupError(
            f"The account {ACCOUNT} could not be made: {made.stderr.strip()}"
        ) from None


def reachable(path: Path, uid: int) -> bool:
    """Return whether the account may pass through every folder on the way to `path`."""
    for folder in [path, *path.parents]:
        info = folder.stat()
        if not (
            info.st_mode & stat.S_IXOTH or (info.st_uid == uid and info.st_mode & stat.S_IXUSR)
        ):
            return False
    return True


def _become(account: pwd.struct_passwd, search: bool) -> None:
    """Change to `account`, in a process about to become PostgreSQL.

    With `search` it keeps one of root's rights, to pass through closed folders: a checkout
    under root's own home is closed to every other account, and opening that home to all
    would be worse. PostgreSQL looks with access(2), which ignores such rights unless the
    "no fix-up" bit is set.
    """
    if search and _libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "the right to pass through closed folders was refused")
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
    os.umask(0o077)
    if not search:
        return
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)()
    _libc.capget(header, data)
    has_search = data[1] & (1 << CAP_DAC_READ_SEARCH)  # containers often lack it
    kept = CAP_DAC_READ_SEARCH if has_search else CAP_DAC_OVERRIDE
    mask = 1 << kept
    only = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    refused = _libc.capset(header, only)
    refused = refused or _libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, kept, 0, 0)
    if refused:
        raise OSError(ctypes.get_errno(), "the right to pass through closed folders was refused")


def before_exec(
    *,
    dies_with_parent: signal.Signals | None = None,
    account: pwd.struct_passwd | None = None,
    search: bool = False,
) -> Callable[[], None]:
    """Return what a new process does to itself before it becomes the program.

    `dies_with_parent` is the signal it gets when we die, however we die; `search` keeps the
    right to pass through closed folders when changing to `account`.
    """
    parent = os.getpid()

    def prepare() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        if account is not None:
            _become(account, search)
        if dies_with_parent is not None:  # last: a change of account forgets it
            _libc.prctl(PR_SET_PDEATHSIG, int(dies_with_parent), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return prepare
