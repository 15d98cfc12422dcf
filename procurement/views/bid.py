"""The page of a bid, and the page on which a company begins one."""

import json
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.inputs.money import currency_in_words
from audit.models import database_now
from documents import attach, papers
from procurement import confirming, outcomes, sealed_bids
from procurement.forms import NewBid
from procurement.models import Bid, Tender
from procurement.views import receipts
from procurement.views.tender import bidding_companies
from procurement.words import lot_in_words, quantity_in_words
from workflow import wording
from workflow.blockers import Blocker
from workflow.gate import blockers as gate_blockers
from workflow.gate import may
from workflow.views.begin import BeginPage
from workflow.views.page import CasePage


class BidPage(CasePage):
    """A bid: for its bidder at any time, for the agency from the opening on."""

    model = Bid
    related = ("tender__agency", "tender__method", "lot", "company")

    def context(self, request: HttpRequest, case: Any) -> dict[str, Any]:
        """The page, with the way to sealing."""
        found = super().context(request, case)
        draft = case.state == Bid.State.DRAFT
        name = "submit" if draft else "replace"
        able = case.state in ("draft", "submitted") and may(request.user, case, name)
        if able and not gate_blockers(case, name, request.user):
            label = _("Write and seal the bid") if draft else _("Replace the bid")
            url = reverse("seal_bid", args=[case.reference])
            style = "primary" if draft else "secondary"
            found["actions"] = [
                {"name": "seal", "label": label, "style": style, "help": "", "url": url},
                *found["actions"],
            ]
        return found

    def facts(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        tender = case.tender
        rows = [
            {
                "label": _("Tender"),
                "value": f"{tender.reference} · {tender.title}",
                "url": tender.get_absolute_url(),
                "link_text": _("Read the tender"),
            },
            {"label": _("Company"), "value": case.company.name},
        ]
        if tender.lots.count() > 1:
            rows.append({"label": _("Lot"), "value": lot_in_words(case.lot)})
        if side == "agency" and case.company.state != "registered":
            standing = case.company.get_state_display()
            rows.append({"label": _("The company's registration"), "value": standing})
        if case.total is not None:
            rows.append({"label": _("Price"), "value": outcomes.price(case.total, tender)})
        if side == "agency" and case.judgement_reason:
            rows.append({"label": _("Reason of the evaluation"), "value": case.judgement_reason})
        found = [{"title": _("The bid"), "rows": rows}]
        if case.submitted_at:
            found.append({"title": _("What was received"), "rows": self._received(case)})
        found += _stated(case)
        reasons = outcomes.sentences(case)
        if reasons:
            outcome = [{"label": _("Reasons"), "value": "\n".join(reasons)}]
            found.insert(0, {"title": _("The outcome"), "rows": outcome})
        return found

    def _received(self, case: Any) -> list[dict[str, Any]]:
        return [
            {"label": _("Received on"), "value": wording.moment(case.submitted_at, "long")},
            {"label": _("Version"), "value": case.version},
            {"label": _("Fingerprint (SHA-256)"), "value": case.digest},
        ]

    def tables(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        prices = {p.item_id: p.unit_price for p in case.prices.all()}
        if not prices:  # they are in the envelope, for everybody
            return []
        currency = case.tender.currency
        rows = []
        for item in case.lot.items.all():
            price = prices[item.pk]
            rows.append(
                [
                    item.number,
                    item.description,
                    f"{quantity_in_words(item.quantity)} {item.unit_label}",
                    wording.amount(price, currency),
                    wording.amount(price * item.quantity, currency),
                ]
            )
        title = _("Prices (%(currency)s)") % {"currency": currency_in_words(currency)}
        columns = [
            {"label": _("No."), "numeric": True},
            {"label": _("Item")},
            {"label": _("Quantity"), "numeric": True},
            {"label": _("Price of one unit"), "numeric": True},
            {"label": _("Together"), "numeric": True},
        ]
        return [{"title": title, "columns": columns, "rows": rows}]

    def panels(self, case: Any, user: Any, side: str) -> list[tuple[str, dict[str, Any]]]:
        given = receipts.panels(case, user)
        if not case.submitted_at or case.state == Bid.State.WITHDRAWN:
            return given
        shown = json.dumps(sealed_bids.received(case), ensure_ascii=False, sort_keys=True, indent=1)
        return [*given, ("procurement/panels/contents.html", {"contents": shown})]

    def documents(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        return attach.rows(case, user)

    def papers(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        return papers.rows(case, user)

    def crumbs(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        tender = case.tender
        return [
            {"label": _("Tenders"), "url": reverse("tenders")},
            {"label": tender.reference, "url": tender.get_absolute_url()},
            {"label": case.reference, "url": ""},
        ]

    def next_step(self, case: Any, user: Any, side: str) -> dict[str, Any] | None:
        tender = case.tender
        is_open = tender.takes_bids_at(database_now())
        if case.state == Bid.State.DRAFT:
            text = _("Submit it before bidding ends. A draft does not count.")
            gone = _("Bidding is over. This draft was not submitted.")
            return _step(text if is_open else gone, tender.closes_at if is_open else None)
        if case.state == Bid.State.SUBMITTED:
            if tender.state == Tender.State.CANCELLED:
                return _step(_("The tender was cancelled. The bid stays unopened for good."))
            if is_open and confirming.needs_confirming(case):
                text = _(
                    "An addendum changed the tender: confirm the bid, or replace it. Else it stays shut."
                )
                return _step(text, tender.closes_at)
            text = _("Until bidding ends you can replace or withdraw it. Then it is opened.")
            later = _("Bidding is over. The bid is opened with all others.")
            return _step(text if is_open else later, tender.closes_at if is_open else None)
        if case.state in (Bid.State.OPENED, Bid.State.ADMITTED, Bid.State.REJECTED):
            return _step(_("The bids are evaluated, and every bidder is told the outcome."))
        return None


def _stated(bid: Any) -> list[dict[str, Any]]:
    """What the opened envelopes state besides prices: a note, and answers to the criteria."""
    titles = {c.number: c.title for c in bid.tender.criteria.all()} if bid.stated else {}
    rows = []
    for envelope in bid.stated.values():
        for answer in envelope["answers"]:
            meets = _("meets it") if answer["meets"] else _("does not meet it")
            words = f"{meets}\n{answer['text']}".strip()
            rows.append({"label": titles.get(answer["criterion"], ""), "value": words})
        if envelope["note"]:
            rows.append({"label": _("Note to the agency"), "value": envelope["note"]})
    return [{"title": _("What the bidder states"), "rows": rows}] if rows else []


def _step(text: str, due: Any = None) -> dict[str, Any]:
    return {"text": text, "due": due, "late": False, "paused": False}


class NewBidPage(BeginPage):
    """Begins a bid as a draft that only the company sees."""

    model = Bid
    who = "procurement.make_bid"
    title = gettext_lazy("New bid")
    lead = gettext_lazy("Nobody but your company learns of it before the bids are opened.")
    submit = gettext_lazy("Begin the bid")

    def form_class(self, *args: Any, case: Any, by: Any) -> NewBid:
        """The form, with the companies that the person may bid for."""
        return NewBid(*args, case=case, by=by, companies=bidding_companies(by))

    def blank(self, request: HttpRequest, **kwargs: Any) -> Any:
        tender = (
            Tender.objects.published()
            .select_related("agency", "method")
            .filter(reference=kwargs["reference"], imported=False)
            .first()
        )
        lot = tender.lots.first() if tender else None
        if tender is None or lot is None:
            raise Http404
        company = bidding_companies(request.user).first()
        return Bid(tender=tender, lot=lot, company=company) if company else Bid(tender=tender)

    def fill(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        case.company, case.lot = values["company"], values["lot"]

    def taken(self, constraint: str, case: Any) -> Blocker | None:
        """One live bid a company and lot, whoever was quicker."""
        return _there_is_one(case) if constraint == "one_live_bid_a_lot" else None

    def crumbs(self, case: Any) -> list[dict[str, Any]]:
        tender = case.tender
        return [
            {"label": _("Tenders"), "url": reverse("tenders")},
            {"label": tender.reference, "url": tender.get_absolute_url()},
            {"label": _("New bid"), "url": ""},
        ]


def _there_is_one(case: Any) -> Blocker:
    found = (
        Bid.objects.filter(lot=case.lot, company=case.company).exclude(state="withdrawn").first()
    )
    return Blocker(
        _("Your company already has a bid for this lot."),
        link=found.get_absolute_url() if found else "",
        link_text=_("Go to the bid"),
    )
