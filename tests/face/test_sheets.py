"""The style sheets serve both directions, and the templates keep to the security policy."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
TEMPLATES = [
    path for path in sorted((ROOT / "templates").rglob("*.html")) if "papers" not in path.parts
]
PHYSICAL = re.compile(
    r"(?:^|[{;\s])(?:(?:margin|padding|border)-(?:left|right|top|bottom)[\w-]*"
    r"|left|right|top|bottom|width|height|(?:min|max)-(?:width|height)|float)\s*:"
    r"|text-align\s*:\s*(?:left|right)",
    re.MULTILINE,
)
INLINE = re.compile(r"<style\b|<[^>%{]*\sstyle=|<[^>%{]*\son[a-z]+=|javascript:", re.IGNORECASE)


def without_conditions(css: str) -> str:
    """The sheet without what stands in @media (…), where width is the screen's."""
    return re.sub(r"@media[^{]*\{", "", css)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda p: p.name)
def test_sheets_name_no_side(sheet):
    assert not PHYSICAL.findall(without_conditions(sheet.read_text()))
    assert "[dir" not in sheet.read_text()


def test_the_search_for_sides_finds_them():
    assert PHYSICAL.search("a{color:red;margin-left:1px}")
    assert PHYSICAL.search("a { width: 3px; }")
    assert not PHYSICAL.search("a { inline-size: 3px; border-inline-end: 0; }")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_templates_carry_no_inline_style_or_script(template):
    text = template.read_text()
    assert not INLINE.search(text)
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "csp_nonce" in script or 'type="application/json"' in script
