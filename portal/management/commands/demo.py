"""`bin/manage demo`: makes the demonstration once, and says who can sign in."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import override

from accounts.models import User
from portal.demo import (
    cases,
    companies,
    history,
    inspections,
    keys,
    licences,
    lives,
    money,
    people,
    story,
    tenders,
)


class Command(BaseCommand):
    help = "Make the demonstration (once), and print its people, passwords and cases."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_made():
            if User.objects.exists():
                raise CommandError(
                    "There are already people in this database; the demonstration is only "
                    "made in an empty one."
                )
            with transaction.atomic(), override("en"):
                make()
        found = {"site": settings.SITE_URL, "people": people.listing(), "cases": cases.listing()}
        self.stdout.write(
            json.dumps(found, ensure_ascii=False) if options["json"] else _text(found)
        )


def is_made() -> bool:
    """Whether the demonstration is there. It is made in one transaction: all or nothing."""
    return User.objects.filter(email=story.OFFICER).exists()


def make() -> None:
    """Make everything, through the real actions."""
    agencies, persons = people.make()
    keys.make(persons)
    firms = companies.make(agencies["trade"], persons)
    licences.make(agencies["trade"], persons, firms)
    history.make(agencies["trade"], persons)
    lives.make(persons, firms)
    tenders.make(story.Story(agencies["health"], persons, firms))
    money.make(agencies["trade"], persons, firms)
    # Last: the visit that is still to be made today keeps the inspector busy.
    inspections.make(agencies["trade"], persons)


def _text(found: dict[str, Any]) -> str:
    lines = ["People of the demonstration:", ""]
    lines += [
        f"  {p['email']:<26} {p['password']:<14} {', '.join(p['roles'])}" for p in found["people"]
    ]
    lines += ["", "One case in each state:", ""]
    lines += [f"  {c['kind']:<14} {c['state']:<18} {c['url']}" for c in found["cases"]]
    return "\n".join(lines)
