"""`bin/manage messages`: gathers, fills in, checks and compiles the translations."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import messages


class Command(BaseCommand):
    """The translator's command; CONTRIBUTING.md says how it is used."""

    help = "Bring locale/*/LC_MESSAGES/django.po in step with the code and the templates."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the ways to run it."""
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--check", action="store_true", help="Change nothing; fail if anything is missing."
        )
        what.add_argument("--compile", action="store_true", help="Only compile (.po to .mo).")
        what.add_argument(
            "--fill", nargs="+", type=Path, metavar="FILE.json",
            help="Put in translations from JSON: {message: translation or [plural forms]}.",
        )  # fmt: skip
        what.add_argument(
            "--missing", action="store_true", help="Print what is not translated yet, as JSON."
        )
        parser.add_argument("--language", default="ar", choices=sorted(messages.PLURALS))

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the one thing asked for."""
        if options["check"]:
            self._check()
        elif options["missing"]:
            self.stdout.write(messages.missing(options["language"]))
        elif options["compile"]:
            self.stdout.write(f"{messages.compile_all(messages.ROOT / 'locale')} compiled")
        elif options["fill"]:
            self._fill(options["language"], options["fill"])
        else:
            for language, count in messages.update().items():
                self.stdout.write(f"{language}: {count} messages")
            messages.compile_all(messages.ROOT / "locale")

    def _check(self) -> None:
        problems = messages.problems()
        for problem in problems:
            self.stdout.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} translations need a look (above).")
        self.stdout.write("Every message is translated.")

    def _fill(self, language: str, paths: list[Path]) -> None:
        refused_any = False
        for path in paths:
            count, refused = messages.fill(language, path)
            self.stdout.write(f"{path.name}: {count} filled in, {len(refused)} not")
            for line in refused:
                refused_any = True
                self.stdout.write(f"  {line}")
        messages.compile_all(messages.ROOT / "locale")
        if refused_any:
            raise CommandError("Some translations did not fit (above); the others are in.")
