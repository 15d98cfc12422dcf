"""Addresses of the plan, qualifications, tenders, questions and bids."""

from django.urls import path

from procurement.views import (
    bid,
    bid_sealing,
    call_off,
    following,
    listing,
    opening,
    plan,
    qualification,
    question,
    receipts,
    sealed,
    sealing,
    starting,
    templates,
    tender,
)
from procurement.views import qualification_request as application

urlpatterns = [
    path("plan/", plan.PlanList.as_view(), name="plan"),
    path("plan/new/", plan.NewPlanItemPage.as_view(), name="new_plan_item"),
    path("plan/<str:reference>/", plan.PlanItemPage.as_view(), name="plan_item"),
    path("qualifications/", qualification.QualificationList.as_view(), name="qualifications"),
    path(
        "qualifications/new/",
        qualification.NewQualificationPage.as_view(),
        name="new_qualification",
    ),
    path(
        "qualifications/<str:reference>/",
        qualification.QualificationPage.as_view(),
        name="qualification",
    ),
    path(
        "qualifications/<str:reference>/apply/",
        application.NewRequestPage.as_view(),
        name="apply_to_qualify",
    ),
    path(
        "qualification-requests/<str:reference>/",
        application.RequestPage.as_view(),
        name="qualification_request",
    ),
    path("tenders/", listing.TenderList.as_view(), name="tenders"),
    path("tenders/start/", starting.StartPage.as_view(), name="start_tender"),
    path("tenders/new/", starting.NewTenderPage.as_view(), name="new_tender"),
    path(
        "tenders/new/plan/<str:reference>/",
        starting.FromPlanPage.as_view(),
        name="new_tender_from_plan",
    ),
    path(
        "tenders/new/qualification/<str:reference>/",
        starting.FromQualificationPage.as_view(),
        name="new_tender_from_qualification",
    ),
    path("tenders/new/like/<str:reference>/", starting.LikePage.as_view(), name="new_tender_like"),
    path(
        "tenders/new/template/<slug:slug>/",
        starting.FromTemplatePage.as_view(),
        name="new_tender_from_template",
    ),
    path("tenders/templates/<slug:slug>/", templates.template, name="tender_template"),
    path("tenders/found/categories/", following.categories_found, name="tender_categories_found"),
    path(
        "tenders/found/companies/",
        following.registered_companies_found,
        name="registered_companies_found",
    ),
    path("tenders/<str:reference>/", tender.TenderPage.as_view(), name="tender"),
    path("tenders/<str:reference>/sealing-sheet.json", sealing.sealing_sheet, name="sealing_sheet"),
    path(
        "tenders/<str:reference>/call-off/", call_off.NewCallOffPage.as_view(), name="new_call_off"
    ),
    path("call-offs/<str:reference>/", call_off.CallOffPage.as_view(), name="call_off"),
    path("tenders/<str:reference>/follow/", following.follow, name="follow_tender"),
    path("tenders/<str:reference>/ask/", question.AskPage.as_view(), name="ask"),
    path("tenders/<str:reference>/bid/", bid.NewBidPage.as_view(), name="new_bid"),
    path("questions/<str:reference>/", question.ClarificationPage.as_view(), name="clarification"),
    path("bids/<str:reference>/seal/", bid_sealing.seal_bid, name="seal_bid"),
    path("bids/<str:reference>/draft/", sealed.draft, name="bid_draft"),
    path("tenders/<str:reference>/opening/", opening.watch, name="opening"),
    path("tenders/<str:reference>/opening/member/", opening.open_bids, name="open_bids"),
    path("bids/<str:reference>/parts/", sealed.begin_part, name="begin_part"),
    path("bids/<str:reference>/parts/<uuid:token>/", sealed.part, name="part"),
    path("bids/<str:reference>/parts/<uuid:token>/<int:counter>/", sealed.chunk, name="chunk"),
    path("bids/<str:reference>/receipts/<int:pk>.json", receipts.bid_receipt, name="bid_receipt"),
    path("bids/<str:reference>/hand-in/", sealed.hand_in, name="hand_in"),
    path("bids/<str:reference>/hand-in/whole/", sealed.hand_in_whole, name="hand_in_whole"),
    path("tenders/<str:reference>/opening/envelopes/", sealed.envelopes, name="envelopes"),
    path("tenders/<str:reference>/opening/shares/", sealed.shares, name="shares"),
    path("bids/<str:reference>/", bid.BidPage.as_view(), name="bid"),
]
