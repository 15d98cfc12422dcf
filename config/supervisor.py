"""Keeps a handful of processes running and stops them in order. Used by bin/serve.

One thread, one loop: it passes on what the processes print, restarts one that ends, each
time after a longer pause, and gives up with a sentence when one keeps ending. However we
end, kill -9 included, the processes end with us (docs/decisions/0002).
"""

import errno
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from config import setup_processes as processes
from config.setup_environment import SetupError

PATIENCE_WITH_RESTARTS = 5  # ends within a minute before we give up
LONGEST_PAUSE = 20.0
COLOURS = {"web": "36", "worker": "35", "beat": "34", "setup": "33"}


class Stopped(Exception):
    """Somebody asked us to stop: Ctrl-C, SIGTERM, or the terminal was closed."""


Start = Callable[[], "subprocess.Popen[bytes]"]


@dataclass
class Child:
    """One process to keep running: how to start it and how to ask it to end."""

    name: str
    start: Start
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 20.0  # seconds between asking and killing
    log: Path | None = None  # where it writes when it does not write to us
    process: "subprocess.Popen[bytes] | None" = None
    ends: list[float] = field(default_factory=list)
    due: float | None = None
    tail: deque[str] = field(default_factory=lambda: deque(maxlen=5))
    partial: bytes = b""


class Supervisor:
    """Starts, watches, restarts and stops children, in the order they were added."""

    def __init__(self, run: Path, log: Path) -> None:
        self.run = run
        self.children: list[Child] = []
        self.steps: list[Child] = []  # begun and not finished yet
        self.selector = selectors.DefaultSelector()
        self.asked_to_stop = 0
        self.log = log.open("a", buffering=1, errors="replace")
        self.colour = sys.stdout.isatty()
        self._wake, wake = os.pipe()
        for end in (self._wake, wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        self.selector.register(self._wake, selectors.EVENT_READ, None)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup stays in force
                signal.signal(number, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to wake the loop

    def _ask_to_stop(self, *_: object) -> None:
        self.asked_to_stop += 1

    # --- printing ----------------------------------------------------------------------

    def show(self, name: str, line: str) -> None:
        """Print one line under a name, and keep it in the log."""
        label = f"{name:<8}|"
        if self.colour:
            print(f"\x1b[{COLOURS.get(name, '37')}m{label}\x1b[0m {line}", flush=True)
        else:
            with suppress(BrokenPipeError):
                print(f"{label} {line}", flush=True)
        with suppress(OSError):
            self.log.write(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {label} {line}\n")

    def _read(self, child: Child) -> None:
        """Pass on what a child has printed since."""
        assert child.process is not None
        assert child.process.stdout is not None
        try:
            data = os.read(child.process.stdout.fileno(), 65536)
        except BlockingIOError:
            return
        if not data:
            self.selector.unregister(child.process.stdout)
            child.process.stdout.close()
        *lines, child.partial = (child.partial + data).split(b"\n")
        if not data and child.partial:
            lines, child.partial = [*lines, child.partial], b""
        for line in lines:
            text = line.decode(errors="replace").rstrip()
            child.tail.append(text)
            self.show(child.name, text)

    # --- starting ----------------------------------------------------------------------

    def add(self, child: Child) -> None:
        """Start a child and keep it running from now on."""
        self.children.append(child)
        self._start(child)

    def _start(self, child: Child) -> None:
        child.due = None
        child.process = child.start()
        processes.record(self.run / f"{child.name}.pid", child.process.pid)
        if child.process.stdout is not None:
            os.set_blocking(child.process.stdout.fileno(), False)
            self.selector.register(child.process.stdout, selectors.EVENT_READ, child)

    def spawn(self, command: list[str], environment: dict[str, str]) -> Start:
        """Return how to start `command` so that it prints to us and ends with us."""

        def start() -> "subprocess.Popen[bytes]":
            return subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=processes.before_exec(dies_with_parent=signal.SIGTERM),
            )

        return start

    def begin(self, name: str, start: Start) -> Child:
        """Start a command that runs to its end beside the children; `finish` waits for it."""
        child = Child(name, start)
        self._start(child)
        self.steps.append(child)
        return child

    def finish(self, child: Child) -> int:
        """Wait for a command that was begun; return its exit code."""
        assert child.process is not None
        while child.process.poll() is None:
            self.turn()
        while child.process.stdout and not child.process.stdout.closed:
            self._read(child)
        self.steps.remove(child)
        (self.run / f"{child.name}.pid").unlink(missing_ok=True)
        return child.process.returncode

    # --- watching ----------------------------------------------------------------------

    def turn(self, longest: float = 0.2) -> None:
        """Do what is to do now: pass on output, restart who ended. Raise Stopped if asked to."""
        self._pump(longest)
        if self.asked_to_stop:
            raise Stopped
        now = time.monotonic()
        for child in self.children:
            if child.due is not None:
                if now >= child.due:
                    self._start(child)
            elif child.process is not None and child.process.poll() is not None:
                self._plan_restart(child, now)

    def _pump(self, longest: float) -> None:
        for key, _events in self.selector.select(longest):
            if key.data is None:
                with suppress(BlockingIOError):
                    os.read(self._wake, 1024)
            else:
                self._read(key.data)

    def _plan_restart(self, child: Child, now: float) -> None:
        """Decide when a child that ended starts again, or that it ended too often."""
        assert child.process is not None
        child.ends = [moment for moment in child.ends if now - moment < 60] + [now]
        if len(child.ends) >= PATIENCE_WITH_RESTARTS:
            raise SetupError(self.last_words(child, "keeps ending"))
        pause = min(0.5 * 2 ** (len(child.ends) - 1), LONGEST_PAUSE)
        code = child.process.returncode
        self.show(
            "setup", f"{child.name} ended (exit code {code}); starting it again in {pause:g} s"
        )
        child.due = now + pause

    def last_words(self, child: Child, what: str) -> str:
        """Return a sentence about a child that does not run, with the last it said."""
        words = list(child.tail)
        if child.log is not None and child.log.exists():
            words = child.log.read_text(errors="replace").splitlines()[-8:]
        if any(
            "No space left on device" in line or os.strerror(errno.ENOSPC) in line for line in words
        ):
            return f"The disk is full: {child.name} {what}. Make room and start again."
        said = next((line for line in reversed(words) if "FATAL" in line or "PANIC" in line), "")
        return f"{child.name} {what}. It said last: {said or (words[-1] if words else 'nothing')}"

    def watch(self) -> None:
        """Keep everything running until asked to stop (raises Stopped)."""
        while True:
            self.turn(1.0)

    # --- stopping ----------------------------------------------------------------------

    def _end(self, child: Child) -> None:
        """Ask a child to end, wait for it, then end whatever is left of its group."""
        process = child.process
        if process is not None:
            if process.poll() is None:
                with suppress(ProcessLookupError):
                    process.send_signal(child.stop_signal)
            asked, deadline = self.asked_to_stop, time.monotonic() + child.patience
            while process.poll() is None and time.monotonic() < deadline:
                self._pump(0.05)
                hurried = self.asked_to_stop > asked
                if hurried and child.log is None:  # never database or broker
                    break
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            while process.stdout and not process.stdout.closed:
                self._pump(0.05)
        (self.run / f"{child.name}.pid").unlink(missing_ok=True)

    def stop(self, order: list[str]) -> None:
        """Stop the children in the order of their names; an impatient second Ctrl-C hurries."""
        for step in self.steps:
            self._end(step)
        for name in order:
            for child in [child for child in self.children if child.name == name]:
                begun = time.monotonic()
                self._end(child)
                self.show("setup", f"{name} stopped in {time.monotonic() - begun:.1f} s")
                self.children.remove(child)
