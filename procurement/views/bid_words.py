"""What the scripts of the page of a bid say to its bidder, in the reader's language."""

from django.utils.translation import gettext as _

from procurement.models.requirements import Envelope
from procurement.sealwords import ENVELOPES, REASONS


def kind_in_words(kind: str) -> str:
    """The name of an envelope, as a title."""
    return str(ENVELOPES[kind]) if kind == "single" else str(Envelope(kind).label)


def words() -> dict[str, str]:
    """Sentences by name, with places as %(name)s; reasons of refusals by their codes."""
    reasons = {code: str(text) for code, text in REASONS.items()}
    kinds = {kind: kind_in_words(kind) for kind in ENVELOPES}
    return reasons | kinds | _writing() | _keeping() | _sharing() | _sending()


def _writing() -> dict[str, str]:
    return {
        "price": _("Item %(item)s: give a price with at most %(decimals)s decimals."),
        "noDocument": _("Choose a file for this document: %(title)s"),
        "noAnswer": _("Say whether you meet this: %(title)s"),
        "large": _("The documents have more than 200 MB together."),
        "many": _("There are more than 199 documents."),
        "empty": _("%(name)s is an empty file."),
        "declaration": _("A bid needs the declaration."),
        "total": _("Total"),
        "documents": _("Documents"),
        "other": _("Other documents"),
        "note": _("Note to the agency"),
        "met": _("Yes, we meet it"),
        "notMet": _("No, we do not meet it"),
        "kb": _("%(size)s KB"),
        "mb": _("%(size)s MB"),
        "fetching": _("Fetching the document…"),
        "notFetched": _("The document could not be fetched. This needs a connection."),
        "unsupported": _(
            "This browser cannot seal bids. Use a current version of Firefox, Chrome, Edge or "
            "Safari."
        ),
        "unexpected": _("Something went wrong in this page. What you wrote is kept; reload it."),
    }


def _keeping() -> dict[str, str]:
    return {
        "kept": _("Kept in this browser on %(time)s."),
        "givenBack": _("What you wrote here until %(time)s is back."),
        "notKept": _(
            "This browser cannot keep everything: when the page is left, what is not handed in "
            "may be gone."
        ),
        "discard": _("Discard everything you wrote and chose for this bid in this browser?"),
        "discarded": _("Discarded."),
        "elsewhere": _(
            "This bid is open in another window of this browser. Go on there, or close it and "
            "reload this page."
        ),
        "tenderChanged": _(
            "The tender was changed since you sealed the bid. Look through it, then seal it anew."
        ),
        "changed": _(
            "A file is not what it was when it was sealed. Check the bid and seal it anew."
        ),
        "unreadable": _("The file cannot be read any more. Change the bid and choose it again."),
    }


def _sharing() -> dict[str, str]:
    return {
        "busy": _("One moment…"),
        "unlocked": _("Your key is unlocked until you leave this page."),
        "unlockFirst": _("Unlock your key first."),
        "newer": _("%(name)s saved a draft for your company on %(time)s."),
        "taken": _("This is now the draft that %(name)s saved on %(time)s."),
        "shared": _("Saved for your colleagues on %(time)s. Keys that can read it: %(count)s."),
        "notShared": _("Not saved for your colleagues: the site cannot be reached."),
    }


def _sending() -> dict[str, str]:
    return {
        "seal": _("Seal and hand in"),
        "goOn": _("Go on sending"),
        "sending": _("Sealing and sending %(name)s (%(percent)s of all)"),
        "sent": _("%(name)s is sealed and sent (%(percent)s of all)"),
        "failed": _("%(name)s could not be sent: %(reason)s"),
        "handing": _("Handing in the sealed bid"),
        "signedOut": _(
            "You are signed out here. Sign in again, then come back to this page: everything is "
            "kept."
        ),
        "refused": _("The site did not take it."),
        "differs": _("The site states another fingerprint than the one sealed. Ask the agency."),
        "copy": _("Copy of a sealed bid. Nobody but you can read this before the opening."),
        "fingerprint": _("Fingerprint, as the receipt states it: %(digest)s"),
        "whole": _("The folder is whole. It is being sent."),
        "noHeader": _("Choose all files of the folder, header.json among them."),
        "noPart": _("A part is missing: choose all files of the folder."),
    }
