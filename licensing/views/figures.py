"""The annual figures of licensing, for everybody: charts, the tables behind them, and a download."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.lists.export import BOM, safe
from accounts.models import Agency
from licensing import figures
from licensing.figures import Figures, Spread
from licensing.models import LicenceType, Review
from licensing.models.application_states import State
from workflow import charts, wording

MOST = 12
SPREADS = ("total", "office", "applicant")


@require_safe
def figures_page(request: HttpRequest) -> HttpResponse:
    """The figures of one year, the latest unless the address names another."""
    years = figures.by_year()
    year = _year(request.GET.get("year", ""), years)
    found = figures.of_year(year) if year else {}
    names = _Names(found)
    if request.GET.get("download") == "csv" and year:
        return _download(year, found, names)
    context = {
        "year": year,
        "years": [int(one.key) for one in years],
        "stats": _stats(found),
        "charts": _charts(found, names, years) if year else [],
        "tables": _tables(found, names) if year else [],
        "least": figures.LEAST,
        "crumbs": [
            {"label": _("Licence register"), "url": reverse("register")},
            {"label": _("Licensing in figures")},
        ],
    }
    return render(request, "licensing/figures.html", context)


def _year(asked: str, years: Sequence[Figures]) -> int | None:
    known = [one.key for one in years]
    if asked in known:
        return int(asked)
    return int(known[0]) if known else None


class _Names:
    """What groups are called, in the reader's language: a query for each kind of name."""

    def __init__(self, found: dict[str, list[Figures]]) -> None:
        types = [int(one.key) for one in found.get("type", [])]
        of_agencies = [*found.get("agency", []), *found.get("reviewer", [])]
        agencies = [int(one.key) for one in of_agencies]
        known = LicenceType.objects.filter(pk__in=types).prefetch_related("versions")
        self._names = {("type", str(kind.pk)): (kind.slug, str(kind)) for kind in known}
        for agency in Agency.objects.filter(pk__in=agencies):
            for kind_of in ("agency", "reviewer"):
                self._names[kind_of, str(agency.pk)] = (agency.code, agency.name)
        stages = [one.key for one in found.get("review", [])]
        for review in Review.objects.filter(key__in=stages).order_by("key", "-pk").distinct("key"):
            self._names["review", review.key] = (review.key, review.title)
        for state in State:
            self._names["stage", state.value] = (state.value, str(state.label))

    def of(self, one: Figures) -> str:
        """The name of a group."""
        return self._names.get((one.kind, one.key), (one.key, one.key))[1]

    def code(self, one: Figures) -> str:
        """Its short name."""
        return self._names.get((one.kind, one.key), (one.key, one.key))[0]


def _days(value: float | None) -> str:
    return "—" if value is None else wording.number(round(value, 1))


def _share(value: float | None) -> str:
    if value is None:
        return "—"
    return _("%(number)s %%") % {"number": wording.number(round(value * 100, 1))}


def _count(one: Figures) -> str:
    if one.is_few:
        return _("fewer than %(least)s") % {"least": figures.LEAST}
    return f"{one.decided:,}"


def _stats(found: dict[str, list[Figures]]) -> list[dict[str, Any]]:
    if not found.get("all"):
        return []
    one = found["all"][0]
    stats = [
        {"label": _("Applications decided"), "value": _count(one)},
        {
            "label": _("Working days to a decision"),
            "value": _days(one.total.mean),
            "note": _("5 % trimmed mean"),
        },
        {"label": _("Decided within the promised time"), "value": _share(one.within)},
        {"label": _("Complete at the first attempt"), "value": _share(one.complete)},
    ]
    by_rule = found.get("by_rule", [])
    if by_rule:
        stats.append({"label": _("Granted at once, by rule"), "value": _count(by_rule[0])})
    return stats


def _charts(
    found: dict[str, list[Figures]], names: _Names, years: Sequence[Figures]
) -> list[dict[str, Any]]:
    made = []
    for kind, title, heading in (
        ("type", _("Working days by licence type"), _("Licence type")),
        ("agency", _("Working days by agency"), _("Agency")),
    ):
        rows = [
            (names.of(one), [round(one.office.mean or 0, 1), round(one.applicant.mean or 0, 1)])
            for one in found[kind]
            if not one.is_few
        ][:MOST]
        series = [_("Authority's time"), _("Applicant's time")]
        note = _("5 % trimmed mean. The applicant's time includes payment after the decision.")
        if rows:
            made.append(charts.bars(title, heading, series, rows, note=note))
    for kind, title, heading, note in (
        (
            "stage",
            _("Working days by stage"),
            _("Stage"),
            _("5 % trimmed mean of the working days spent in each stage before the decision."),
        ),
        (
            "reviewer",
            _("Working days of a review, by agency"),
            _("Agency"),
            _("5 % trimmed mean of the working days an agency took for its review."),
        ),
    ):
        stages = [
            (names.of(one), [round(one.total.mean or 0, 1)])
            for one in found[kind]
            if not one.is_few
        ]
        if stages:
            made.append(charts.bars(title, heading, [_("Working days")], stages, note=note))
    shares = [
        (names.of(one), [round(100 * (one.within or 0), 1)])
        for one in found["type"]
        if not one.is_few
    ][:MOST]
    if shares:
        note = _("Of each hundred applications, those on which the authority kept its time.")
        title = _("Decided within the promised time")
        made.append(charts.bars(title, _("Licence type"), [_("Per hundred")], shares, note=note))
    past = [(one.key, round(one.total.mean or 0, 1)) for one in reversed(years) if not one.is_few]
    if len(past) > 1:
        title = _("Working days to a decision, year by year")
        made.append(charts.columns(title, _("Year"), _("Working days"), past[-MOST:]))
    return made


def _tables(found: dict[str, list[Figures]], names: _Names) -> list[dict[str, Any]]:
    """For each kind of group what decisions took; for types and agencies whose time it was."""
    kinds = (
        ("type", _("By licence type"), _("By licence type: whose time it was"), _("Licence type")),
        ("agency", _("By agency"), _("By agency: whose time it was"), _("Agency")),
        ("stage", _("By stage"), "", _("Stage")),
        ("review", _("Reviews by stage"), "", _("Stage")),
        ("reviewer", _("Reviews by agency"), "", _("Agency")),
    )
    made = []
    for kind, title, whose, heading in kinds:
        if kind in figures.REVIEWS and not found[kind]:
            continue
        columns = _took_columns() if whose else _stage_columns()
        made.append(_table(title, heading, found[kind], names, _took, columns))
        if whose:
            made.append(_table(whose, heading, found[kind], names, _whose, _whose_columns()))
    return made


def _table(
    title: str, heading: str, rows: list[Figures], names: _Names, cells: Any, columns: list[str]
) -> dict[str, Any]:
    return {
        "title": title,
        "columns": [heading, *({"label": label, "numeric": True} for label in columns)],
        "rows": [[names.of(one), *cells(one)][: len(columns) + 1] for one in rows],
    }


def _stage_columns() -> list[str]:
    return [_("Applications"), _("Trimmed mean"), _("Median"), _("90th percentile")]


def _took_columns() -> list[str]:
    shares = [_("Within the promised time"), _("Complete at the first attempt")]
    return [*_stage_columns(), *shares]


def _whose_columns() -> list[str]:
    return [
        _("Authority: trimmed mean"),
        _("Authority: median"),
        _("Authority: 90th percentile"),
        _("Applicant: trimmed mean"),
        _("Applicant: median"),
        _("Applicant: 90th percentile"),
    ]


def _took(one: Figures) -> list[str]:
    return [_count(one), *_in_days(one.total), _share(one.within), _share(one.complete)]


def _whose(one: Figures) -> list[str]:
    return [*_in_days(one.office), *_in_days(one.applicant)]


def _in_days(spread: Spread) -> list[str]:
    return [_days(value) for value in (spread.mean, spread.median, spread.ninetieth)]


def _download(year: int, found: dict[str, list[Figures]], names: _Names) -> HttpResponse:
    """All groups as CSV: the numbers plain, columns by names that stay."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    figures_of = [
        f"{name}_{what}" for name in SPREADS for what in ("trimmed_mean", "median", "p90")
    ]
    writer.writerow(
        [
            "year",
            "group",
            "code",
            "name",
            "decided",
            *figures_of,
            "within_promised",
            "complete_first",
        ]
    )
    for kind in ("all", "type", "agency", "stage", "review", "reviewer", "by_rule"):
        for one in found[kind]:
            spreads: list[Spread] = [getattr(one, name) for name in SPREADS]
            numbers = [v for s in spreads for v in (s.mean, s.median, s.ninetieth)]
            decided = f"<{figures.LEAST}" if one.is_few else str(one.decided)
            texts = [safe(names.code(one)), safe(names.of(one)), decided]
            shares = [one.within, one.complete]
            writer.writerow([year, kind, *texts, *map(_plain, [*numbers, *shares])])
    answer = HttpResponse(BOM + lines.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="licensing-{year}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")
