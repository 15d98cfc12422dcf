"""`bin/manage seal_bid`: seals a bid outside the browser, on a machine that may be offline.

docs/sealed-bids.md tells how it is used and what the files are.
"""

from argparse import RawDescriptionHelpFormatter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from accounts.exact import SealError
from procurement import sealfolder
from procurement.sealsheet import MOST_BYTES, Sheet, parse_sheet
from procurement.sealwords import readable

COPY = "copy.txt"


class Command(BaseCommand):
    help = (
        "Seal a bid with the sealing sheet of a tender, so that only its committee can open\n"
        "it after the deadline. Touches no database and no network."
    )
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--tender", required=True, metavar="FILE.json", help="the tender's sealing sheet")
        add("--lot", type=int, metavar="N", help="the lot; needed if there are several")
        add("--company", required=True, metavar="NUMBER", help="your company's number here")
        add("--envelope", help="technical or financial, where the tender asks for two")
        add("--prices", metavar="FILE.csv", help="columns item and unit_price")
        add("--document", action="append", default=[], metavar="FILE", help="may be repeated")
        add("--note", default="", help="a note to the committee")
        add("--bid", default="", metavar="NUMBER", help="the bid's number, if you were given one")
        add("--language", choices=["ar", "en"], default="en", help="of the readable copy")
        add("--out", required=True, metavar="FOLDER", help="a new folder for the sealed bid")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["out"])
        if folder.exists():
            raise CommandError(f"{folder} exists; name a folder that does not.")
        try:
            sheet = _sheet(Path(options["tender"]))
            header, bid = sealfolder.seal(sheet, _offer(sheet, options), folder)
            with translation.override(options["language"]):
                copy = readable(sheet, header, bid)
            (folder / COPY).write_text(copy, encoding="utf-8")
            (folder / COPY).chmod(0o600)
        except SealError as error:
            raise CommandError(f"Not sealed: {error}.") from None
        except OSError as error:
            raise CommandError(f"Not sealed: {error.filename}: {error.strerror}.") from None
        self._tell(sheet, header.digest, bid.terms.bid, folder)

    def _tell(self, sheet: Sheet, digest: str, bid: str, folder: Path) -> None:
        self.stdout.write("Compare these keys with those in the published notice:")
        for member in sheet.members:
            self.stdout.write(f"  {member.fingerprint}  {member.name}")
        self.stdout.write(f"Any {sheet.threshold} of them open the bid.")
        self.stdout.write(f"\nSealed as bid {bid} in {folder}.")
        self.stdout.write(f"Digest of the envelope: {digest}")
        self.stdout.write(f"{COPY} is for you alone. Do not hand it in.")
        if sheet.closes <= datetime.now(UTC):
            self.stderr.write("By this machine's clock the deadline has passed.")


def _sheet(path: Path) -> Sheet:
    with path.open("rb") as file:
        return parse_sheet(file.read(MOST_BYTES + 1))


def _offer(sheet: Sheet, options: dict[str, Any]) -> sealfolder.Offer:
    lot, envelope = options["lot"], options["envelope"]
    if lot is None and len(sheet.lots) > 1:
        numbers = ", ".join(str(known.lot) for known in sheet.lots)
        raise SealError("other", f"say --lot; the tender has {numbers}")
    if envelope is None and len(sheet.envelopes) > 1:
        raise SealError("other", "say --envelope: technical or financial")
    prices = {}
    if options["prices"]:
        prices = sealfolder.read_prices(Path(options["prices"]), sheet.decimals)
    return sealfolder.Offer(
        lot=sheet.lots[0].lot if lot is None else lot,
        company=options["company"],
        envelope=envelope or sheet.envelopes[0],
        prices=prices,
        documents=[Path(name) for name in options["document"]],
        note=options["note"],
        bid=options["bid"],
    )
