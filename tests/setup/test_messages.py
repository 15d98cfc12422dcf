"""Translations: what is gathered is what Django asks for, and what does not fit is refused."""

import ast
import json
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import trans_real

from config import messages
from config.setup_environment import ROOT

TEMPLATE = """{% load i18n %}
  <p title="{% translate 'A "quoted" word' %}">{{ name|default:_("Nobody") }}</p>
    {% blocktranslate trimmed with who=name %}
      Dear {{ who }}, it is
      100% ready.
    {% endblocktranslate %}
{% blocktranslate count counter=number %}{{ counter }} file{% plural %}{{ counter }} files{% endblocktranslate %}
{% translate "May" context "month" %}
"""
CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
_("Two "
  "parts")
ngettext("%(n)s day", "%(n)s days", 3)
pgettext("verb", "File")
f"{name}"
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch):
    """A small project with one room and one template."""
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal" / "views.py").write_text(CODE)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    return tmp_path


def ids(catalog):
    return {(m.context, m.id) for m in catalog if m.id}


def test_gathers_from_code_and_templates(house):
    assert ids(messages.gather()) == {
        (None, "Two parts"),
        (None, ("%(n)s day", "%(n)s days")),
        ("verb", "File"),
        (None, 'A "quoted" word'),
        (None, "Nobody"),
        (None, "Dear %(who)s, it is 100%% ready."),
        (None, ("%(counter)s file", "%(counter)s files")),
        ("month", "May"),
    }


def test_filled_in_translations_are_what_a_page_shows(house, settings):
    arabic = {
        "Two parts": "جزءان",
        "%(n)s day": ["لا أيام", "يوم", "يومان", "%(n)s أيام", "%(n)s يومًا", "%(n)s يوم"],
        "verb\x04File": "احفظ",
        'A "quoted" word': "كلمة «مقتبسة»",
        "Nobody": "لا أحد",
        "Dear %(who)s, it is 100%% ready.": "عزيزي %(who)s، جاهز بنسبة 100%%.",
        "%(counter)s file": [
            "لا ملفات",
            "ملف",
            "ملفان",
            "%(counter)s ملفات",
            "%(counter)s ملفًا",
            "%(counter)s ملف",
        ],
        "month\x04May": "أيار",
    }
    path = house / "ar.json"
    path.write_text(json.dumps(arabic))
    messages.update()
    assert messages.fill("ar", path) == (len(arabic), [])
    assert messages.problems() == []
    before = messages.po_path("ar").read_bytes()
    messages.update()
    assert messages.po_path("ar").read_bytes() == before

    assert messages.compile_all(house / "locale") == 2
    assert messages.compile_all(house / "locale") == 0
    settings.LOCALE_PATHS = [str(house / "locale")]
    forget_translations()
    try:
        with translation.override("ar"):
            page = Template(TEMPLATE).render(Context({"name": "سلمى", "number": 2}))
            eleven = Template(TEMPLATE).render(Context({"name": "", "number": 11}))
    finally:
        forget_translations()
    for words in ("كلمة «مقتبسة»", "عزيزي سلمى، جاهز بنسبة 100%.", "ملفان", "أيار"):
        assert words in page
    assert "11 ملفًا" in eleven
    assert "لا أحد" in eleven


def forget_translations():
    """Make Django read its translations again."""
    for name, value in (("_translations", {}), ("_default", None)):
        setattr(trans_real, name, value)


def test_what_is_not_translated_is_named(house):
    messages.update()
    assert any("not translated" in line and "Two parts" in line for line in messages.problems())


def test_what_is_no_longer_used_is_named(house):
    messages.update()
    (house / "portal" / "views.py").write_text("")
    assert any("no longer used: 'Two parts'" in line for line in messages.problems())


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("Dear %(who)s, it is 100%% ready.", "عزيزي", "missing in the translation (who)"),
        (
            "Dear %(who)s, it is 100%% ready.",
            "%(who)s %(when)s",
            "unknown in the translation (when)",
        ),
        ("%(n)s day", ["يوم"], "6 forms needed"),
        ("%(n)s day", ["لا", "يوم", "يومان", "أيام", "%(n)s", "%(n)s"], "missing"),
        ("Never written", "أبدًا", "not in the code"),
    ],
)
def test_what_does_not_fit_is_refused(house, key, value, reason):
    path = house / "ar.json"
    path.write_text(json.dumps({key: value}))
    count, refused = messages.fill("ar", path)
    assert count == 0
    assert reason in refused[0]


def test_every_way_in_which_the_house_marks_a_sentence_is_gathered():
    """A name for gettext that the gathering does not know would lose its sentences silently."""
    unknown = set()
    for path in ROOT.glob("*/**/*.py"):
        if {".venv", "node_modules", "var", ".cache"} & set(path.relative_to(ROOT).parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                unknown |= {
                    f"{path.name}: {name.asname}"
                    for name in node.names
                    if "gettext" in name.name
                    and (name.asname or name.name) not in messages.KEYWORDS
                }
    assert unknown == set()
