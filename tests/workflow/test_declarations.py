"""What is declared holds together, and nothing goes around the gate: read from the code itself."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import rules
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from accounts.models import Role, User
from audit.models import Audience
from vendors.models import CompanyRole
from workflow.actions import Act, actions_of
from workflow.case import case_kinds
from workflow.state_field import StateField

ROOMS = (
    "audit",
    "accounts",
    "workflow",
    "documents",
    "vendors",
    "procurement",
    "licensing",
    "portal",
)
ACTIONS = [
    pytest.param(model, declared, id=f"{kind}.{declared.name}")
    for kind, model in case_kinds().items()
    for declared in actions_of(model).values()
]
KINDS = [pytest.param(model, id=kind) for kind, model in case_kinds().items()]


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for room in (*ROOMS, "config"):
        for path in sorted(Path(room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def changes_a_state(node: ast.AST) -> bool:
    """Whether a piece of code gives somebody's `state` a value, in any of the known ways."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Delete):
        targets = getattr(node, "targets", None) or [node.target]
        return any(
            isinstance(t, ast.Attribute) and t.attr == "state"
            for target in targets
            for t in ast.walk(target)
        )
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
    words = [a.value for a in node.args if isinstance(a, ast.Constant)]
    keywords = {k.arg for k in node.keywords}
    if name in {"setattr", "__setattr__", "__setitem__"}:
        return "state" in words
    if name in {"update", "update_or_create", "aupdate"}:
        return "state" in keywords
    if name in {"bulk_update", "abulk_update", "bulk_create"}:
        listed = [v.value for v in ast.walk(node) if isinstance(v, ast.Constant)]
        return "state" in listed
    if name in {"execute", "executemany", "RawSQL", "raw", "RunSQL"}:
        text = " ".join(str(w) for w in words).lower()
        return "update" in text and "state" in text
    return False


def test_nothing_but_the_gate_assigns_a_state():
    found = [
        f"{path}:{getattr(node, 'lineno', 0)}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if changes_a_state(node)
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "case.state = 'x'",
        "case.state: str = 'x'",
        "a, case.state = 1, 2",
        "setattr(case, 'state', 'x')",
        "Tender.objects.filter(pk=1).update(state='x')",
        "Tender.objects.bulk_update(cases, ['state'])",
        "cursor.execute('UPDATE procurement_tender SET state = 1')",
    ],
)
def test_the_search_for_assignments_finds_them(code):
    assert any(changes_a_state(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize(("model", "declared"), ACTIONS)
def test_an_action_is_callable_through_the_gate_only(model, declared):
    case = model()
    state = case.state
    outside = Act(case=case, action=declared, by=None, now=datetime.now(UTC))
    for argument in (None, outside):
        with pytest.raises(Exception) as raised:  # noqa: PT011  (of two kinds, see below)
            getattr(case, declared.name)(argument)
        # Refused by our guard, or by django-fsm before it since the first state is another.
        assert isinstance(raised.value, RuntimeError) or "TransitionNotAllowed" in repr(raised.type)
    assert case.state == state


@pytest.mark.parametrize(("model", "declared"), ACTIONS)
def test_a_declaration_is_whole(model, declared):
    states = set(model.State.values)
    assert set(declared.source) <= states, "a source that is no state"
    assert declared.target is None or declared.target in states
    assert str(declared.label)
    assert str(declared.done)
    assert declared.audience in Audience.values
    assert set(declared.role) <= set(Role.values) | set(CompanyRole.values)
    assert declared.style in {"primary", "secondary", "danger", "quiet"}
    if declared.who is not None:
        assert rules.perm_exists(declared.who), "a permission without a rule"
    else:
        assert declared.is_automatic or not declared.shown or not declared.role
    if declared.form:
        assert hasattr(declared.form_class, "base_fields")
    for name in declared.locks:
        assert model._meta.get_field(name).related_model is not None
    for check in declared.needs:
        assert check.__doc__, f"{check.__name__} says nothing of itself"


@pytest.mark.parametrize("model", KINDS)
def test_a_kind_of_case_is_whole(model):
    field = model._meta.get_field("state")
    assert isinstance(field, StateField)
    assert field.protected, "a state that anybody could assign"
    assert model.prefix
    case = model(reference="X-2026-000001", pk=1)
    try:
        assert case.get_absolute_url()
    except NoReverseMatch:  # it lives on its parent's page, and says so
        assert "get_absolute_url" in vars(model)
    assert reverse("act", args=[model.kind, "X-1", "anything"])
    words: dict[str, str] = {}
    for declared in actions_of(model).values():
        same = words.setdefault(declared.verb, str(declared.done))
        assert same == str(declared.done), "one verb that is read in two ways"
    assert set(model.tones) <= set(model.State.values)
    assert set(model.reader_labels) <= set(model.State.values)
    for _label, states in model.step_states:
        assert set(states) <= set(model.State.values)
    if model.clock is not None:
        assert set(model.clock.runs_in) <= set(model.State.values)


def test_kinds_and_prefixes_are_distinct():
    models = list(case_kinds().values())
    assert len({m.prefix for m in models}) == len(models)


@pytest.mark.parametrize("model", KINDS)
def test_no_case_can_be_changed_in_the_technical_administration(model, rf):
    """Not even by somebody who may do everything there."""
    if not admin.site.is_registered(model):
        return
    request = rf.get("/")
    request.user = User(is_active=True, is_staff=True, is_superuser=True)
    site = admin.site.get_model_admin(model)
    assert not site.has_add_permission(request)
    assert not site.has_change_permission(request)
    assert not site.has_delete_permission(request)


@pytest.mark.parametrize("model", KINDS)
def test_every_state_but_the_last_ones_has_a_way_out(model):
    """A state that nothing leads to, the first one aside, was forgotten somewhere."""
    first = model._meta.get_field("state").default
    reached = {first} | {d.target for d in actions_of(model).values()}
    missing = set(model.State.values) - {str(state) for state in reached}
    assert missing == set()
