"""Why a company was short-listed or not, in sentences for it.

The page of the application, the notice and the letter say the same, each in the reader's
language.
"""

from typing import Any

from django.utils.translation import gettext as _


def sentences(request: Any) -> list[str]:
    """Return the reasons of the outcome; none while it is open."""
    if request.state == "qualified":
        return [_("Your company meets every criterion and is on the short list.")]
    if request.state != "not_qualified":
        return []
    found = [
        _("Criterion %(number)s, “%(criterion)s”, is not met: %(reason)s")
        % {
            "number": judgement.criterion.number,
            "criterion": judgement.criterion.title,
            "reason": judgement.reason,
        }
        for judgement in request.judgements.select_related("criterion").filter(is_met=False)
    ]
    if request.is_fit:
        found.append(_("Your company meets every criterion, but is not on the short list."))
    if request.outcome_reason:
        found.append(_("Reason: %(reason)s") % {"reason": request.outcome_reason})
    return found
