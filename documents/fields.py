"""The form field for uploads. What was sent once is kept while a form goes back and forth.

A file that passes its checks is stored at once under a token of its person; the form that is
shown again carries the token, says what is already there, and lets it be removed.
"""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents import incoming
from documents.incoming import KEPT
from documents.models import Attachment, PendingUpload, StoredFile
from documents.uses import Use, use_named

REMOVE = "_remove"


@dataclass
class Sent:
    """What a form brought for one field: new files, tokens of kept ones, tokens removed."""

    new: list[Any] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.kept)


class UploadInput(forms.FileInput):
    """A file input with the uploads already there beside it. Works without JavaScript."""

    template_name = "documents/upload.html"
    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        # What is already there, as templates/forms/files.html lists it.
        self.kept: list[dict[str, Any]] = []
        # What is welcome, so that the page can say at once what is not.
        self.use: Use | None = None
        # Tokens of given files that the person removed: sent along until the form goes through.
        self.removed: list[str] = []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Sent:
        return Sent(
            new=_all_of(files, name),
            kept=[str(t) for t in _all_of(data, name + KEPT)],
            removed=[str(t) for t in _all_of(data, name + REMOVE)],
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files and name + KEPT not in data

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        for entry in self.kept:
            entry["remove_name"] = name + REMOVE
        context["kept_name"], context["use"] = name + KEPT, self.use
        context["tokens"] = [entry["token"] for entry in self.kept if entry["is_pending"]]
        context["remove_name"], context["removed"] = name + REMOVE, self.removed
        return context


class ChosenFile(forms.FileInput):
    """The same for a file that is looked at and not kept: it comes as Django brings it."""

    template_name = "documents/upload.html"

    def __init__(self, use: Use) -> None:
        super().__init__({"accept": use.accept})
        self.use = use

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, None, attrs) | {"use": self.use}


class UploadField(forms.Field):
    """One file of a use, or several with `multiple`.

    Gives a StoredFile (or None), or a list of them. The form must know its person as `by`, as
    every ActionForm does. `initial` may be an Attachment, or several: they count as given
    unless the person removes them.
    """

    widget = UploadInput

    def __init__(self, *, use: str | Use, multiple: bool = False, **options: Any) -> None:
        self._use = use
        self.multiple = multiple
        if not options.get("help_text"):
            options["help_text"] = lazy(lambda: self.use.hint, str)()
        super().__init__(**options)
        self._form: Any = None
        self._name = ""

    @property
    def use(self) -> Use:
        """What the upload is for; looked up late, when every room has registered its own."""
        return use_named(self._use) if isinstance(self._use, str) else self._use

    def get_bound_field(self, form: Any, field_name: str) -> BoundField:
        """Learn to whom the form belongs, and what is there before anything is sent."""
        self._form, self._name = form, field_name
        self.widget.attrs["accept"] = self.use.accept
        self._widget.use = self.use
        if not self.multiple:
            self.widget.attrs.pop("multiple", None)
        bound = BoundField(form, self, field_name)
        if not form.is_bound:
            self._show(self._given(), [])
        if not self._name_in_widget(bound):
            raise ImproperlyConfigured("an UploadField keeps its own widget")
        return bound

    def _name_in_widget(self, bound: BoundField) -> bool:
        for entry in self._widget.kept:
            entry["remove_name"] = bound.html_name + REMOVE
        return isinstance(self.widget, UploadInput)

    @property
    def _widget(self) -> UploadInput:
        widget: UploadInput = self.widget  # type: ignore[assignment]
        return widget

    @property
    def _user(self) -> Any:
        user = getattr(self._form, "by", None)
        if user is None or not user.pk:
            raise ImproperlyConfigured(f"{type(self._form).__name__} does not say `by` whom it is")
        return user

    def clean(self, value: Sent) -> Any:
        """Check and store what is new, find what was kept, and say what is wrong, all at once."""
        errors: list[ValidationError] = []
        given = [a for a in self._given() if str(a.token) not in value.removed]
        incoming.take_back(self._user, value.removed)
        kept = self._find_kept(value, errors)
        fresh = self._receive(value.new, errors)
        if not self.multiple:
            fresh = fresh[-1:]
            kept = [] if fresh else kept[-1:]
            given = [] if fresh or kept else given[-1:]
        elif len(given) + len(kept) + len(fresh) > self.use.max_files:
            errors.append(self._too_many(len(given) + len(kept) + len(fresh)))
        self._show(given, kept + fresh)
        there = [str(a.token) for a in self._given()]
        self._widget.removed = [token for token in there if token in value.removed]
        if errors:
            raise ValidationError(errors)
        files = [_of_attachment(a) for a in given] + [_of_pending(p) for p in kept + fresh]
        if self.required and not files:
            raise ValidationError(_("Choose a file."), code="required")
        return files if self.multiple else (files[0] if files else None)

    def tokens(self) -> dict[str, list[str]]:
        """What stands in a form, once cleaned, for the uploads it brought."""
        name = self._form.add_prefix(self._name)
        pending = [entry["token"] for entry in self._widget.kept if entry["is_pending"]]
        return {name + KEPT: pending, name + REMOVE: self._widget.removed}

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data) or (isinstance(data, Sent) and bool(data.removed))

    def _given(self) -> list[Attachment]:
        initial = self._form.get_initial_for_field(self, self._name) if self._form else None
        if isinstance(initial, Attachment):
            return [initial]
        return [a for a in initial or [] if isinstance(a, Attachment)]

    def _find_kept(self, value: Sent, errors: list[ValidationError]) -> list[PendingUpload]:
        wanted = [token for token in value.kept if token not in value.removed]
        if not wanted:
            return []
        found = incoming.still_there(self._user, wanted[: self.use.max_files])
        if len(found) < len(set(wanted)):
            text = _("A file kept from before is no longer there. Choose it again.")
            errors.append(ValidationError(text, code="gone"))
        good = []
        for pending in found:
            try:
                incoming.check_kept(pending, self.use)
            except ValidationError as error:
                errors.append(error)
                incoming.take_back(self._user, [pending.token])
            else:
                good.append(pending)
        return good

    def _receive(self, new: list[Any], errors: list[ValidationError]) -> list[PendingUpload]:
        fresh = []
        for upload in new[: self.use.max_files]:
            try:
                fresh.append(incoming.receive(self._user, upload, self.use))
            except ValidationError as error:
                errors.append(error)
        if len(new) > self.use.max_files:
            errors.append(self._too_many(len(new)))
        return fresh

    def _too_many(self, count: int) -> ValidationError:
        text = ngettext(
            "There is %(count)s file; %(limit)s may be given.",
            "There are %(count)s files; %(limit)s may be given.",
            count,
        )
        return ValidationError(text % {"count": count, "limit": self.use.max_files}, "too_many")

    def _show(self, given: list[Attachment], pending: list[PendingUpload]) -> None:
        name = self._form.add_prefix(self._name) if self._form else ""
        rows = [(a, str(a.token), False) for a in given] + [(p, p.token, True) for p in pending]
        self._widget.kept = [
            {
                "name": row.name,
                "size": row.file.size,
                "token": token,
                "is_pending": is_pending,
                "remove_name": name + REMOVE,
            }
            for row, token, is_pending in rows
        ]


def _all_of(data: Any, name: str) -> list[Any]:
    if hasattr(data, "getlist"):
        return list(data.getlist(name))
    value = (data or {}).get(name)
    return list(value) if isinstance(value, list | tuple) else [value] if value else []


def _of_pending(pending: PendingUpload) -> StoredFile:
    stored = pending.file
    stored.given_name, stored.pending_id = pending.name, pending.pk
    return stored


def _of_attachment(attachment: Attachment) -> StoredFile:
    stored = attachment.file
    stored.given_name = attachment.name
    return stored
