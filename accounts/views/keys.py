"""One's own personal keys: the list, making one, checking it, recovering it.

The scripts under static/js/seal/ do the work in the browser. What comes here is the key as it
is wrapped; passphrases, recovery codes and private keys never do: their inputs have no names.
"""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts import keyring, personal_keys
from accounts.duties import Unable
from accounts.exact import SealError
from accounts.models import PersonalKey
from accounts.ports import SignedRequest, signed_in
from accounts.tidy import TidyForm
from accounts.views.common import attempt, page

SESSION = "key_check"


class WrappedKey(TidyForm):
    """A wrapped key, as the script puts it there."""

    wrapped = forms.CharField(widget=forms.HiddenInput, max_length=personal_keys.MOST_BYTES)

    def clean_wrapped(self) -> dict[str, Any]:
        """The key, if it has the shape of one."""
        try:
            return personal_keys.parse_wrapped(self.cleaned_data["wrapped"].encode())
        except SealError as error:
            raise ValidationError(_("The key did not arrive whole. Try again.")) from error


class Answer(TidyForm):
    """The solution of a challenge, as the script puts it there."""

    answer = forms.CharField(widget=forms.HiddenInput, max_length=100)


@signed_in
def personal_keys_page(request: SignedRequest) -> HttpResponse:
    """The key in use and older ones."""
    keys = list(PersonalKey.objects.filter(user=request.user).order_by("-created_at", "-pk"))
    used = next((key for key in keys if key.retired_at is None), None)
    older = [key for key in keys if key.retired_at is not None]
    return page(request, "accounts/keys.html", None, key=used, older=older)


@signed_in
@reauthentication_required(allow_get=False)
def new_key(request: SignedRequest) -> HttpResponse:
    """Make a key; it takes the place of the one in use."""
    form = WrappedKey(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made: list[PersonalKey] = []
        if attempt(form, lambda: made.append(_add(request, form))):
            return redirect("check_personal_key", made[0].pk)
    return page(
        request,
        "accounts/key_new.html",
        form,
        older=keyring.current_key(request.user),
        words=_words(),
        key_label=request.user.email,
    )


def _add(request: SignedRequest, form: WrappedKey) -> PersonalKey:
    try:
        return keyring.add(request.user, form.cleaned_data["wrapped"])
    except SealError as error:
        raise Unable(_("The key did not arrive whole. Try again.")) from error


@signed_in
def check_key(request: SignedRequest, pk: int) -> HttpResponse:
    """Prove that one can use a key: the browser solves a puzzle that only it can."""
    key = _own(request, pk)
    form = Answer(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = request.session.pop(SESSION, None) or {}
        if asked.get("key") == key.pk and keyring.is_solved(
            form.cleaned_data["answer"], asked.get("digest", "")
        ):
            keyring.note_checked(key)
            messages.success(request, _("The key works."))
            return redirect("personal_keys")
        form.add_error(None, _("The check was too old or did not succeed. Try again."))
    puzzle, digest = keyring.challenge(key)
    request.session[SESSION] = {"key": key.pk, "digest": digest}
    return page(request, "accounts/key_check.html", form, key=key, puzzle=puzzle, words=_words())


@signed_in
@reauthentication_required(allow_get=False)
def recover_key(request: SignedRequest, pk: int) -> HttpResponse:
    """Give a key a new passphrase, with the recovery file and its code."""
    key = _own(request, pk)
    form = WrappedKey(request.POST if request.method == "POST" else None)
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt(form, lambda: keyring.rewrap(key, form.cleaned_data["wrapped"])):
        return redirect("check_personal_key", key.pk)
    return page(request, "accounts/key_recover.html", form, key=key, words=_words())


def _own(request: SignedRequest, pk: int) -> PersonalKey:
    key = PersonalKey.objects.filter(pk=pk, user=request.user).first()
    if key is None:
        raise Http404(_("There is no such page."))
    return key


def _words() -> dict[str, str]:
    """What the script says, in the reader's language."""
    return {
        "short": _("Too short: at least 12 characters."),
        "fair": _("It will do. Longer is safer: four or five words that have nothing in common."),
        "good": _("A good length."),
        "differ": _("The two passphrases are not the same."),
        "none": _("Choose the recovery file that you downloaded."),
        "other": _("This is the recovery file of another key."),
        "unsupported": _(
            "This browser cannot make keys. Use a current version of Firefox, Chrome, Edge or "
            "Safari."
        ),
        "passphrase": _("This is not the passphrase of this key."),
        "recovery": _("This recovery code does not belong to this recovery file."),
        "code": _("The recovery code has a slip in it; please compare it again."),
        "form": _("This is not a recovery file."),
        "busy": _("One moment…"),
    }
