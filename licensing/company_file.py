"""What a company has given already, that may stand for a document of an application.

A document of a licence type says what of the company's file is as good ("credential:tax",
"document:register_extract"). The applicant chooses it, and nothing is uploaded twice.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.attach import attachments_of
from documents.models import Attachment, StoredFile
from licensing.questions import Document
from vendors import credentials
from vendors.models.credential import CredentialType
from vendors.terms import last_day
from vendors.uses import CREDENTIAL, PURPOSES
from workflow import wording

OF_CREDENTIAL, OF_REGISTRATION = "credential", "document"


@dataclass(frozen=True)
class Kept:
    """One file of the company's: `key` is what the form sends, `until` its last valid day."""

    key: str
    label: str
    attachment: Attachment
    until: date | None = None

    @property
    def file(self) -> StoredFile:
        """The file itself, under the name it was given."""
        stored = self.attachment.file
        stored.given_name = self.attachment.name
        return stored


def sources() -> list[tuple[str, Any]]:
    """What of a company's file a document can be mapped to, for the officer who chooses."""
    found = [("", gettext_lazy("Nothing: it is always uploaded"))]
    found += [(f"{OF_REGISTRATION}:{key}", label) for key, label in PURPOSES.items()]
    return found + [(f"{OF_CREDENTIAL}:{value}", label) for value, label in CredentialType.choices]


def knows(source: str) -> bool:
    """Whether this is something of a company's file."""
    return source in {key for key, _label in sources()}


def offers(company: Any, documents: list[Document], day: date) -> dict[str, list[Kept]]:
    """What the company could use for each document on a day, by the document's key."""
    wanted = [document for document in documents if document.reuse]
    if not wanted or company is None or company.pk is None:
        return {}
    kept = [*_credentials(company, wanted, day), *_papers(company)]
    return {
        document.key: [one for source, one in kept if source == document.reuse]
        for document in wanted
    }


def _credentials(company: Any, wanted: list[Document], day: date) -> list[tuple[str, Kept]]:
    types = [d.reuse.partition(":")[2] for d in wanted if d.reuse.startswith(OF_CREDENTIAL)]
    if not types:
        return []
    usable = {c.pk: c for c in credentials.usable(company, day, types)}
    rows = Attachment.objects.filter(
        kind="credential", case_id__in=list(usable), purpose=CREDENTIAL
    ).readable_from("company")
    found = []
    for row in rows.select_related("file"):
        credential = usable[row.case_id]
        until = last_day(credential.valid_until) if credential.valid_until else None
        label = str(credential.title)
        if until is not None:
            label = _("%(title)s, valid through %(day)s") % {
                "title": label, "day": wording.date_both(until),
            }  # fmt: skip
        kept = Kept(f"{OF_CREDENTIAL}:{row.pk}", label, row, until)
        found.append((f"{OF_CREDENTIAL}:{credential.type}", kept))
    return found


def _papers(company: Any) -> list[tuple[str, Kept]]:
    own = attachments_of(company).filter(purpose__in=list(PURPOSES)).readable_from("company")
    return [
        (
            f"{OF_REGISTRATION}:{row.purpose}",
            Kept(
                f"{OF_REGISTRATION}:{row.pk}",
                _("%(title)s: %(name)s") % {"title": PURPOSES[row.purpose], "name": row.name},
                row,
            ),
        )
        for row in own
    ]
