"""bin/check: everything that can be told about the code without running the tests.

Runs every step, prints each one's name and time, and tells all that failed at the end.
`bin/check NAME…` runs only the steps named.
"""

import subprocess
import sys
import time

from config.setup_environment import ROOT

MANAGE = [sys.executable, "manage.py"]
STEPS = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy", "."],
    "floors": ["lint-imports", "--no-logo"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "translations": [*MANAGE, "messages", "--check"],
    "diagrams": [*MANAGE, "state_diagrams", "--check"],
}


def run(name: str, command: list[str]) -> bool:
    """Run one step, print what it says when it fails, and return whether it passed."""
    begun = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    verdict = "failed" if done.returncode else "ok"
    print(f"{name:<13} {verdict:<7} {time.monotonic() - begun:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout.strip() + "\n", flush=True)
    return done.returncode == 0


def main() -> int:
    """Run the steps asked for, or all; return 1 if any failed."""
    wanted = sys.argv[1:] or list(STEPS)
    unknown = [name for name in wanted if name not in STEPS]
    if unknown:
        print(f"bin/check has no {', '.join(unknown)}; it has {', '.join(STEPS)}")
        return 2
    failed = [name for name in wanted if not run(name, STEPS[name])]
    print(f"bin/check: {', '.join(failed)} failed" if failed else "bin/check: all is well")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
