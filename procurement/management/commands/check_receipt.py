"""`bin/manage check_receipt FILE`: whether a receipt of a bid is as it was signed."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.exact import SealError, strict_json
from audit import leaf
from documents import statements

MOST = 1 << 20


class Command(BaseCommand):
    help = "Check the signature of a bid's receipt, and the event of the trail in it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.json", help="the receipt")
        parser.add_argument(
            "--certificate", metavar="SHA256", help="the fingerprint that the certificate must have"
        )

    def handle(self, *args: Any, file: str, certificate: str | None, **options: Any) -> None:
        try:
            document = strict_json(Path(file).read_bytes(), MOST)
            stated, signer = statements.check(document)
            disclosed = stated["event"]
            event = disclosed["statement"].encode()
            commitment = leaf.commitment(bytes.fromhex(disclosed["salt"]), event)
            subject = json.loads(event)
        except (SealError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CommandError(f"Not genuine: {error}.") from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from None
        if commitment.hex() != disclosed["commitment"] or subject["at"] != stated["at"]:
            raise CommandError("Not genuine: the event is not the one that its commitment names.")
        found = statements.fingerprint(signer)
        if certificate is not None and certificate.replace(":", "").lower() != found:
            raise CommandError(f"Signed by somebody else: {found}.")
        say = self.stdout.write
        for name in ("act", "at", "tender", "lot", "bid", "version", "company", "digest"):
            say(f"{name}: {stated[name]}")
        say(f"signed by: {signer.subject.rfc4514_string()}")
        say(f"certificate (SHA-256): {found}")
        say("Genuine." if certificate else "The signature holds; compare the certificate.")
