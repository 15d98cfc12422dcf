"""What this room asks of the rooms below it, which it may not import.

The workflow room fills these in when the site starts (`workflow.apps`): how a person is told
something, and how somebody whose session ended signs in again without losing a form.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict

from accounts.models import User
from audit.models import Event

View = Callable[..., HttpResponse]


class SignedRequest(HttpRequest):
    """A request of somebody signed in: what views under `signed_in` are given."""

    user: User


@dataclass
class Message:
    """What some people are told about an event; lazily translated texts with %(name)s places.

    `url` is an address of the site without its language.
    """

    to: Iterable[User]
    subject: Any
    body: Any
    values: dict[str, Any]
    url: str = ""


@dataclass
class Desk:
    """The desk that the workflow room lends us."""

    guard: Callable[[View], View] = login_required
    give_back: Callable[[HttpRequest], QueryDict | None] = lambda request: None
    tell: Callable[[Event, Message], None] = lambda event, message: None


desk = Desk()


def signed_in(view: View) -> Callable[..., Any]:
    """Let only signed-in people through; what others sent is kept until they have signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return desk.guard(view)(request, *args, **kwargs)

    return guarded
