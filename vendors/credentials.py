"""Writing credentials, and finding those that can be used. Bids refer to them by this module."""

from datetime import date
from typing import Any

from documents.attach import replace
from vendors.uses import CREDENTIAL
from workflow.actions import Act

FIELDS = ("type", "number", "issuer", "valid_from", "valid_until")


def fill(credential: Any, values: dict[str, Any]) -> None:
    """Put a filled-in form on a credential that is not saved yet."""
    for name in FIELDS:
        setattr(credential, name, values[name])


def write(act: Act) -> None:
    """Put a filled-in form on a credential, inside its action."""
    before = {name: str(getattr(act.case, name)) for name in FIELDS}
    act.apply(*FIELDS)
    act.case.remarks = ""
    attach_file(act.case, act.data, by=act.by)
    after = {name: str(getattr(act.case, name)) for name in FIELDS}
    changed = [name for name in FIELDS if before[name] != after[name]]
    act.public["changed"] = changed
    act.private |= {
        "before": {name: before[name] for name in changed},
        "after": {name: after[name] for name in changed},
    }


def attach_file(credential: Any, data: dict[str, Any], *, by: Any) -> None:
    """Make the file that a form brought the credential's."""
    if data.get("file") is not None:
        replace(credential, CREDENTIAL, [data["file"]], by=by)


def usable(company: Any, day: date, types: "list[str] | None" = None) -> Any:
    """Return the company's credentials that hold on a day, those that hold longest first.

    What a bid asks the company for is looked up here before it is asked for again.
    """
    found = company.credentials.usable_on(day)
    if types is not None:
        found = found.filter(type__in=types)
    return found.order_by("type", "-valid_until", "-pk")
