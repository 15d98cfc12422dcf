"""Template tags and filters of the face: icons, money, dates, clocks, languages, form sections.

Every page loads this library (`{% load mizan %}`). Wording follows the reader's language, and
digits are Latin in both; nothing here reads the database.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.urls import translate_url
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lucide import _render_icon

from workflow import wording

register = template.Library()


# --- icons and direction ---------------------------------------------------------------


@lru_cache(maxsize=256)
def _icon(name: str, css: str) -> str:
    return _render_icon(name, None, aria_hidden="true", focusable="false", **{"class": css})


@register.simple_tag
def icon(name: str, turn: bool = False) -> SafeString:
    """A Lucide icon, silent to screen readers. `turn` mirrors arrows in right-to-left pages."""
    return mark_safe(_icon(name, "icon turn" if turn else "icon"))  # noqa: S308


PARENTHESES = re.compile(r"\(([^()<>]+)\)")
BETWEEN = " · "
NUMBER = re.compile(r"\b[A-Z]{1,3}-\d{4}-\d+\b")


@register.filter
def unbroken(value: Any) -> SafeString:
    """A sentence in which the numbers of cases (T-2026-000001) stay on one line."""
    text = conditional_escape(value)
    return mark_safe(NUMBER.sub(r'<bdi class="nowrap">\g<0></bdi>', text))  # noqa: S308


@register.filter
def bidi(value: Any) -> SafeString:
    """Isolate a name or number from the direction of the text around it.

    What stands in parentheses is isolated once more, so that مؤسسة الأفق (Al Ofoq Est.) keeps
    its full stop inside; and parts joined by a middle dot each on their own, so that
    "T-2026-000001 · سيارات" runs in the page's direction. Text that is already HTML is only
    wrapped.
    """
    if value is None or value == "":
        return SafeString("")
    if not isinstance(value, SafeString) and BETWEEN in str(value):
        return format_html_join(BETWEEN, "{}", ((bidi(x),) for x in str(value).split(BETWEEN)))
    text = conditional_escape(value)
    if not isinstance(value, SafeString):
        text = mark_safe(PARENTHESES.sub(r"(<bdi>\1</bdi>)", text))  # noqa: S308
        text = text if NUMBER.fullmatch(text) else unbroken(text)
    return format_html("<bdi>{}</bdi>", text)


@register.simple_tag(takes_context=True)
def site_of_page(context: template.Context) -> Any:
    """What the site says on every page; django-allauth's views hide it behind their own `site`."""
    for layer in context.dicts:
        found = layer.get("site")
        if found is not None and (isinstance(found, Mapping) or hasattr(found, "nav")):
            return found
    return context.get("site")


@register.simple_tag(takes_context=True)
def switch_language_url(context: template.Context, language: str) -> str:
    """This same page, query included, in another language."""
    request = context.get("request")
    if request is None:
        return f"/{language}/"
    path = _in_language(request.path, language)
    query: QueryDict = request.GET.copy()
    if "next" in query:
        query["next"] = _in_language(str(query["next"]), language)
    return f"{path}?{query.urlencode()}" if query else path


def _in_language(path: str, language: str) -> str:
    """The address of `path` in `language`; an address nobody serves keeps its own words."""
    translated = translate_url(path, language)
    current = get_language() or ""
    if translated == path and path.startswith(f"/{current}/"):
        return f"/{language}/{path.removeprefix(f'/{current}/')}"
    return translated


# --- money, numbers, sizes -------------------------------------------------------------


@register.filter
def money(amount: Decimal | int | str | None, currency: str = "") -> SafeString:
    """An amount with its currency, to the currency's own decimals (JOD has three)."""
    if amount in (None, ""):
        return SafeString("")
    return format_html('<bdi class="num">{}</bdi>', wording.money(Decimal(amount), currency))


@register.filter
def amount(value: Decimal | int | str | None, currency: str = "") -> SafeString:
    """An amount without its currency's name, for the columns of a table."""
    if value in (None, ""):
        return SafeString("")
    return format_html('<bdi class="num">{}</bdi>', wording.amount(Decimal(value), currency))


@register.filter
def file_size(size: int | None) -> str:
    """Bytes as people say them: 2.1 MB."""
    return "" if size is None else wording.file_size(int(size))


# --- dates and clocks ------------------------------------------------------------------


@register.filter
def date_both(value: date | datetime | None) -> SafeString:
    """A day in both calendars: 22 November 2026 · 12 Jumada al-Akhirah 1448 AH."""
    if value is None:
        return SafeString("")
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return format_html(
        '<time datetime="{}" class="num">{}</time>', day.isoformat(), wording.date_both(day)
    )


@register.filter
def day(value: date | datetime | None) -> SafeString:
    """A day in the Gregorian calendar alone."""
    if value is None:
        return SafeString("")
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return format_html(
        '<time datetime="{}" class="num">{}</time>', local.isoformat(), wording.date(local)
    )


@register.filter
def moment(value: datetime | None, style: str = "") -> SafeString:
    """A moment in the agency's zone, the zone named; style "short" or "long" (with weekday)."""
    if value is None:
        return SafeString("")
    return format_html(
        '<time datetime="{}" class="num">{}</time>',
        value.isoformat(),
        wording.moment(value, style),
    )


@register.filter
def remaining(due: datetime | date | None) -> str:
    """How long until (or since) a moment, in its two largest units; of a day, in days."""
    if due is None:
        return ""
    if isinstance(due, datetime):
        return wording.span(abs(due - timezone.now()))
    return wording.days(abs((due - timezone.localdate()).days))


@register.filter
def remaining_short(due: datetime) -> str:
    """How long until a moment in its largest unit alone: 12 days, 5 hours."""
    return wording.span(max(due - timezone.now(), timedelta()), units=1)


@register.filter
def is_near(due: datetime) -> bool:
    """Whether a moment is less than three days away."""
    return due - timezone.now() < timedelta(days=3)


@register.filter
def has_hour(due: datetime | date | None) -> bool:
    """Whether a deadline is a moment (and not a whole day)."""
    return isinstance(due, datetime)


@register.filter
def is_today(due: datetime | date | None) -> bool:
    """Whether a deadline is this very day."""
    if due is None:
        return False
    local = timezone.localtime(due).date() if isinstance(due, datetime) else due
    return local == timezone.localdate()


@register.simple_tag
def zone() -> str:
    """The city whose time every page shows."""
    return wording.zone_name()


@register.simple_tag
def now_iso() -> str:
    """The server's time, by which a page corrects a browser whose clock is wrong."""
    return timezone.now().isoformat()


# --- pages -----------------------------------------------------------------------------


@register.inclusion_tag("parts/tag.html")
def tag(label: str, tone: str = "info") -> dict[str, str]:
    """A state, in the reader's words."""
    return {"label": label, "tone": tone or "info"}


@register.filter
def column_label(column: Any) -> Any:
    """A list's column is a word, or a mapping with a label."""
    return column.get("label", "") if isinstance(column, Mapping) else column


@register.filter
def column_numeric(column: Any) -> bool:
    """Whether a list's column holds numbers."""
    return bool(column.get("numeric")) if isinstance(column, Mapping) else False


@register.filter
def zip_columns(cells: Iterable[Any], columns: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Each cell of a row with its column; a row may be longer or shorter than its header."""
    headers = list(columns or [])
    return [(cell, headers[i] if i < len(headers) else "") for i, cell in enumerate(cells or [])]


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """This page's query with some values changed; None removes one."""
    request = context.get("request")
    values = dict(request.GET.lists()) if request else {}
    for name, value in changes.items():
        values.pop(name, None)
        if value is not None:
            values[name] = [str(value)]
    return "?" + urlencode(values, doseq=True)


@register.filter
def pairs(mapping: Mapping[str, Any] | None) -> list[tuple[str, Any]]:
    """A mapping's pairs. In a template `mapping.items` would read its key "items" instead."""
    return list(mapping.items()) if mapping else []


# --- forms -----------------------------------------------------------------------------


@register.filter
def sections(form: BaseForm) -> list[dict[str, Any]]:
    """A form's visible fields under its own headings.

    A form may carry `fieldsets`: (title, names) pairs, or mappings with title, hint and fields.
    What no fieldset names comes last, under no heading.
    """
    visible = {field.name: field for field in form.visible_fields()}
    found: list[dict[str, Any]] = []
    for entry in getattr(form, "fieldsets", None) or []:
        title, hint, names = _read_fieldset(entry)
        fields = [visible.pop(name) for name in names if name in visible]
        if fields:
            found.append({"title": title, "hint": hint, "fields": fields})
    if visible:
        found.append({"title": "", "hint": "", "fields": list(visible.values())})
    return found


def _read_fieldset(entry: Any) -> tuple[Any, Any, Iterable[str]]:
    if isinstance(entry, Mapping):
        return entry.get("title", ""), entry.get("hint", ""), entry["fields"]
    title, names = entry
    return title, "", names["fields"] if isinstance(names, Mapping) else names


@register.filter
def error_target(field: BoundField) -> str:
    """The id an error link moves to: the first (wrong) input of several, or the field itself."""
    if is_group(field) and len(field):
        return field.subwidgets[0].id_for_label
    return field.id_for_label or field.auto_id


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether a field is a set of radio buttons or check boxes."""
    return field.widget_type in {"radioselect", "checkboxselectmultiple", "searchedboxes"}


@register.filter
def kept_files(field: BoundField) -> list[Any]:
    """Files already uploaded for this field, which a widget carries in its `kept`."""
    return list(getattr(field.field.widget, "kept", None) or [])


@register.filter
def joined(values: Iterable[Any]) -> str:
    """A list in the reader's own way of listing: a, b and c."""
    return wording.listing([str(value) for value in values])


@register.simple_tag(takes_context=True)
def show_panel(context: template.Context, panel: tuple[str, Mapping[str, Any]]) -> SafeString:
    """A room's own panel on a case page: its template, with its context over the page's."""
    name, extra = panel
    engine = context.template.engine if context.template else template.Engine.get_default()
    with context.push(**extra):
        return engine.get_template(name).render(context)


@register.filter
def all_errors(form: Any) -> list[dict[str, Any]]:
    """Every error of a form and of its repeating rows, with the id its link moves to."""
    if not form or not getattr(form, "is_bound", False):
        return []
    found = _errors_of(form)
    for formset in (getattr(form, "formsets", None) or {}).values():
        found += [
            {"text": error, "target": f"rows-{formset.prefix}", "label": ""}
            for error in formset.non_form_errors()
        ]
        for row in formset.forms:
            found += _errors_of(row)
    return found


def _errors_of(form: BaseForm) -> list[dict[str, Any]]:
    general = [{"text": error, "target": "", "label": ""} for error in form.non_field_errors()]
    beside = [
        {
            "text": error,
            "target": "" if field.is_hidden else error_target(field),
            "label": "" if field.is_hidden else field.label,
        }
        for field in form
        for error in field.errors
    ]
    return general + beside


@register.filter
def without_placeholders(form: BaseForm) -> BaseForm:
    """The form with no text inside its fields: a label says it, and stays when one types.

    It also names what django-allauth leaves unnamed in any language: the name of a key.
    """
    key = form.fields.get("name") if "credential" in form.fields else None
    if key is not None and key.label is None:
        key.label = _("Name of the key")
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
        if field.widget.attrs.get("autocomplete") == "one-time-code":
            field.widget.attrs["class"] = "code"
    return form


@register.filter
def bidi_lines(value: Any) -> SafeString:
    """A value of several lines, each isolated from the text around it."""
    if isinstance(value, SafeString):
        return bidi(value)
    return format_html_join(mark_safe("<br>"), "{}", ((bidi(x),) for x in str(value).splitlines()))


# Read either way: {{ when|moment }} and {% moment when %}.
for _both in (money, amount, date_both, day, moment, file_size, bidi):
    register.simple_tag(_both, name=_both.__name__)
