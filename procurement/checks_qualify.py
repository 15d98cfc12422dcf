"""What must hold before something is done to a call for qualification or to an application.

Deadlines are asked of `act.now`, the database's clock read under the lock on the call.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.attach import attachments_of
from vendors import credentials
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker

# --- the call ------------------------------------------------------------------------------


def has_criteria(act: Act) -> Blocker | None:
    """Companies are told by what they are judged."""
    if act.case.criteria.exists():
        return None
    return _to_edit(act, _("There are no criteria yet by which companies are judged."))


def most_is_not_fewer_than_least(act: Act) -> Blocker | None:
    """The short list has room for as many companies as it needs."""
    least = act.data.get("least", act.case.least)
    most = act.data.get("most", act.case.most)
    if act.preview or not least or not most or most >= least:
        return None
    return Blocker(_("This is fewer than are short-listed at least."), field="most")


def plan_item_is_its_agency_s(act: Act) -> Blocker | None:
    """A call is made of what stands in its own agency's plan."""
    item = act.case.plan_item
    if item is None or item.agency_id == act.case.agency_id:
        return None
    return Blocker(_("This is in the plan of another agency."), field="plan_item")


def leaves_time_to_apply(act: Act) -> Blocker | None:
    """There is a deadline, and time until it."""
    closes_at = act.case.closes_at
    if closes_at is None:
        return _to_edit(act, _("The deadline for applications is not set yet."))
    period = timedelta(days=settings.QUALIFICATION_DAYS)
    if closes_at - act.now >= period and closes_at > act.now:
        return None
    if not period:
        return _to_edit(act, _("The deadline for applications has passed."))
    text = _(
        "Companies have at least %(period)s to apply: applications close on %(earliest)s or later."
    )
    values = {"period": wording.span(period), "earliest": wording.moment(act.now + period)}
    return _to_edit(act, text % values)


def every_request_is_judged(act: Act) -> Blocker | None:
    """No outcome while an application is not judged."""
    waiting = act.case.requests.filter(state="submitted", judged_at__isnull=True)
    found = list(waiting.order_by("pk").values_list("reference", flat=True)[:10])
    if not found:
        return None
    text = _("These applications are not judged yet: %(requests)s.")
    return Blocker(text % {"requests": wording.listing(found)})


def enough_are_fit(act: Act) -> Blocker | None:
    """The call says how many companies it short-lists at least."""
    call = act.case
    count = fit(call).count()
    if count >= call.least:
        return None
    text = ngettext(
        "At least %(least)s companies are short-listed, but %(count)s meets every criterion.",
        "At least %(least)s companies are short-listed, but %(count)s meet every criterion.",
        count,
    )
    return Blocker(text % {"least": call.least, "count": count})


def too_few_are_fit(act: Act) -> Blocker | None:
    """A call that can be concluded is not declared unsuccessful."""
    if enough_are_fit(act) is not None:
        return None
    return Blocker(
        _("Enough companies meet every criterion: conclude it, or cancel it with a reason.")
    )


def short_list_is_chosen(act: Act) -> Blocker | None:
    """Where more companies are fit than may be listed, those listed are chosen, with the reason."""
    call = act.case
    if act.preview or call.most is None:
        return None
    able = set(fit(call).values_list("pk", flat=True))
    if len(able) <= call.most:
        return None
    chosen = {request.pk for request in act.data.get("chosen") or []}
    if not chosen <= able or not call.least <= len(chosen) <= call.most:
        text = _(
            "%(fit)s companies meet every criterion: choose at least %(least)s and at most %(most)s."
        )
        values = {"fit": len(able), "least": call.least, "most": call.most}
        return Blocker(text % values, field="chosen")
    if not (act.data.get("reason") or "").strip():
        text = _("Say why these companies are short-listed and the others are not.")
        return Blocker(text, field="reason")
    return None


def fit(call: Any) -> Any:
    """The applications that were judged to meet every criterion."""
    return call.requests.filter(state="submitted").fit()


def _to_edit(act: Act, text: str) -> Blocker:
    if act.case.state != "draft":
        return Blocker(text)
    return Blocker(text, link=act.case.action_url("edit"), link_text=_("Edit the draft"))


# --- an application ------------------------------------------------------------------------


def takes_requests(act: Act) -> Blocker | None:
    """Before the deadline, to the microsecond, by the database's clock."""
    call = act.case.qualification
    if call.takes_requests_at(act.now):
        return None
    if call.closes_at is not None and call.closes_at <= act.now:
        text = _(
            "Applications closed on %(closed)s. This came after the deadline and was not taken."
        )
        return Blocker(text % {"closed": wording.moment(call.closes_at)})
    return Blocker(_("Nobody can apply here now."))


def papers_are_complete(act: Act) -> Blocker | None:
    """Every document asked for is there, as a file or as a credential."""
    if act.preview:
        return None
    request, given = act.case, act.data.get("papers") or {}
    there = set(attachments_of(request).values_list("purpose", flat=True))
    missing = []
    for document in request.qualification.required_documents.filter(is_required=True):
        paper = given.get(document.pk)
        if paper is None:
            is_there = document.purpose in there
        else:
            is_there = bool(paper.get("file") or paper.get("credential"))
        if not is_there:
            missing.append(str(document.title))
    if not missing:
        return None
    text = _("These documents are missing: %(documents)s.")
    return Blocker(text % {"documents": wording.listing(missing)})


def credentials_can_be_used(act: Act) -> Blocker | None:
    """A credential that stands for a document is the company's own, holds today, and fits."""
    request, given = act.case, act.data.get("papers") or {}
    wanted = {d.pk: d for d in request.qualification.required_documents.all()}
    kept = {
        row.document_id: row.credential
        for row in request.presented.select_related("credential")
        if row.document_id not in given
    }
    new = {pk: p["credential"] for pk, p in given.items() if p.get("credential") and pk in wanted}
    day = timezone.localdate(act.now)
    usable = set(credentials.usable(request.company, day).values_list("pk", flat=True))
    for pk, credential in {**kept, **new}.items():
        kind = wanted[pk].credential_type
        if credential.pk in usable and (not kind or credential.type == kind):
            continue
        text = _("The credential %(credential)s cannot stand for “%(document)s” any more.")
        values = {"credential": credential.reference, "document": wanted[pk].title}
        return Blocker(text % values, field=f"credential_{pk}")
    return None


def proposal_is_made(act: Act) -> Blocker | None:
    """A first stage asks for a proposal, in words or in a document."""
    request = act.case
    if act.preview or not request.qualification.is_first_stage:
        return None
    if request.qualification.required_documents.exists():
        return None
    if (act.data.get("statement") or request.statement).strip():
        return None
    return Blocker(_("Say what your company proposes."), field="statement")


def is_being_judged(act: Act) -> Blocker | None:
    """Applications are judged between the deadline and the conclusion."""
    if act.case.qualification.state == "closed":
        return None
    return Blocker(_("Applications are not being judged now."))


def every_criterion_is_judged(act: Act) -> Blocker | None:
    """Each criterion is met, or is not met for a reason."""
    if act.preview:
        return None
    found = act.data.get("findings") or {}
    for criterion in act.case.qualification.criteria.all():
        finding = found.get(criterion.pk)
        if finding is None:
            text = _("Say of criterion %(number)s whether it is met.")
            return Blocker(text % {"number": criterion.number}, field=f"met_{criterion.pk}")
        if not finding["is_met"] and not (finding.get("reason") or "").strip():
            text = _("Say why criterion %(number)s is not met.")
            return Blocker(text % {"number": criterion.number}, field=f"reason_{criterion.pk}")
    return None


def the_call_is_being_decided(act: Act) -> Blocker | None:
    """The outcome of an application follows from that of its call, and from nothing else."""
    deciding = act.data.get("deciding")
    if deciding is not None and deciding.pk == act.case.qualification_id:
        return None
    return Blocker(_("The outcome of an application follows from the conclusion of its call."))
