"""What the templates of fields ask about them."""

from typing import Any

from django import template
from django.forms.boundfield import BoundField

from accounts.inputs.money import currency_in_words

register = template.Library()
register.filter("currency_in_words", currency_in_words)

# From so many options on, a list is searched rather than read.
LONG = 13


@register.filter
def is_long_select(widget: dict[str, Any]) -> bool:
    """Whether a select, as its template sees it, has too many options to look through."""
    if widget["attrs"].get("multiple"):
        return False
    return sum(len(options) for _name, options, _index in widget["optgroups"]) >= LONG


@register.filter
def is_long_group(field: BoundField) -> bool:
    """Whether a set of check boxes has too many to look through."""
    return field.widget_type == "checkboxselectmultiple" and len(field) >= LONG


@register.filter
def searched_boxes(field: BoundField) -> dict[str, Any] | None:
    """Where a set of check boxes is searched that has thousands more; None for all others."""
    source = getattr(field.field.widget, "source", "")
    if field.widget_type != "searchedboxes" or not source:
        return None
    words = getattr(field.value(), "words", "")
    return {"source": str(source), "name": f"{field.html_name}_more", "words": words}
