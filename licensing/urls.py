"""Addresses of licensing: the catalogue, applications, money, the register."""

from django.urls import include, path

from licensing.views import (
    applications,
    bank,
    building,
    catalogue,
    fee,
    fee_accounts,
    finder,
    lists,
    money_lists,
    pay,
    reconciliation,
    refunds,
    together,
    trial,
    types,
    versions,
)

urlpatterns = [
    path("licences/", catalogue.licences, name="licences"),
    path("licences/find/", finder.find, name="find_licences"),
    path("licences/together/", together.apply_together, name="apply_together"),
    path("licences/<slug:slug>/", catalogue.licence_type, name="licence_type"),
    path("licences/<slug:slug>/fee/", fee.of_type, name="licence_fee"),
    path("licences/<slug:slug>/apply/", applications.ApplyPage.as_view(), name="apply"),
    path("licence-types/<str:reference>/fees/", fee.of_version, name="version_fees"),
    path("licence-types/", types.TypeList.as_view(), name="licence_types"),
    path("licence-types/new/", types.NewTypePage.as_view(), name="new_licence_type"),
    path(
        "licence-types/<str:reference>/next/",
        types.NextVersionPage.as_view(),
        name="next_licence_type_version",
    ),
    path(
        "licence-types/<str:reference>/try/", trial.TrialPage.as_view(), name="licence_type_trial"
    ),
    path(
        "licence-types/<str:reference>/form/",
        building.BuilderPage.as_view(),
        name="licence_type_form",
    ),
    path(
        "licence-types/<str:reference>/form/section/<str:section>/",
        building.SectionPage.as_view(),
        name="licence_type_section",
    ),
    path(
        "licence-types/<str:reference>/form/question/<str:question>/",
        building.QuestionPage.as_view(),
        name="licence_type_question",
    ),
    path(
        "licence-types/<str:reference>/form/add/<str:section>/<str:kind>/",
        building.NewQuestionPage.as_view(),
        name="licence_type_add_question",
    ),
    path(
        "licence-types/<str:reference>/",
        versions.VersionPage.as_view(),
        name="licence_type_version",
    ),
    path("applications/", lists.ApplicationList.as_view(), name="applications"),
    path("applications/together/<uuid:bundle>/", together.bundle_page, name="bundle"),
    path(
        "applications/<str:reference>/",
        applications.ApplicationPage.as_view(),
        name="application",
    ),
    path("invoices/", money_lists.InvoiceList.as_view(), name="invoices"),
    path("invoices/<str:reference>/", pay.InvoicePage.as_view(), name="invoice"),
    path("invoices/<str:reference>/pay/", pay.pay, name="pay"),
    path(
        "invoices/<str:reference>/refund/<int:receipt>/",
        refunds.NewRefund.as_view(),
        name="new_refund",
    ),
    path("refunds/", money_lists.RefundList.as_view(), name="refunds"),
    path("refunds/<str:reference>/", refunds.RefundPage.as_view(), name="refund"),
    path("bank/", money_lists.StatementList.as_view(), name="statements"),
    path("bank/new/", bank.NewStatement.as_view(), name="new_statement"),
    path("bank/accounts/", money_lists.AccountList.as_view(), name="fee_accounts"),
    path("bank/accounts/<slug:code>/", fee_accounts.fee_account, name="fee_account"),
    path("bank/entries/", money_lists.EntryList.as_view(), name="bank_entries"),
    path("bank/entries/<str:reference>/", bank.EntryPage.as_view(), name="bank_entry"),
    path("bank/<str:reference>/", bank.StatementPage.as_view(), name="statement"),
    path("bank/<str:reference>/file/", bank.statement_file, name="statement_file"),
    path("reconciliation/", money_lists.DifferenceList.as_view(), name="differences"),
    path("reconciliation/runs/", reconciliation.reconciliation, name="reconciliation"),
    path("reconciliation/now/", reconciliation.reconcile_now, name="reconcile_now"),
    path("reconciliation/report/", reconciliation.new_report, name="new_settlement_report"),
    path(
        "reconciliation/<str:reference>/",
        reconciliation.DifferencePage.as_view(),
        name="difference",
    ),
    path("payment/<uuid:token>/", pay.payment, name="payment"),
    path("payment/<uuid:token>/back/", pay.payment_return, name="payment_return"),
    path("", include("licensing.urls_register")),
]
