"""`bin/manage import_ocds FILE…`: brings history in from releases of OCDS 1.0 and 1.1.

docs/importing.md tells what is read, how, and what the list of problems means.
"""

from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, transaction

from procurement.ocds.importing import Importing, Listed
from procurement.ocds.opening import FileProblem
from procurement.ocds.progress import ProblemList, Progress
from procurement.ocds.reading import read
from procurement.ocds.seen import AnotherRuns, only_one

OUTCOMES = {
    "created": "past cases created",
    "updated": "updated",
    "unchanged": "unchanged",
    "without_case": "kept without a case (planning only)",
    "refused": "refused by the database",
}


class Command(BaseCommand):
    help = (
        "Bring past tenders in from OCDS 1.0 or 1.1: JSON, JSON Lines, packages, records,\n"
        "plain or gzip. A second run changes nothing; a run that was stopped is continued\n"
        "by running it again. What could not be read is listed at the end."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a file; - reads the input")
        parser.add_argument(
            "--problems",
            metavar="FILE",
            help="write what could not be read here: a table if it ends in .csv, else JSON Lines",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="do everything, then undo it: only report"
        )

    def handle(self, *args: Any, files: list[str], **options: Any) -> None:
        with ExitStack() as stack:
            problems = ProblemList(*stack.enter_context(_problem_file(options["problems"])))
            try:
                stack.enter_context(only_one())
                self._import(files, problems, dry=options["dry_run"])
            except AnotherRuns:
                raise CommandError("Another import is running; wait until it is done.") from None
            except (OperationalError, InterfaceError) as error:
                raise CommandError(
                    f"The database is in trouble: {error}".strip()
                    + "\nWhat was imported before is kept; run the same again to continue."
                ) from error

    def _import(self, files: list[str], problems: ProblemList, dry: bool) -> None:
        stopped = False
        with transaction.atomic() if dry else ExitStack():
            importing = Importing()
            progress = Progress(importing)
            unreadable: list[str] = []
            try:
                for name in files:
                    self._file(name, importing, progress, problems, unreadable)
            except KeyboardInterrupt:
                stopped = True
            progress.done()
            for problem in importing.problems():
                problems.add(problem)
            self._tell(importing, problems)
            if dry:
                transaction.set_rollback(True)
                self.stdout.write("A dry run: nothing was kept.")
        if stopped:
            text = "Stopped. What is told above is kept; run the same again to continue."
            raise CommandError(text, returncode=130)
        if len(unreadable) == len(files):
            raise CommandError("No file could be read.", returncode=1)

    def _file(
        self,
        name: str,
        importing: Importing,
        progress: Progress,
        problems: ProblemList,
        unreadable: list[str],
    ) -> None:
        progress.file(name)
        try:
            for refused in importing.bring(read(name, progress.at)):
                for problem in refused:
                    place = f"{name}, {problem.place}"
                    problems.add(Listed(place, problem.ocid, problem.path, problem.reason))
                progress.tick()
        except FileProblem as error:
            unreadable.append(name)
            problems.add(Listed(name, "", "", f"the file {error}"))
            self.stderr.write(f"{name}: the file {error}.")

    def _tell(self, importing: Importing, problems: ProblemList) -> None:
        counts, outcomes = importing.counts, importing.outcomes()
        for problem in problems.first:
            where = " ".join(part for part in (problem.ocid, problem.path) if part)
            self.stdout.write(f"{where or problem.place}: {problem.reason}")
        if problems.count > len(problems.first):
            more = problems.count - len(problems.first)
            self.stdout.write(f"… and {more:,} more: --problems FILE writes all of them.")
        known = f", {counts.known:,} of them known already" if counts.known else ""
        self.stdout.write(f"\n{counts.releases:,} releases read{known}.")
        if counts.unread:
            self.stdout.write(f"{counts.unread:,} lines or releases could not be read.")
        told = [f"{outcomes[o]:,} {words}" for o, words in OUTCOMES.items() if outcomes.get(o)]
        self.stdout.write(f"Contracting processes: {', '.join(told) or 'none'}.")
        self.stdout.write(f"{problems.count:,} problems listed.")


@contextmanager
def _problem_file(name: str | None) -> Iterator[tuple[IO[str] | None, bool]]:
    if name is None:
        yield None, False
        return
    with ExitStack() as stack:
        try:
            file = stack.enter_context(Path(name).open("w", encoding="utf-8", newline=""))
        except OSError as error:
            raise CommandError(f"{name} cannot be written: {error.strerror}.") from None
        yield file, name.lower().endswith(".csv")
