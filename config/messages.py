"""Translations: gathers what can be translated, checks that all of it is, and compiles it.

Behind `bin/manage messages` and a step of every start. Done with Babel, so that no gettext
tools need be on the machine. What is written is stable: sorted, without dates or line
numbers, and never a guess (no fuzzy entries).
"""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = [
    "audit", "accounts", "workflow", "documents", "vendors", "procurement", "licensing",
    "portal", "config", "templates",
]  # fmt: skip
PLURALS = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 ? 4 : 5;",
    "en": "nplurals=2; plural=(n != 1);",
}
FORMS = {"ar": 6, "en": 2}
# Languages whose every message must be translated; English is what the code speaks.
TRANSLATED = {"ar"}

_plain, _plural = None, (1, 2)
_context, _context_plural = ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"], _plain),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], _plural),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], _context),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], _context_plural),
}
# %(name)s and {name} by name; %s and the like by position.
NAMED = re.compile(
    r"%\((\w+)\)[#0\- +]*[\d.]*[diouxXeEfFgGcrsa]|(?<!\{)\{(\w*)(?:[!:][^{}]*)?\}(?!\})"
)
POSITIONAL = re.compile(r"(?<!%)(?:%%)*%[#0+]*[\d.]*[dixXeEfFgGcrs](?![\w-])")

HEADER = """# Translations of Mizan into "{language}". Written by bin/manage messages, which keeps what
# is translated here; CONTRIBUTING.md says how to add to it.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


# --- gathering -------------------------------------------------------------------------


def _files() -> Iterator[Path]:
    for name in SOURCES:
        for path in sorted((ROOT / name).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def _as_python(path: Path) -> bytes:
    """Return a file as Python that the extractor can read; a template becomes calls."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    calls = templatize(text, origin=str(path))
    return "\n".join(line.strip() for line in calls.splitlines()).encode()


def gather() -> Catalog:
    """Return every message of the code and the templates, with where it is used."""
    found = Catalog(charset="utf-8")
    for path in _files():
        place = str(path.relative_to(ROOT))
        messages = extract(
            "python", BytesIO(_as_python(path)), KEYWORDS, ("Translators",), {"encoding": "utf-8"}
        )
        for _line, words, comments, context in messages:
            found.add(words, None, [(place, 0)], auto_comments=comments, context=context)
    return found


# --- reading and writing ---------------------------------------------------------------


def po_path(language: str, folder: Path | None = None) -> Path:
    """Return where a language's translations are."""
    return (folder or ROOT / "locale") / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """Return the translations as they are; empty when there are none yet."""
    path = po_path(language)
    if not path.exists():
        return read_po(BytesIO(_header(language).encode()), locale=language)
    return read_po(BytesIO(path.read_bytes()), locale=language)


def _header(language: str) -> str:
    return HEADER.format(language=language, plurals=PLURALS[language])


def rendered(language: str, catalog: Catalog) -> str:
    """Return the text of a translation file, the same for the same content."""
    body = BytesIO()
    write_po(
        body, catalog, width=96, omit_header=True, sort_output=True, ignore_obsolete=True,
        include_lineno=False,
    )  # fmt: skip
    return _header(language) + body.getvalue().decode().strip() + "\n"


def merged(language: str, found: Catalog) -> Catalog:
    """Return what is found with the translations there are; nothing else."""
    known = read(language)
    result = Catalog(locale=language, charset="utf-8")
    for message in found:
        if not message.id:
            continue
        old = known.get(_singular(message), message.context)
        result.add(
            message.id,
            _fitting(language, message, old),
            sorted({(place, 0) for place, _line in message.locations}),
            flags=message.flags - {"fuzzy"},
            auto_comments=message.auto_comments,
            user_comments=old.user_comments if old else (),
            context=message.context,
        )
    return result


def _fitting(language: str, message: Message, old: Message | None) -> str | tuple[str, ...]:
    """Return the old translation if it has the form the message needs, or an empty one."""
    if message.pluralizable:
        if old is not None and isinstance(old.string, list | tuple):
            return tuple(old.string)
        return ("",) * FORMS[language]
    return old.string if old is not None and isinstance(old.string, str) else ""


def update() -> dict[str, int]:
    """Write the translation files anew; return the number of messages by language."""
    found = gather()
    counts = {}
    for language in PLURALS:
        catalog = merged(language, found)
        _write(po_path(language), rendered(language, catalog).encode())
        counts[language] = len(catalog)
    return counts


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and only when it changes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.read_bytes() == content:
        return
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(content)
    new.replace(path)


def compile_all(folder: Path) -> int:
    """Compile every django.po under `folder` that is newer than its .mo; return how many."""
    count = 0
    for po in sorted(folder.glob("*/LC_MESSAGES/django.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns > po.stat().st_mtime_ns:
            continue
        body = BytesIO()
        write_mo(body, read_po(BytesIO(po.read_bytes()), locale=po.parent.parent.name))
        new = mo.with_name(f"{mo.name}.new")
        new.write_bytes(body.getvalue())
        new.replace(mo)
        count += 1
    return count


# --- checking --------------------------------------------------------------------------


def problems() -> list[str]:
    """Return a sentence for everything that keeps the translations from being complete."""
    found = gather()
    result = []
    for language in PLURALS:
        known = read(language)
        for message in sorted((m for m in found if m.id), key=_singular):
            result += _problems_of(language, message, known)
        if language in TRANSLATED:
            for message in [*known, *known.obsolete.values()]:
                if message.id and found.get(_singular(message), message.context) is None:
                    result.append(f"{language}: no longer used: {_singular(message)!r}")
        current = rendered(language, merged(language, found))
        if not po_path(language).exists() or po_path(language).read_text() != current:
            result.append(f"{language}: the file is not in step; run `bin/manage messages`")
    return result


def _problems_of(language: str, message: Message, known: Catalog) -> list[str]:
    where = f"{_singular(message)!r} ({message.locations[0][0]})"
    old = known.get(_singular(message), message.context)
    if old is None or old.pluralizable != message.pluralizable:
        return [f"{language}: not translated: {where}"] if language in TRANSLATED else []
    if old.fuzzy:
        return [f"{language}: marked fuzzy, look at it and remove the mark: {where}"]
    strings = _strings(old.string)
    if language in TRANSLATED and (not all(strings) or len(strings) != len(_forms(language, old))):
        return [f"{language}: not translated: {where}"]
    wrong = wrong_placeholders(message, strings) if any(strings) else ""
    return [f"{language}: {wrong}: {where}"] if wrong else []


def wrong_placeholders(message: Message, strings: list[str]) -> str:
    """Return what is wrong with a translation's placeholders, or an empty text.

    Each form must have those of the message; a plural's forms for none, one and two may
    leave out the named ones ("a document", not "1 document").
    """
    ids = list(message.id) if message.pluralizable else [_singular(message)]
    named = set().union(*(_named(text) for text in ids))
    positional = {len(POSITIONAL.findall(text)) for text in ids}
    for index, string in enumerate(strings):
        may_omit = message.pluralizable and index < 3
        missing = named - _named(string)
        extra = _named(string) - named
        if extra or (missing and not may_omit):
            names = ", ".join(sorted(extra or missing))
            return f"placeholder {'unknown' if extra else 'missing'} in the translation ({names})"
        if "python-format" in message.flags and len(POSITIONAL.findall(string)) not in positional:
            return "another number of %s in the translation"
    return ""


def _named(text: str) -> set[str]:
    return {percent or f"{{{brace}}}" for percent, brace in NAMED.findall(text)}


def _singular(message: Message) -> str:
    return str(message.id[0]) if message.pluralizable else str(message.id)


def _strings(string: str | list[str] | tuple[str, ...] | None) -> list[str]:
    if string is None or isinstance(string, str):
        return [string or ""]
    return [text or "" for text in string]


def _forms(language: str, message: Message) -> range:
    return range(FORMS[language] if message.pluralizable else 1)


# --- filling in ------------------------------------------------------------------------


def fill(language: str, path: Path) -> tuple[int, list[str]]:
    """Put the translations of a JSON file into a language; return how many, and what did not fit.

    The file maps each message to its translation, or to the list of its plural forms; a
    message with a context is written `context\\u0004message`.
    """
    catalog = merged(language, gather())
    count, refused = 0, []
    for key, value in json.loads(path.read_text(encoding="utf-8")).items():
        context, _sep, name = key.rpartition("\x04")
        message = catalog.get(name, context or None)
        strings = _strings(value)
        if message is None:
            refused.append(f"not in the code: {name!r}")
        elif len(strings) != len(_forms(language, message)):
            refused.append(f"{len(_forms(language, message))} forms needed: {name!r}")
        elif wrong := wrong_placeholders(message, strings):
            refused.append(f"{wrong}: {name!r}")
        else:
            message.string = tuple(strings) if message.pluralizable else strings[0]
            count += 1
    _write(po_path(language), rendered(language, catalog).encode())
    return count, refused


def missing(language: str) -> str:
    """Return the messages without a translation as JSON, ready to be filled in and read back."""
    todo: dict[str, str | list[str]] = {}
    for message in merged(language, gather()):
        if message.id and not all(_strings(message.string)):
            key = f"{message.context}\x04" if message.context else ""
            forms = [""] * FORMS[language]
            todo[key + _singular(message)] = forms if message.pluralizable else ""
    return json.dumps(todo, ensure_ascii=False, indent=1, sort_keys=True)
