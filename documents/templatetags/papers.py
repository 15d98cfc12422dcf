"""Template filters of papers."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def isolated(value: Any) -> SafeString:
    """A value in its own direction: a number or Latin name does not turn in Arabic."""
    return format_html("<bdi>{}</bdi>", value)
