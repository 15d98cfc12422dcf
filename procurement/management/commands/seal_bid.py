"""`bin/manage seal_bid`: seals a bid outside the browser, on a machine that may be offline.

docs/sealed-bids.md tells how it is used and what the files are.
"""

import re
from argparse import RawDescriptionHelpFormatter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from accounts.exact import SealError
from procurement import sealfolder, sealtables
from procurement.sealfolder import Attached, Sealed
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
        add("--bid", required=True, metavar="NUMBER", help="the bid's number, from its page")
        add("--company", required=True, metavar="NUMBER", help="your company's number here")
        add("--prices", metavar="FILE.csv", help="columns item and unit_price")
        add("--answers", metavar="FILE.csv", help="columns criterion, meets (yes or no) and text")
        add(
            "--document",
            action="append",
            default=[],
            metavar="[N=]FILE",
            help="N is the document required that it is, or technical or financial for a further\n"
            "document where there are two envelopes; may be repeated",
        )
        add("--note", default="", help="a note to the agency")
        add("--language", choices=["ar", "en"], default="en", help="of the readable copy")
        add("--out", required=True, metavar="FOLDER", help="a new folder for the sealed bid")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["out"])
        if folder.exists():
            raise CommandError(f"{folder} exists; name a folder that does not.")
        try:
            sheet = _sheet(Path(options["tender"]))
            sealed = sealfolder.seal(sheet, _offer(sheet, options), folder)
            with translation.override(options["language"]):
                copy = "\n\n".join(readable(sheet, one.header, one.bid) for one in sealed)
            (folder / COPY).write_text(copy, encoding="utf-8")
            (folder / COPY).chmod(0o600)
        except SealError as error:
            raise CommandError(f"Not sealed: {error}.") from None
        except OSError as error:
            raise CommandError(f"Not sealed: {error.filename}: {error.strerror}.") from None
        self._tell(sheet, sealed, folder)

    def _tell(self, sheet: Sheet, sealed: list[Sealed], folder: Path) -> None:
        self.stdout.write("Compare these keys with those in the published notice:")
        for member in sheet.members:
            self.stdout.write(f"  {member.fingerprint}  {member.name}")
        self.stdout.write(f"Any {sheet.threshold} of them open the bid.")
        self.stdout.write(f"\nSealed as bid {sealed[0].bid.terms.bid} in {folder}.")
        for one in sealed:
            kind = one.header.context.envelope
            self.stdout.write(f"Digest of the envelope ({kind}): {one.header.digest}")
        self.stdout.write(f"{COPY} is for you alone. Do not hand it in.")
        if sheet.closes <= datetime.now(UTC):
            self.stderr.write("By this machine's clock the deadline has passed.")


def _sheet(path: Path) -> Sheet:
    with path.open("rb") as file:
        return parse_sheet(file.read(MOST_BYTES + 1))


def _offer(sheet: Sheet, options: dict[str, Any]) -> sealfolder.Offer:
    lot = options["lot"]
    if lot is None and len(sheet.lots) > 1:
        numbers = ", ".join(str(known.lot) for known in sheet.lots)
        raise SealError("other", f"say --lot; the tender has {numbers}")
    prices, answers = {}, []
    if options["prices"]:
        prices = sealtables.read_prices(Path(options["prices"]), sheet.decimals)
    if options["answers"]:
        answers = sealtables.read_answers(Path(options["answers"]))
    return sealfolder.Offer(
        lot=sheet.lots[0].lot if lot is None else lot,
        company=options["company"],
        bid=options["bid"],
        prices=prices,
        documents=[_attached(name) for name in options["document"]],
        answers=answers,
        note=options["note"],
    )


def _attached(given: str) -> Attached:
    """What `3=offer.pdf`, `financial=table.pdf` and `brochure.pdf` name."""
    found = re.fullmatch(r"(?:([0-9]{1,7})|(technical|financial))=(.+)", given, re.DOTALL)
    if found is None:
        return Attached(Path(given))
    number, envelope, name = found.groups()
    return Attached(Path(name), int(number or 0), envelope or "")
