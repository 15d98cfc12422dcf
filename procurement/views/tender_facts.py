"""What a tender's page says besides items and bids: terms, criteria, addenda, meetings, remarks."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents.attach import attachments_of
from procurement import following, sections
from procurement.meetings import MINUTES
from procurement.notice_paper import security_in_words
from workflow import wording

Panel = tuple[str, dict[str, Any]]


def terms(tender: Any, side: str) -> list[dict[str, Any]]:
    """How is bid and contracted; for the agency, why this way was chosen."""
    if tender.imported:
        return []
    method, rules = tender.method, tender.method_rules
    rows = [
        (_("Evaluation"), method.Evaluation(rules.evaluation).label),
        (_("Envelopes"), _("Two: technical and financial") if rules.two_envelopes else _("One")),
        (_("Points of the price"), _points(tender.price_weight)),
        (_("Price formula"), tender.get_price_formula_display() if tender.price_weight else ""),
        (_("Opening"), _opening(tender)),
        (_("Bids are valid for"), wording.days(tender.bid_validity_days)),
        (_("Bid security"), security_in_words(tender)),
        (_("Performance security"), _percent(tender.performance_percent)),
        (_("The contract lasts (months)"), tender.contract_months),
        (_("Suppliers in the framework, at most"), tender.framework_suppliers),
        (_("How call-offs are made"), tender.call_off_rules),
        (_("What the first stage asks for"), tender.first_stage),
        (_("Contract terms"), tender.contract_terms),
        (_("Standstill"), wording.days(rules.standstill_days) if rules.standstill_days else ""),
    ]
    found = [{"title": _("Terms of the tender"), "rows": _filled(rows)}]
    origin = _origin(tender, side)
    return [*found, {"title": _("Where it comes from"), "rows": origin}] if origin else found


def _opening(tender: Any) -> str:
    """How many of its committee open the bids; before one is appointed, of the smallest."""
    rules = tender.method_rules
    size = tender.committee.count() or rules.committee_size
    text = _("%(threshold)s of %(size)s committee members together")
    return text % {"threshold": tender.opening_threshold or rules.opening_threshold, "size": size}


def _origin(tender: Any, side: str) -> list[dict[str, Any]]:
    """The plan item, or why there is none; the justification: both are public."""
    rows = []
    item = tender.plan_item
    if item is not None:
        rows.append(
            {
                "label": _("Plan item"),
                "value": f"{item.reference} · {item.title}",
                "url": item.get_absolute_url() if item.is_public or side == "agency" else "",
                "link_text": _("Read the plan item"),
            }
        )
    call = tender.qualification
    if call is not None and tender.method_rules.qualification_purpose:
        rows.append(
            {
                "label": _("Short list"),
                "value": f"{call.reference} · {call.title}",
                "url": call.get_absolute_url(),
                "link_text": _("Read the call for qualification"),
            }
        )
    more = [(_("Why it was not planned"), tender.no_plan_reason)]
    if side == "agency" or tender.opened_at is not None:
        left_out = _("Why companies of the short list are not invited")
        more.append((left_out, tender.left_out_reason))
    more.append((_("Why this method"), tender.justification))
    return [*rows, *_filled(more)]


def _filled(rows: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    return [{"label": label, "value": value} for label, value in rows if value]


def _points(value: Any) -> str:
    return wording.number(value) if value else ""


def _percent(value: Any) -> str:
    return f"{wording.number(value)}%" if value else ""


def tables(tender: Any, side: str) -> list[dict[str, Any]]:
    """Criteria, required documents; for the agency, whom the tender invites."""
    found = []
    criteria = list(tender.criteria.all())
    if criteria:
        rows = [
            [c.number, c.title, c.get_kind_display(), _points(c.weight), _percent(c.threshold)]
            for c in criteria
        ]
        columns = [
            {"label": _("No."), "numeric": True},
            {"label": _("Criterion")},
            {"label": _("Kind")},
            {"label": _("Points"), "numeric": True},
            {"label": _("At least"), "numeric": True},
        ]
        found.append({"title": _("Criteria"), "columns": columns, "rows": rows, "empty": ""})
    documents = list(tender.required_documents.all())
    if documents:
        rows = [
            [d.number, d.title, _("yes") if d.is_required else _("no")]
            + ([d.get_envelope_display()] if tender.method_rules.two_envelopes else [])
            for d in documents
        ]
        columns = [
            {"label": _("No."), "numeric": True},
            {"label": _("Document")},
            {"label": _("Required")},
        ]
        if tender.method_rules.two_envelopes:
            columns.append({"label": _("Envelope")})
        found.append({"title": _("Documents that a bid brings"), "columns": columns, "rows": rows})
    return [*found, *_invited(tender, side)]


def _invited(tender: Any, side: str) -> list[dict[str, Any]]:
    """Whom it invites: rivals learn it from the opening on, like the bids."""
    if side != "agency" and tender.opened_at is None:
        return []
    rows = [[i.company.name, i.reason] for i in tender.invitations.select_related("company")]
    if not rows:
        return []
    columns = [{"label": _("Company")}, {"label": _("Why it is invited")}]
    return [{"title": _("Invited companies"), "columns": columns, "rows": rows}]


def addenda_panel(tender: Any) -> list[Panel]:
    """Each addendum with what stood before and what stands after."""
    side = 0 if (get_language() or "en").startswith("ar") else 1
    found = [
        {
            "addendum": addendum,
            "changes": [
                {
                    "section": sections.label(change["part"]),
                    "label": change["label"][side],
                    "before": change["before"][side],
                    "after": change["after"][side],
                }
                for change in addendum.changes
            ],
        }
        for addendum in tender.addenda.order_by("-number")
    ]
    return [("procurement/panels/addenda.html", {"addenda": found})] if found else []


def meetings_panel(tender: Any) -> list[Panel]:
    """Pre-bid meetings: when, where, and what was said."""
    meetings = list(tender.meetings.all())
    if not meetings:
        return []
    files = list(attachments_of(tender, MINUTES))
    found = [
        {"meeting": m, "files": [f for f in files if f.label == str(m.number)]} for m in meetings
    ]
    return [("procurement/panels/meetings.html", {"meetings": found})]


def remarks_panel(tender: Any) -> list[Panel]:
    """What the approver remarked, with the way to where it is corrected."""
    found = []
    for remark in sections.open_remarks(tender):
        action = sections.SECTIONS[remark.section][1] if remark.section else "edit"
        found.append(
            {
                "section": sections.label(remark.section),
                "text": remark.text,
                "url": tender.action_url(action),
            }
        )
    return [("procurement/panels/remarks.html", {"remarks": found})] if found else []


def follow_panel(tender: Any, user: Any) -> list[Panel]:
    """Follow this tender, or stop."""
    if tender.imported or not user.is_authenticated:
        return []
    context = {"follows": following.follows(tender, user), "tender": tender}
    return [("procurement/panels/follow.html", context)]
