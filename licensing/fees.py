"""What an application costs, and amounts of money to the currency's own decimals (JOD has three).

`assess` is asked by the catalogue and the finder (an estimate), by an application's pages, and by
`licensing.granting` when an application is approved: then its lines are written on the invoice.
The arithmetic is in `licensing.fee_schedule`, the words in `licensing.fee_words`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice, product
from typing import Any

from babel.numbers import get_currency_precision
from django.utils.translation import gettext as _

from licensing import fee_schedule, fee_words, questions
from licensing.models.application_states import Aim
from licensing.questions import in_words as words
from workflow import wording

# Amounts are stored with as many decimals as any currency has (ISO 4217: four).
PLACES = 4


def decimals(currency: str) -> int:
    """Return how many decimals the currency has (ISO 4217 alpha code)."""
    return int(get_currency_precision(currency))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Return `amount` in whole units of the currency's smallest coin, halves up."""
    return amount.quantize(Decimal(1).scaleb(-decimals(currency)), rounding=ROUND_HALF_UP)


def plain(amount: Decimal, currency: str) -> str:
    """Return the amount as the trail writes it: "75.500 JOD"."""
    return f"{rounded(amount, currency):f} {currency}"


# At most so many combinations of answers are tried for the least that something costs.
MOST_WAYS = 200
# What depends on the answers.
VARYING = (fee_schedule.SLABS, fee_schedule.PER_UNIT)


@dataclass(frozen=True)
class Line:
    """A line of an invoice in both languages: what it is for and how it was computed."""

    key: str
    kind: str
    label: dict[str, str]
    how: dict[str, str]
    amount: Decimal

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return {**vars(self), "amount": f"{self.amount:f}"}


@dataclass(frozen=True)
class Assessment:
    """What is owed for an application, and how it comes about."""

    lines: list[Line]
    total: Decimal
    currency: str

    @property
    def is_free(self) -> bool:
        """Whether nothing is owed."""
        return self.total == 0

    def stored(self) -> list[dict[str, Any]]:
        """Its lines, as an invoice keeps them."""
        return [line.stored() for line in self.lines]


def assess(
    version: Any,
    *,
    aim: str,
    answers: Mapping[str, Any],
    company: Any = None,
    days_late: int = 0,
    on: date | None = None,
) -> Assessment:
    """Return what this version asks for an application with this aim and these answers.

    `company` may be missing (an estimate for anybody). `days_late` counts for renewals. Answers
    to questions that are not asked, given the others, count as none. `on` is kept for schedules
    that change with the calendar; none does today.
    """
    idle = questions.skipped(version.questions, dict(answers))
    given = fee_schedule.Given(
        aim=str(aim),
        values={name: value for name, value in answers.items() if name not in idle},
        size=str(getattr(company, "size", "") or ""),
        months=version.term_months,
        days_late=days_late,
    )
    found = fee_schedule.lines(
        version.fees or {}, given, lambda amount: rounded(amount, version.currency)
    )
    lines = [_in_both(line, version.currency) for line in found]
    total = rounded(fee_schedule.total(found), version.currency)
    return Assessment(lines, total, version.currency)


def _in_both(line: fee_schedule.Line, currency: str) -> Line:
    return Line(
        key=line.key,
        kind=line.kind,
        label=fee_words.pair(lambda: words(line.row.get("label"))),
        how=fee_words.pair(lambda: fee_words.how(line, currency)),
        amount=line.amount,
    )


def of_application(case: Any, answers: Mapping[str, Any] | None = None) -> Assessment:
    """Return what an application costs under the version it pins, with its answers as they are
    (or with these, not saved yet)."""
    return assess(
        case.version,
        aim=case.aim,
        answers=case.answers if answers is None else answers,
        company=case.company,
        days_late=case.days_late,
    )


def computation(lines: list[dict[str, Any]], total: Decimal, currency: str) -> dict[str, Any]:
    """Return stored lines as a table (parts/table.html) that ends with their sum."""
    return {
        "title": _("How it was computed"),
        "columns": [
            _("For"),
            _("How"),
            {"label": _("Amount (%(currency)s)") % {"currency": currency}, "numeric": True},
        ],
        "rows": shown(lines, currency),
        "foot": [_("Total"), "", wording.amount(total, currency)],
    }


def shown(lines: list[dict[str, Any]], currency: str) -> list[list[str]]:
    """Return stored lines for a table in the reader's language: what for, how, how much."""
    return [
        [
            words(line["label"]),
            words(line["how"]),
            wording.amount(Decimal(line["amount"]), currency),
        ]
        for line in lines
    ]


def lowest(version: Any, aim: str = "new") -> tuple[Decimal, bool]:
    """Return what it costs at least, and whether it costs everybody just that.

    Figures count as nothing; of the answers that a row depends on, the cheapest is taken.
    """
    schedule, currency = version.fees or {}, version.currency
    rows = [row for row in schedule.get("rows") or [] if aim in _aims(row)]
    names = dict.fromkeys(name for row in rows for name in row.get("when") or {})
    ways = [_answers_to(version.questions, name) for name in names]
    totals = set()
    for some in islice(product(*ways), MOST_WAYS):
        given = fee_schedule.Given(str(aim), dict(zip(names, some, strict=True)))
        about = replace(given, months=version.term_months)
        found = fee_schedule.lines(schedule, about, lambda amount: rounded(amount, currency))
        totals.add(rounded(fee_schedule.total(found), currency))
    varies = len(totals) > 1 or any(row["kind"] in VARYING for row in rows)
    return min(totals), not varies


def asks(version: Any, aim: str = "new") -> bool:
    """Whether anybody may have to pay anything."""
    amount, exact = lowest(version, aim)
    return bool(amount) or not exact


def _answers_to(schema: Mapping[str, Any], name: str) -> list[Any]:
    """What can be answered to a question that fees depend on."""
    asked = schema.get("properties", {}).get(name, {})
    options = list(asked.get("enum") or [])
    if asked.get("type") == "boolean":
        options = [True, False]
    return options if options and name in schema.get("required", []) else [*options, None]


def _aims(row: Mapping[str, Any]) -> Any:
    return row.get("aims") or fee_schedule.USUAL_AIMS


def in_words(version: Any, aim: str = "new") -> str:
    """The fee in a few words: an amount, from an amount on, or that there is none."""
    amount, exact = lowest(version, aim)
    if exact:
        return wording.money(amount, version.currency) if amount else _("No fee")
    if not amount:
        return _("Depends on your answers")
    return _("from %(amount)s") % {"amount": wording.money(amount, version.currency)}


def table(version: Any) -> dict[str, Any] | None:
    """Return a version's whole schedule for people: what for, how much, what one pays it for."""
    schedule = version.fees or {}
    rows = [
        [_named(row, version), fee_words.rule(row, version.currency), _aims_in_words(row)]
        for row in schedule.get("rows") or []
    ]
    if not rows:
        return None
    return {
        "title": _("Fees"),
        "columns": [_("Fee"), _("How much"), _("Paid for")],
        "rows": rows,
        "exemptions": [_exemption(row, version) for row in schedule.get("exemptions") or []],
    }


def in_detail(row: Mapping[str, Any], version: Any) -> str:
    """Return a row of the schedule, or an exemption, in one sentence for officers."""
    if "kind" not in row:
        said = _exemption(row, version)
        parts = [said["label"], said["share"], said["basis"]]
    else:
        asked = str(row.get("value", ""))
        known = (version.questions or {}).get("properties", {})
        counted = questions.label(version.questions, asked) if asked in known else ""
        rule = fee_words.rule(row, version.currency)
        parts = [_named(row, version), rule, counted, _aims_in_words(row)]
    return " · ".join(part for part in parts if part)


def _named(row: Mapping[str, Any], version: Any) -> str:
    """A row's name, with the answers that it depends on."""
    name, conditions = words(row.get("label")), fee_words.conditions(row, version.questions)
    return f"{name} · {conditions}" if conditions else name


def _aims_in_words(row: Mapping[str, Any]) -> str:
    labels = dict(Aim.choices)
    return wording.listing([str(labels[aim]) for aim in _aims(row) if aim in labels])


def _exemption(row: Mapping[str, Any], version: Any) -> dict[str, str]:
    share = fee_words.percent(fee_schedule.figure(row.get("percent")))
    rows = {one["key"]: one for one in (version.fees or {}).get("rows") or []}
    of = [words(rows[key]["label"]) for key in row.get("rows") or [] if key in rows]
    if of:
        share = _("%(percent)s of: %(fees)s") % {"percent": share, "fees": wording.listing(of)}
    return {"label": _named(row, version), "share": share, "basis": words(row.get("basis"))}
