"""Writes docs/states/: one page a kind of case, its states and actions, drawn with Mermaid."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from workflow.actions import Action, actions_of
from workflow.case import Case, case_kinds


class Command(BaseCommand):
    help = "Write the state diagrams into docs/states/ (--check: fail if they are stale)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "docs" / "states"
        with override("en"):
            wanted = {f"{kind}.md": page(model) for kind, model in case_kinds().items()}
        stale = [
            name
            for name, text in wanted.items()
            if not (folder / name).exists() or (folder / name).read_text() != text
        ]
        gone = [p.name for p in folder.glob("*.md") if p.name not in wanted]
        if check and (stale or gone):
            raise CommandError(
                f"docs/states is stale ({', '.join(stale + gone)}): bin/manage state_diagrams"
            )
        folder.mkdir(parents=True, exist_ok=True)
        for name in stale:
            (folder / name).write_text(wanted[name])
        for name in gone:
            (folder / name).unlink()


def page(model: type[Case]) -> str:
    """Return the page of one kind of case: a diagram and a table of its actions."""
    actions = list(actions_of(model).values())
    return "\n".join(
        [
            f"# {str(model._meta.verbose_name).capitalize()}",
            "",
            "Made from the declarations by `bin/manage state_diagrams`; do not edit.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {first_state(model)}",
            *(line for a in actions for line in arrows(a)),
            "```",
            "",
            "| action | from | to | who | asks for |",
            "|---|---|---|---|---|",
            *(row(a) for a in actions),
            "",
        ]
    )


def arrows(declared: Action) -> list[str]:
    """Return the diagram's arrows of one action (an action that stays in its state has none)."""
    label = f"{declared.label} (clock)" if declared.is_automatic else f"{declared.label}"
    return [
        f"    {source} --> {declared.target}: {label}"
        for source in declared.source
        if declared.target
    ]


def row(declared: Action) -> str:
    """Return the table's row of one action."""
    who = declared.who or ("the clock" if declared.is_automatic else "the system")
    needs = ", ".join(check.__name__.replace("_", " ") for check in declared.needs)
    target = declared.target or "same"
    return f"| {declared.label} | {', '.join(declared.source)} | {target} | {who} | {needs} |"


def first_state(model: Any) -> str:
    """Return the state in which a case is begun."""
    return str(model._meta.get_field("state").get_default())
