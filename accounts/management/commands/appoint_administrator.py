"""Appoints the first administrator of an agency, making the agency and the person if need be.

For the operator of a new installation: `bin/manage appoint_administrator EMAIL --name NAME
--agency CODE --agency-ar NAME --agency-en NAME`. Run twice it changes nothing. Further people
are invited on the site.
"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import agencies, invitations, people
from accounts.duties import Unable
from accounts.models import Agency, Role


class Command(BaseCommand):
    help = "Appoint an administrator of an agency, and make the agency if there is none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--language", choices=[c for c, _n in settings.LANGUAGES], default="ar")
        parser.add_argument("--agency", required=True, help="its code")
        parser.add_argument("--agency-ar", default="", help="its name in Arabic, if it is new")
        parser.add_argument("--agency-en", default="", help="its name in English, if it is new")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                invited = self._appoint(options)
        except Unable as refused:
            raise CommandError(refused.text) from refused
        agency = invited.membership.agency
        self.stdout.write(f"{invited.person.email} is an administrator of {agency.code}.")
        if invited.needs_password:
            if invitations.send(invited.person, invited.membership):
                self.stdout.write("The invitation with a link for choosing a password was sent.")
            else:
                self.stdout.write(
                    "The invitation could not be sent; “Forgotten your password?” works too."
                )

    def _appoint(self, options: dict[str, Any]) -> people.Invited:
        agency = Agency.objects.filter(code=options["agency"]).first()
        if agency is None:
            names = options["agency_ar"], options["agency_en"]
            if not all(names):
                raise CommandError("a new agency needs --agency-ar and --agency-en")
            agency = agencies.add(
                None, options["agency"], by=None, name_ar=names[0], name_en=names[1]
            )
        return people.invite(
            options["email"],
            options["name"],
            options["language"],
            Role.ADMINISTRATOR,
            agency,
            by=None,
        )
