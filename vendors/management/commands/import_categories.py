"""bin/manage import_categories --scheme cpv FILE.csv: the categories of a scheme, in full."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from vendors.categories import Unreadable, import_csv
from vendors.models import Scheme

SHOWN = 50


class Command(BaseCommand):
    """Imports a CSV with the columns code, name_ar and name_en (or title). Safe to run again."""

    help = "Import categories (CPV, UNSPSC or ISIC) from a CSV: code, name_ar, name_en (or title)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scheme", choices=Scheme.values, required=True)
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as lines:
                done = import_csv(options["scheme"], lines)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}") from error
        except (UnicodeDecodeError, Unreadable) as error:
            raise CommandError(f"{options['file']} is no table of categories: {error}") from error
        for line, problem in done.bad[:SHOWN]:
            self.stderr.write(f"line {line}: {problem}")
        if len(done.bad) > SHOWN:
            self.stderr.write(f"… and {len(done.bad) - SHOWN} more")
        self.stdout.write(
            f"{done.added} added, {done.renewed} renewed, {done.without_arabic} without an Arabic "
            f"name, {len(done.bad)} bad"
        )
        if done.bad and not (done.added or done.renewed):
            raise CommandError("no row could be used")
