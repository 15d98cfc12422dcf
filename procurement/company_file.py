"""What a company has given already and need not be asked for again: its credentials' documents
and those of its registration. The page of a bid offers them beside every required document.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from documents.attach import attachments_of
from documents.models import Attachment
from vendors import credentials
from vendors.terms import last_day
from vendors.uses import CREDENTIAL, PURPOSES
from workflow import wording


@dataclass(frozen=True)
class Kept:
    """A document of the company's file: what it is, its name and size, and where it is fetched."""

    label: str
    name: str
    size: int
    url: str


def kept(company: Any, day: date) -> list[Kept]:
    """The documents that hold on a day, credentials first, for the company's own bidders."""
    usable = {credential.pk: credential for credential in credentials.usable(company, day)}
    rows = Attachment.objects.filter(
        kind="credential", case_id__in=list(usable), purpose=CREDENTIAL
    ).readable_from("company")
    files: dict[int, list[Attachment]] = {}
    for row in rows.select_related("file"):
        files.setdefault(row.case_id, []).append(row)
    found = [
        _kept(_credential(credential), row)
        for credential in usable.values()
        for row in files.get(credential.pk, [])
    ]
    own = attachments_of(company).filter(purpose__in=list(PURPOSES)).readable_from("company")
    return found + [_kept(str(PURPOSES[row.purpose]), row) for row in own]


def _credential(credential: Any) -> str:
    if credential.valid_until is None:
        return str(credential.title)
    # Stored is the first day without it; people are told the last one with it.
    last = wording.date_both(last_day(credential.valid_until))
    return _("%(title)s, valid through %(day)s") % {"title": credential.title, "day": last}


def _kept(label: str, row: Attachment) -> Kept:
    return Kept(label, row.name, row.file.size, row.get_absolute_url())
