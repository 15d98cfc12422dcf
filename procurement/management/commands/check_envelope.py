"""`bin/manage check_envelope FOLDER`: whether a sealed bid is whole, without any key."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.exact import SealError
from accounts.personal_keys import fingerprint
from procurement import sealfolder
from procurement.sealsheet import MOST_BYTES, parse_sheet


class Command(BaseCommand):
    help = "Check that a sealed bid is whole and, with its sheet, for whom it was sealed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="FOLDER", help="what seal_bid has made")
        parser.add_argument("--tender", metavar="FILE.json", help="the tender's sealing sheet")

    def handle(self, *args: Any, folder: str, **options: Any) -> None:
        for one in sealfolder.folders_in(Path(folder)):
            self._check(one, options["tender"])
        self.stdout.write("Whole.")

    def _check(self, folder: Path, tender: str | None) -> None:
        try:
            header = sealfolder.check(folder)
            context = header.context
            if tender:
                with Path(tender).open("rb") as file:
                    sheet = parse_sheet(file.read(MOST_BYTES + 1))
                header.require(sheet.context(context.lot, context.bid, context.envelope))
        except SealError as error:
            raise CommandError(f"Not whole: {error}.") from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from None
        say = self.stdout.write
        say(f"Tender {context.tender}, lot {context.lot}, bid {context.bid}: {context.envelope}")
        say(f"Parts: {len(header.parts)}, {sum(part.size for part in header.parts):,} bytes")
        say(f"Opened by {context.threshold} of {len(context.members)}:")
        for key in context.members:
            say(f"  {fingerprint(key)}")
        say(f"Digest of the envelope: {header.digest}")
        if tender:
            say("It is sealed for this tender and its committee.")
