"""What the check of an import has to say, in sentences for people, in the reader's language.

Kept as [code, values] beside each row, so that the report reads well in both languages.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from licensing.models.import_states import Verdict

Note = list[Any]

ERRORS: dict[str, Any] = {
    "missing": _("“%(column)s” is empty."),
    "too_long": _("“%(column)s” is longer than %(most)s characters."),
    "no_day": _("“%(value)s” in “%(column)s” is no day as the file was said to write them."),
    "type_unknown": _("Your agency has no licence type “%(value)s”."),
    "type_not_active": _("The licence type “%(value)s” was never in force."),
    "state_unknown": _("“%(value)s” is no state of a licence."),
    "holder_missing": _("The holder has neither a registration number nor a name."),
    "number_malformed": _("“%(value)s” cannot be a registration number."),
    "ends_before": _("The last valid day lies before the first."),
    "anchor_after": _("The first day of all lies after the day from which it is valid."),
    "reasons_missing": _("A suspended or revoked licence needs its reasons: they are published."),
    "twice": _("The same number stands in line %(line)s already."),
    "second": _("Its holder has such a licence already, and may hold only one."),
    "second_in_file": _("Line %(line)s gives this holder such a licence; only one may be held."),
    "refused": _("The database refused the row: %(reason)s"),
    # Of the file as a whole.
    "no_table": _("The file has no table that can be read."),
    "no_header": _("The first row must name the columns. Missing: %(columns)s."),
    "column_twice": _("The column “%(column)s” stands in the file twice."),
    "too_many_rows": _("The file has more than %(most)s rows. Divide it."),
    "not_utf8": _("The text is not in UTF-8. Save the file as “CSV UTF-8”, or as XLSX."),
    "too_much_text": _("The sheet holds too much text. Divide it, or save it as “CSV UTF-8”."),
    "damaged": _("The file is damaged and cannot be read to its end."),
}
WARNINGS: dict[str, Any] = {
    "holder_unknown": _(
        "The registry does not know this holder. It is entered as an imported company until it "
        "registers."
    ),
    "holder_named": _("The registry calls the holder with this number “%(name)s”."),
    "is_over": _("It is over: it is entered as expired."),
    "still_runs": _("It is entered as expired although its last day lies ahead."),
    "very_long": _("It is valid for more than thirty years."),
    "isic_malformed": _("“%(value)s” is no code of ISIC Rev. 4 and is left out."),
    "column_unknown": _("The column “%(column)s” is not known and is left out."),
}
OTHER: dict[str, Any] = {
    "known": _("This number was imported before (%(batch)s)."),
    # Why a licence could not be taken back.
    "in_the_way_application": _("Stays: there is an application about it."),
    "in_the_way_act": _("Stays: somebody has acted on it since."),
    "in_the_way_refused": _("Stays: %(reason)s"),
}
WORDS = {**ERRORS, **WARNINGS, **OTHER}


def sentence(note: Sequence[Any]) -> str:
    """One note in words."""
    code, values = note[0], dict(note[1]) if len(note) > 1 else {}
    return str(WORDS[code]) % {name: str(value) for name, value in values.items()}


def sentences(notes: Sequence[Sequence[Any]]) -> str:
    """All notes of a row, one after the other."""
    return " ".join(sentence(note) for note in notes)


def verdict_of(notes: Sequence[Sequence[Any]]) -> str:
    """What these notes make of a row."""
    codes = {note[0] for note in notes}
    if codes & set(ERRORS):
        return str(Verdict.ERROR)
    if "known" in codes:
        return str(Verdict.KNOWN)
    return str(Verdict.WARNING if codes & set(WARNINGS) else Verdict.FINE)
