"""What must hold of a draft before somebody is asked to approve it: method, criteria, invitations.

Each check returns None or a Blocker, with the way to where it is put right.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement import qualifying
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker

WHOLE = Decimal(100)


def method_is_justified(act: Act) -> Blocker | None:
    """Some methods are used with a justification only."""
    tender = act.case
    if not tender.method.needs_justification or tender.justification.strip():
        return None
    text = _("“%(method)s” needs a justification: why this method, and why no other.")
    return _at("set_terms", tender, text % {"method": tender.method.name})


def invitations_are_enough(act: Act) -> Blocker | None:
    """A tender by invitation names the companies."""
    tender = act.case
    asked = tender.method_rules.invitations
    if not asked or tender.invitations.count() >= asked:
        return None
    text = ngettext(
        "“%(method)s” names at least %(count)s company that may bid.",
        "“%(method)s” names at least %(count)s companies that may bid.",
        asked,
    )
    return _at("invite", tender, text % {"method": tender.method.name, "count": asked})


def qualification_is_chosen(act: Act) -> Blocker | None:
    """Some methods invite the companies of a short list, and say which."""
    tender = act.case
    if not tender.method_rules.qualification_purpose:
        return None
    call = tender.qualification
    if call is None:
        text = _("“%(method)s” invites the companies of a concluded call for qualification.")
        return _at("set_qualification", tender, text % {"method": tender.method.name})
    found = _qualification_fits(tender, call)
    return _at("set_qualification", tender, str(found.text)) if found else None


def qualification_given_fits(act: Act) -> Blocker | None:
    """The same of what a form says."""
    call = act.data.get("qualification")
    return None if act.preview or call is None else _qualification_fits(act.case, call)


def _qualification_fits(tender: Any, call: Any) -> Blocker | None:
    if call.agency_id != tender.agency_id:
        text = _("This call for qualification is another agency's.")
    elif call.state != "concluded":
        text = _("This call for qualification is not concluded.")
    elif call.purpose != tender.method_rules.qualification_purpose:
        text = _("This call was for another purpose than “%(method)s”.") % {
            "method": tender.method.name
        }
    else:
        return None
    return Blocker(text, field="qualification")


def method_has_a_short_list(act: Act) -> Blocker | None:
    """A qualification is chosen only where the method asks for one."""
    if act.case.method_rules.qualification_purpose:
        return None
    text = _("“%(method)s” asks for no qualification.")
    return Blocker(text % {"method": act.case.method.name})


def short_list_is_kept(act: Act) -> Blocker | None:
    """Those invited are those of the short list; who is left out is left out for a reason."""
    tender = act.case
    invited = set(tender.invitations.values_list("company_id", flat=True))
    found = _short_list_is_kept(tender, invited, tender.left_out_reason)
    return _at("invite", tender, str(found.text)) if found else None


def short_list_given_is_kept(act: Act) -> Blocker | None:
    """The same of what a form says."""
    if act.preview:
        return None
    invited = {row["company"].pk for row in act.data.get("invited") or []}
    return _short_list_is_kept(act.case, invited, act.data.get("left_out_reason") or "")


def _short_list_is_kept(tender: Any, invited: set[int], reason: str) -> Blocker | None:
    if not tender.method_rules.qualification_purpose or tender.qualification is None:
        return None
    listed = {r.company_id: r.company for r in qualifying.qualified(tender.qualification)}
    if invited - set(listed):
        return Blocker(_("Only companies on the short list are invited."))
    missing = [str(listed[pk].name) for pk in listed if pk not in invited]
    if not missing or reason.strip():
        return None
    text = _("These companies are on the short list: invite them, or say why not: %(companies)s.")
    return Blocker(text % {"companies": wording.listing(missing[:10])}, field="left_out_reason")


def method_is_by_invitation(act: Act) -> Blocker | None:
    """Companies are invited only where not everybody may bid."""
    if act.case.method_rules.is_by_invitation:
        return None
    text = _("With “%(method)s” every registered company may bid; nobody is invited.")
    return Blocker(text % {"method": act.case.method.name})


def companies_invited_are_registered(act: Act) -> Blocker | None:
    """Whoever is invited can bid on the day of publication."""
    tender = act.case
    if not tender.method_rules.is_by_invitation:
        return None
    invited = tender.invitations.select_related("company")
    names = [str(row.company.name) for row in invited if not row.company.is_registered]
    if not names:
        return None
    text = _("These companies are not registered any more: %(companies)s.")
    return Blocker(text % {"companies": wording.listing(names[:10])})


def company_is_invited(act: Act) -> Blocker | None:
    """Where companies are invited, only these bid."""
    tender, company = act.case.tender, act.case.company
    if not tender.method_rules.is_by_invitation:
        return None
    if tender.invitations.filter(company=company).exists():
        return None
    return Blocker(_("Only the companies named in this tender can bid; yours is not among them."))


def security_says_how_much(act: Act) -> Blocker | None:
    """A security that is an amount or a percentage says which."""
    kind = act.data.get("security", act.case.security)
    name = f"security_{kind}"
    if act.preview or kind not in ("amount", "percent"):
        return None
    if act.data.get(name, getattr(act.case, name)):
        return None
    return Blocker(_("Say how much."), field=name)


def something_is_remarked(act: Act) -> Blocker | None:
    """A draft is not returned without a word."""
    said = [act.data.get("remarks"), *(act.data.get("sections") or {}).values()]
    if act.preview or any((text or "").strip() for text in said):
        return None
    return Blocker(_("Say what has to be changed."), field="remarks")


def weights_make_a_hundred(act: Act) -> Blocker | None:
    """Where points decide, criteria and price have 100 of them together."""
    tender = act.case
    rows = list(tender.criteria.values("kind", "weight"))
    found = _weights(tender, rows, tender.price_weight)
    return _at("set_requirements", tender, str(found.text)) if found else None


def weights_given_make_a_hundred(act: Act) -> Blocker | None:
    """The same of what a form says; an empty one is a draft still."""
    if act.preview or "criteria" not in act.data:
        return None
    rows, price = act.data["criteria"], act.data.get("price_weight", act.case.price_weight)
    if not rows and price is None:
        return None
    if any(row["kind"] == "scored" and not row.get("weight") for row in rows):
        return Blocker(_("A scored criterion has points."))
    return _weights(act.case, rows, price)


def total_weight(rows: list[dict[str, Any]], price: Decimal | None) -> Decimal:
    """The points of the scored criteria and of the price together."""
    scored = [row.get("weight") or Decimal(0) for row in rows if row["kind"] == "scored"]
    return sum(scored, price or Decimal(0))


def _weights(tender: Any, rows: list[dict[str, Any]], price: Decimal | None) -> Blocker | None:
    if tender.method_rules.evaluation != "points":
        if price is None and not any(row["kind"] == "scored" for row in rows):
            return None
        text = _("With “%(method)s” the lowest admitted price wins: nothing has points.")
        return Blocker(text % {"method": tender.method.name})
    total = total_weight(rows, price)
    if total == WHOLE:
        return None
    text = _(
        "The points of the criteria and of the price make 100 together; now they make %(sum)s."
    )
    return Blocker(text % {"sum": wording.number(total)}, field="price_weight")


def framework_is_described(act: Act) -> Blocker | None:
    """A framework says how many suppliers it has, how long it lasts and how it is used."""
    tender = act.case
    method = tender.method_rules
    if method.stages == 2 and not (tender.first_stage_ar and tender.first_stage_en):
        text = _("Say in both languages what the first stage asks for.")
        return _at("set_terms", tender, text)
    if not method.is_framework:
        return None
    said = tender.call_off_rules_ar and tender.call_off_rules_en
    if tender.framework_suppliers and tender.contract_months and said:
        return None
    text = _(
        "A framework agreement says how many suppliers it has at most, how many months it lasts, "
        "and in both languages how call-offs are made."
    )
    return _at("set_terms", tender, text)


def _at(action: str, tender: Any, text: str) -> Blocker:
    label = tender.actions()[action].label
    return Blocker(text, link=tender.action_url(action), link_text=label)
