"""The scripts that seal, for the pages that load them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from procurement import sealscripts

register = template.Library()


@register.simple_tag
def sealing_import_map() -> SafeString:
    """The import map's JSON; what HTML could misread in it is escaped."""
    return mark_safe(sealscripts.import_map())  # noqa: S308  (escaped in import_map)


@register.simple_tag(takes_context=True)
def sealing_preload(context: template.Context) -> SafeString:
    """Links that fetch all scripts at once, each held to its digest."""
    nonce = context["request"].csp_nonce
    links = (
        format_html(
            '<link rel="modulepreload" href="{}" integrity="{}" nonce="{}">',
            script.url,
            script.integrity,
            nonce,
        )
        for script in sealscripts.scripts()
    )
    return mark_safe("\n".join(links))  # noqa: S308  (each is escaped)


@register.simple_tag(takes_context=True)
def sealing_module(context: template.Context, name: str) -> SafeString:
    """The element that runs one of them (`key-pages.js`), held to its digest like the others."""
    known = {script.name: script for script in sealscripts.scripts()}
    script = known[sealscripts.OWN + name]
    return format_html(
        '<script type="module" src="{}" integrity="{}" nonce="{}"></script>',
        script.url,
        script.integrity,
        context["request"].csp_nonce,
    )
