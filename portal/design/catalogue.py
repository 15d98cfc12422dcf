"""Which components there are: their names, what they are for, how a page uses them, and their
states. The names are those of the GOV.UK Design System where it has one.

A state is a template under `templates/design/examples/` (or a part that the site itself uses)
with the context that `examples` makes for it; the page shows each in English and in Arabic.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.design import examples as ex
from portal.design import fields


@dataclass(frozen=True)
class State:
    """One state of a component: its name, its template, and what the template is given."""

    label: Any
    template: str
    context: Callable[[str], dict[str, Any]] = lambda _mark: {}
    wide: bool = False  # one under the other instead of side by side


@dataclass(frozen=True)
class Component:
    """A component. `use` is what a page's template or code writes to have it."""

    name: str
    title: Any
    purpose: Any
    use: str
    states: tuple[State, ...]


def _own(name: str) -> str:
    return f"design/examples/{name}.html"


def _field(name: str, label: Any, **options: Any) -> State:
    return State(label, "design/examples/field.html", fields.example(name, **options))


NORMAL, HINT, WRONG, OFF = _("Empty"), _("With a hint"), _("With an error"), _("Cannot be changed")

GROUPS: tuple[tuple[Any, tuple[Component, ...]], ...] = (
    (
        _("Foundations"),
        (
            Component(
                "colour",
                _("Colour"),
                _("One green for what can be done, gold sparingly for seals and warnings."),
                "color: var(--ink-2); background: var(--card)",
                (State(_("The palette"), _own("colours"), ex.colours, wide=True),),
            ),
            Component(
                "type",
                _("Type"),
                _("IBM Plex Sans Arabic in both scripts; Arabic a little larger, with more room."),
                "font-size: var(--h2)",
                (State(_("The scale"), _own("type"), ex.type_scale),),
            ),
            Component(
                "space",
                _("Space, corners and shadows"),
                _("Eight steps of space; three radii; shadows that only lift what can be used."),
                "padding: var(--s4); border-radius: var(--r)",
                (State(_("The steps"), _own("space"), ex.spaces),),
            ),
            Component(
                "icon",
                _("Icon"),
                _("Lucide icons, silent to screen readers; arrows turn with the direction."),
                '{% icon "arrow-right" turn=True %}',
                (State(_("Some of them"), _own("icons"), ex.icons),),
            ),
            Component(
                "mark",
                _("Mark"),
                _("The scales, on green or in green; never stretched, never recoloured."),
                '{% include "parts/mark.html" %}',
                (State(_("On green and on paper"), _own("mark")),),
            ),
        ),
    ),
    (
        _("Acting"),
        (
            Component(
                "button",
                _("Button"),
                _("One primary button a page. Its words say what happens: Submit the application."),
                '<button class="button secondary" type="submit">',
                (State(_("All kinds"), _own("buttons")),),
            ),
            Component(
                "details",
                _("Details"),
                _("What only some readers need, folded away."),
                '<details class="details"><summary>…</summary><div>…</div></details>',
                (State(_("Folded"), _own("details")), State(_("Open"), _own("details_open"))),
            ),
            Component(
                "tabs",
                _("Tabs"),
                _("Views of the same thing that have their own address."),
                '<ul class="tabs"><li><a aria-current="page">',
                (State(_("The second is shown"), _own("tabs")),),
            ),
        ),
    ),
    (
        _("Telling"),
        (
            Component(
                "notification-banner",
                _("Notification banner"),
                _("Says what just happened, or what concerns the whole page."),
                '{% include "parts/notification.html" with tone="ok" text=… %}',
                tuple(
                    State(label, "parts/notification.html", ex.notification(tone))
                    for label, tone in (
                        (_("Done"), "ok"),
                        (_("To know"), "info"),
                        (_("Careful"), "warn"),
                        (_("Failed"), "stop"),
                    )
                ),
            ),
            Component(
                "error-summary",
                _("Error summary"),
                _("On top of the page after a refused form; each line leads to its field."),
                '{% include "parts/error_summary.html" %}',
                (State(_("Two errors"), _own("error_summary"), fields.refused),),
            ),
            Component(
                "inset-text",
                _("Inset text"),
                _("A remark that stands out of the text."),
                '<div class="inset warn">',
                (State(_("Plain, careful, stopped"), _own("inset")),),
            ),
            Component(
                "tag",
                _("Tag"),
                _("The state of a case, in the reader's own words."),
                "{% tag label tone %}",
                (State(_("Five tones"), _own("tags")),),
            ),
            Component(
                "empty-state",
                _("Empty state"),
                _("Says why there is nothing, and what to do."),
                '{% include "parts/empty.html" %}',
                (State(_("With a way on"), "parts/empty.html", ex.empty),),
            ),
            Component(
                "statistic",
                _("Statistic"),
                _("A figure with what it counts; red only when somebody has to act."),
                '{% include "parts/stats.html" with stats=… %}',
                (State(_("Plain, careful, late"), "parts/stats.html", ex.stats),),
            ),
            Component(
                "chart",
                _("Chart with its table"),
                _(
                    "The picture is drawn from the table's own rows; who cannot see it loses nothing."
                ),
                '{% include "parts/chart.html" with chart=charts.bars(…) %}',
                (
                    State(_("Bars"), "parts/chart.html", ex.bars),
                    State(_("Bars in parts"), "parts/chart.html", ex.parts),
                    State(_("Columns over time"), "parts/chart.html", ex.columns),
                ),
            ),
        ),
    ),
    (
        _("Asking"),
        (
            Component(
                "text-input",
                _("Text input"),
                _("As wide as what is expected. The label stands above and stays."),
                "forms.CharField(label=…, help_text=…)",
                (
                    _field("text", NORMAL),
                    _field("text", HINT, hint=True, value=True),
                    _field("text", WRONG, wrong=True),
                    _field("text", OFF, disabled=True, value=True),
                    _field("textarea", _("Several lines")),
                    _field("email", _("E-mail, always from left to right"), value=True),
                ),
            ),
            Component(
                "number-input",
                _("Number input"),
                _("Digits of either script; no arrows that change a number by accident."),
                "forms.IntegerField(label=…)",
                (_field("number", NORMAL), _field("number", WRONG, wrong=True)),
            ),
            Component(
                "date-input",
                _("Date input"),
                _("Three numbers, or picked; the Hijri day stands below."),
                "DayField(label=…), MomentField(label=…)",
                (
                    _field("date", NORMAL),
                    _field("date", _("Filled in"), value=True),
                    _field("date", WRONG, wrong=True),
                    _field("moment", _("With the hour"), value=True),
                ),
            ),
            Component(
                "money-input",
                _("Money input"),
                _("With its currency, to the currency's own decimals."),
                "MoneyField(currency=…, label=…)",
                (
                    _field("money", NORMAL),
                    _field("money", _("Filled in"), value=True),
                    _field("money", WRONG, wrong=True),
                ),
            ),
            Component(
                "radios",
                _("Radios"),
                _("One of a few, all in sight."),
                "forms.ChoiceField(widget=forms.RadioSelect)",
                (_field("radios", NORMAL), _field("radios", WRONG, wrong=True)),
            ),
            Component(
                "checkboxes",
                _("Checkboxes"),
                _("Any number of a few; a long list is filtered as one types."),
                "forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)",
                (
                    _field("checkboxes", NORMAL),
                    _field("agree", _("A single one")),
                    _field("many", _("A long list"), value=True),
                ),
            ),
            Component(
                "select",
                _("Select"),
                _("One of more than a few; from a dozen on it is searched by typing."),
                "forms.ChoiceField(label=…)",
                (
                    _field("select", NORMAL),
                    _field("long_select", _("A long list, searched by typing")),
                    _field("select", WRONG, wrong=True),
                ),
            ),
            Component(
                "file-upload",
                _("File upload"),
                _("Several files, listed before they are sent, each removable; nothing is lost."),
                "UploadField(use=…, multiple=True, label=…)",
                (_field("documents", NORMAL), State(_("On its way"), _own("upload"))),
            ),
            Component(
                "repeating-rows",
                _("Repeating rows"),
                _("As many as are needed; added and removed without losing the others."),
                "formset_classes = {…}",
                (State(_("Two rows"), "forms/formset.html", fields.rows),),
            ),
        ),
    ),
    (
        _("Lists and facts"),
        (
            Component(
                "summary-list",
                _("Summary list"),
                _("Facts: what it is, and its value; a dash where there is none."),
                '{% include "parts/summary_list.html" with rows=… %}',
                (State(_("Facts"), "parts/summary_list.html", ex.facts),),
            ),
            Component(
                "task-list",
                _("Task list"),
                _("The parts of something long, each with how far it is."),
                '<ul class="task-list">',
                (State(_("Half done"), _own("task_list")),),
            ),
            Component(
                "table",
                _("Table"),
                _("Numbers at the end and in line; a wide one scrolls inside itself."),
                '{% include "parts/table.html" with table=… %}',
                (
                    State(_("With a total"), "parts/table.html", ex.table),
                    State(_("Too wide"), "parts/table.html", ex.wide_table),
                    State(_("Nothing in it"), "parts/table.html", ex.empty_table),
                ),
            ),
            Component(
                "documents",
                _("Documents and papers"),
                _("Files with what they are; papers with how they stand."),
                '{% include "parts/papers.html" %}',
                (
                    State(_("Documents"), "parts/documents.html", ex.documents),
                    State(_("Papers"), "parts/papers.html", ex.papers),
                ),
            ),
            Component(
                "pagination",
                _("Pagination"),
                _("On from the last row shown, however the list has changed meanwhile."),
                '{% include "parts/pagination.html" %}',
                (State(_("In the middle"), "parts/pagination.html", ex.pages),),
            ),
            Component(
                "breadcrumbs",
                _("Breadcrumbs"),
                _("The way back."),
                'context["crumbs"]',
                (State(_("Three steps"), "parts/crumbs.html", ex.crumbs),),
            ),
        ),
    ),
    (
        _("The case"),
        (
            Component(
                "case-header",
                _("Case header"),
                _("State, number and name."),
                '{% include "case/header.html" %}',
                (State(_("A tender"), "case/header.html", ex.case),),
            ),
            Component(
                "step-progress",
                _("Step progress"),
                _("Where the case stands on its way; on a phone only the present step is named."),
                '{% include "parts/steps.html" %}',
                (State(_("In the third of five"), "parts/steps.html", ex.steps),),
            ),
            Component(
                "what-happens-next",
                _("What happens next"),
                _("What comes, by when, what one can do now, and why not yet the rest."),
                '{% include "case/now.html" %}',
                (
                    State(_("In time"), "case/now.html", ex.now, wide=True),
                    State(_("Late"), "case/now.html", ex.late, wide=True),
                    State(_("The clock is stopped"), "case/now.html", ex.paused, wide=True),
                ),
            ),
            Component(
                "timeline",
                _("Timeline"),
                _("What happened, newest first, in the reader's words."),
                '{% include "parts/timeline.html" %}',
                (State(_("Three events"), "parts/timeline.html", ex.history),),
            ),
        ),
    ),
)


def every() -> list[Component]:
    """Return all components, in the order of the catalogue."""
    return [component for _title, components in GROUPS for component in components]
