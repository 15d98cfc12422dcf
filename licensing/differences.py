"""What a version of a licence type alters, compared with another one, in the reader's words.

A picture is a flat dict from a place ("question:goods:title") to what stands there; two pictures
give the rows of a table: part, what, before, after. What differs in one language alone is shown
in both.
"""

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from documents.bilingual import both
from licensing import company_file, fees, prefilling, process_plan, questions
from licensing.models.application_states import Aim
from licensing.rows_building import KIND_WORDS
from workflow import wording

Pair = tuple[str, str]
TEXTS = ("name", "description", "eligibility", "legal_basis", "conditions", "activity")
RULES = (
    "is_instant", "review_days", "tacit_approval", "answer_days", "appeal_days", "term_months",
    "term_ends", "renewal_opens_days", "late_renewal_days",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One thing that a version says: which part, what, and its words in (Arabic, English)."""

    part: str
    label: str
    value: Pair


@dataclass(frozen=True)
class Row:
    """One difference."""

    part: str
    label: str
    before: str
    after: str


Picture = dict[str, Place]


def differences(before: Any, after: Any) -> list[Row]:
    """What differs between two versions, in the order of the parts."""
    old, new = picture(before), picture(after)
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        if _is_detail_of_one(key, old, new):
            continue
        was, now = _value(key, old, new), _value(key, new, old)
        if was != now:
            place = new.get(key) or old[key]
            found.append(Row(place.part, place.label, *_shown(was, now)))
    if before is not None:
        found += _moved(before, after)
    return sorted(found, key=lambda row: PARTS.index(row.part) if row.part in PARTS else 99)


def _owner(key: str) -> str:
    """The question, document or stage that a detail belongs to; of a column, its table."""
    return ":".join(key.split(":")[:2])


def _is_detail_of_one(key: str, old: Picture, new: Picture) -> bool:
    """Whether it belongs to what is there on one side only, which is told in one row."""
    owner = _owner(key)
    return key != owner and (owner in old) != (owner in new)


def _value(key: str, there: Picture, other: Picture) -> Pair:
    """What stands at a place; with its details, where the other side has nothing of it."""
    if key not in there:
        return "", ""
    place = there[key]
    if key != _owner(key) or key in other:
        return place.value
    return _told(key, there, 0), _told(key, there, 1)


def _told(key: str, there: Picture, at: int) -> str:
    """A whole question, document or stage in some lines."""
    own = there[key]
    lines = [own.value[at]]
    for detail, place in there.items():
        if detail.startswith(f"{key}:") and place.value[at] and not detail.endswith(UNTOLD):
            lines.append(f"{place.label.removeprefix(own.label).strip(': ')}: {place.value[at]}")
    return "\n".join(lines)


# Of what is new nobody needs to read what is usual.
UNTOLD = (":prefill", ":public")
PARTS = ("about", "form", "documents", "fees", "stages", "rules")


def part_in_words(part: str) -> str:
    """The title of a part."""
    return {
        "about": _("About"),
        "form": _("Form"),
        "documents": _("Documents"),
        "fees": _("Fees"),
        "stages": _("Stages"),
        "rules": _("Validity and renewal"),
    }.get(part, part)


def _shown(was: Pair, now: Pair) -> tuple[str, str]:
    """Before and after in the reader's language; in both where only the other one differs."""
    at = 0 if wording.locale().language == "ar" else 1
    if was[at] != now[at]:
        return was[at], now[at]
    return _joined(was), _joined(now)


def _joined(pair: Pair) -> str:
    return "\n".join(dict.fromkeys(text for text in pair if text))


# --- pictures ---------------------------------------------------------------------------


def picture(version: Any) -> Picture:
    """Everything a version says, place by place."""
    if version is None:
        return {}
    found: Picture = {}
    for name in TEXTS:
        label = _of_field(version, name)
        value = (getattr(version, f"{name}_ar") or "", getattr(version, f"{name}_en") or "")
        found[f"about:{name}"] = Place("about", label, value)
    _form(found, version.questions)
    _documents(found, version)
    _fees(found, version)
    _stages(found, version)
    _rules(found, version)
    return found


def _of_field(version: Any, name: str) -> str:
    return capfirst(str(version._meta.get_field(name).verbose_name))


def _put(found: Picture, key: str, part: str, label: str, value: Any) -> None:
    words = value if isinstance(value, tuple) else both(value)
    found[key] = Place(part, label, (str(words[0]), str(words[1])))


def _pair(said: Any) -> Pair:
    said = said or {}
    return str(said.get("ar", "")), str(said.get("en", ""))


def _form(found: Picture, schema: questions.Schema) -> None:
    for row in schema.get("x-sections", []):
        name = row.get("name")
        title = questions.in_words(row.get("title"))
        label = _("Section “%(title)s”") % {"title": title}
        _put(found, f"section:{name}", "form", label, _pair(row.get("title")))
        when = row.get("when") or {}
        text = _("%(what)s: asked only after") % {"what": label}
        _put(found, f"section:{name}:when", "form", text, _condition(schema, when))
    for name in questions.names(schema):
        _question(found, schema, name, f"question:{name}", "")


def _question(found: Picture, schema: Any, name: str, key: str, inside: str) -> None:
    asked = schema["properties"][name]
    title = questions.label(schema, name)
    what = _("Question “%(title)s”") % {"title": f"{inside}{title}"}
    kind = questions.kind_of(asked)
    _put(found, key, "form", what, _pair(asked.get("x-title")))
    said: list[tuple[str, str, Any]] = [
        ("kind", _("kind"), KIND_WORDS[kind]),
        ("help", _("explanation"), _pair(asked.get("x-help"))),
        ("required", _("must be answered"), _yes_no(questions.is_required(schema, name))),
        ("limits", _("limits"), lambda: _limits(asked)),
        ("unit", _("unit"), _pair(asked.get("x-unit"))),
        ("public", _("stands on the licence"), _yes_no(asked.get("x-public"))),
        ("answers", _("answers to choose from"), lambda: _answers(asked)),
        ("when", _("asked only after"), _condition(schema, asked.get("x-when") or {})),
        ("prefill", _("filled in from"), _source(asked)),
    ]
    for part, label, value in said:
        text = _("%(what)s: %(detail)s") % {"what": what, "detail": label}
        _put(found, f"{key}:{part}", "form", text, value)
    if kind == questions.ROWS:
        inner = questions.columns(asked)
        for column in questions.names(inner):
            _question(found, inner, column, f"{key}:{column}", f"{title} · ")


def _yes_no(value: Any) -> Any:
    return lambda: _("yes") if value else _("no")


def _condition(schema: Any, when: questions.Condition) -> Any:
    def words() -> str:
        parts = []
        for name, wanted in when.items():
            title = questions.label(schema, name) if name in schema["properties"] else name
            parts.append(f"{title} {questions.either_answer(schema, name, wanted)}")
        return "; ".join(parts)

    return words


def _limits(asked: Any) -> str:
    words = {
        "minLength": _("at least %(value)s characters"),
        "maxLength": _("at most %(value)s characters"),
        "minimum": _("at least %(value)s"),
        "maximum": _("at most %(value)s"),
        "minItems": _("at least %(value)s rows"),
        "maxItems": _("at most %(value)s rows"),
        "x-decimals": _("%(value)s decimals"),
    }
    return ", ".join(text % {"value": asked[k]} for k, text in words.items() if k in asked)


def _answers(asked: Any) -> str:
    return "; ".join(words for _value, words in questions.choices(asked))


def _source(asked: Any) -> Any:
    known = dict(prefilling.sources())
    return lambda: str(known.get(asked.get("x-prefill", prefilling.EARLIER), ""))


def _documents(found: Picture, version: Any) -> None:
    sources = dict(company_file.sources())
    for row in version.documents:
        key = f"document:{row['key']}"
        what = _("Document “%(title)s”") % {"title": questions.in_words(row.get("label"))}
        _put(found, key, "documents", what, _pair(row.get("label")))
        age = row.get("max_age_days")
        said: list[tuple[str, str, Any]] = [
            ("help", _("explanation"), _pair(row.get("help"))),
            ("required", _("must be sent"), _yes_no(row.get("required", True))),
            ("expires", _("must still be valid"), _yes_no(row.get("expires"))),
            ("age", _("issued at most so many days ago"), (str(age or ""), str(age or ""))),
            ("reuse", _("from the company's file"), _named(sources, row.get("reuse"))),
            ("when", _("asked only after"), _condition(version.questions, row.get("when") or {})),
        ]
        for part, label, value in said:
            text = _("%(what)s: %(detail)s") % {"what": what, "detail": label}
            _put(found, f"{key}:{part}", "documents", text, value)


def _named(known: dict[str, Any], key: Any) -> Any:
    return lambda: str(known.get(key or "", ""))


def _fees(found: Picture, version: Any) -> None:
    """The rows of the schedule, each by its label and in words."""
    schedule = version.fees or {}
    for group in ("rows", "exemptions"):
        for number, row in enumerate(schedule.get(group, []), 1):
            key = row.get("key") or str(number)
            title = questions.in_words(row.get("label")) or key
            _put(found, f"fee:{group}:{key}", "fees", title, _pair(row.get("label")))
            words = both(partial(fees.in_detail, row, version))
            _put(found, f"fee:{group}:{key}:how", "fees", title, words)


def _stages(found: Picture, version: Any) -> None:
    kinds, overdue = process_plan.KINDS, process_plan.OVERDUE
    roles = {role.value: role.label for role in process_plan.ROLES}
    for row in process_plan.ordered(version.stages):
        key = f"stage:{row['key']}"
        what = _("Stage “%(title)s”") % {"title": questions.in_words(row.get("title"))}
        _put(found, key, "stages", what, _pair(row.get("title")))
        agency = str(row.get("agency") or "")
        turn, days = str(row.get("group") or 1), str(row.get("days") or "")
        said: list[tuple[str, str, Any]] = [
            ("kind", _("kind"), _named(kinds, row.get("kind"))),
            ("agency", _("agency"), (agency, agency)),
            ("role", _("role"), _named(roles, row.get("role"))),
            ("turn", _("turn"), (turn, turn)),
            ("days", _("working days"), (days, days)),
            ("overdue", _("when the days have run out"), _named(overdue, row.get("on_overdue"))),
            (
                "renewals",
                _("also when an unchanged licence is renewed"),
                _yes_no(Aim.RENEW in row.get("aims", ())),
            ),
            ("points", _("checklist"), _points(row)),
        ]
        for part, label, value in said:
            text = _("%(what)s: %(detail)s") % {"what": what, "detail": label}
            _put(found, f"{key}:{part}", "stages", text, value)


def _points(row: Any) -> Any:
    lines = row.get("checklist") or []
    return lambda: "\n".join(questions.in_words(line.get("label")) for line in lines)


def _rules(found: Picture, version: Any) -> None:
    for name in RULES:
        label = _of_field(version, name)
        value = getattr(version, name)
        words: Any = (str(value), str(value))
        if isinstance(value, bool):
            words = _yes_no(value)
        elif name == "term_ends":
            words = version.TermEnds(value).label
        _put(found, f"rule:{name}", "rules", label, words)
    aims = list(version.aims)
    label = _of_field(version, "aims")
    _put(
        found,
        "rule:aims",
        "rules",
        label,
        lambda: wording.listing([str(Aim(aim).label) for aim in Aim.values if aim in aims]),
    )
    others = list(version.depends_on.order_by("slug")) if version.pk else []
    label = _of_field(version, "depends_on")
    _put(found, "rule:others", "rules", label, lambda: "\n".join(str(kind) for kind in others))


# --- order ------------------------------------------------------------------------------


def _moved(before: Any, after: Any) -> list[Row]:
    """Whether what both versions ask stands in another order."""
    old, new = _order(before.questions), _order(after.questions)
    common_old = [name for name in old if name in new]
    common_new = [name for name in new if name in old]
    if common_old == common_new:
        return []
    places = {name: at for at, name in enumerate(common_old)}
    late = [b for a, b in pairwise(common_new) if places[b] < places[a]]
    titles = [questions.label(after.questions, name) for name in late]
    said = wording.listing(titles)
    return [Row("form", _("Order of the questions"), "", _("moved: %(what)s") % {"what": said})]


def _order(schema: Any) -> list[str]:
    """The questions as they are asked, section by section."""
    return [name for part in questions.sections(schema) for name in part.names]
