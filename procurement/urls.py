"""Addresses of tenders, questions and bids."""

from django.urls import path

from procurement.views import bid, listing, question, tender

urlpatterns = [
    path("tenders/", listing.TenderList.as_view(), name="tenders"),
    path("tenders/new/", tender.NewTenderPage.as_view(), name="new_tender"),
    path("tenders/<str:reference>/", tender.TenderPage.as_view(), name="tender"),
    path("tenders/<str:reference>/ask/", question.AskPage.as_view(), name="ask"),
    path("tenders/<str:reference>/bid/", bid.NewBidPage.as_view(), name="new_bid"),
    path("questions/<str:reference>/", question.ClarificationPage.as_view(), name="clarification"),
    path("bids/<str:reference>/", bid.BidPage.as_view(), name="bid"),
]
