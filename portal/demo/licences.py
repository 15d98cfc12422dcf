"""The demonstration's licences and applications, in many states."""

from typing import Any

from accounts.models import Agency, User
from licensing import catalogue
from licensing.models import Application, LicenceType, LicenceTypeVersion
from portal.demo import licence_types, reviewing, together
from portal.demo.files import scan
from vendors.models import Company
from workflow.gate import begin, perform

CASHIER = "cashier@trade.example"
NOOR, OFOQ, SANABEL = "owner@noor.example", "owner@ofoq.example", "owner@sanabel.example"

# (company, owner, licence type, how far)
STORIES = (
    ("noor", NOOR, catalogue.HOME_BUSINESS, "issued"),
    ("sanabel", SANABEL, catalogue.FOOD_SHOP, "issued"),
    ("ofoq", OFOQ, catalogue.HOME_BUSINESS, "awaiting_payment"),
    ("ofoq", OFOQ, catalogue.FOOD_SHOP, "awaiting_decision"),
    ("noor", NOOR, catalogue.FOOD_SHOP, "refused"),
    ("sanabel", SANABEL, catalogue.FOOD_SHOP, "submitted"),
    ("ofoq", OFOQ, catalogue.FOOD_SHOP, "screening"),
    ("noor", NOOR, catalogue.FOOD_SHOP, "in_review"),
    ("sanabel", SANABEL, catalogue.FOOD_SHOP, "asked"),
    ("ofoq", OFOQ, catalogue.FOOD_SHOP, "sent_again"),
    ("noor", NOOR, catalogue.FOOD_SHOP, "returned"),
    ("sanabel", SANABEL, catalogue.HOME_BUSINESS, "draft"),
)
ANSWERS: dict[str, dict[str, Any]] = {
    catalogue.HOME_BUSINESS: {
        "trade": "مستلزمات إسعاف أولي عبر الإنترنت / First-aid supplies, sold online",
        "home_address": "اللويبدة، شارع الشريعة 14 / Jabal Al Luweibdeh, Al Sharia Street 14",
        "visitors": False,
    },
    catalogue.FOOD_SHOP: {
        "premises": "جبل عمّان، شارع الرينبو 7 / Jabal Amman, Rainbow Street 7",
        "floor_area": 86.5,
        "goods": "chilled",
        "chillers": 4,
    },
}


def make(agency: Agency, people: dict[str, User], companies: dict[str, Company]) -> None:
    """Make the catalogue, and applications that were walked through the real actions."""
    types = catalogue.seed(agency, catalogue.ALL)
    together.make(people, companies)
    for number, (code, owner, slug, until) in enumerate(STORIES, start=1):
        application = _begin(companies[code], people[owner], types[slug], until != "draft")
        _lead(application, until, people, people[owner], number)
    licence_types.make(agency, people)


def owing(company: Company, owner: User, people: dict[str, User], kind: LicenceType) -> Any:
    """The invoice of a further application of this company that was granted and is not paid."""
    application = _begin(company, owner, kind, complete=True)
    _lead(application, "awaiting_payment", people, owner, 0)
    return application.invoices.get(state="issued")


def _begin(company: Company, owner: User, kind: LicenceType, complete: bool) -> Application:
    version = LicenceTypeVersion.objects.get(
        licence_type=kind, state=LicenceTypeVersion.State.ACTIVE
    )
    application = begin(
        Application(
            company=company,
            agency=kind.agency,
            licence_type=kind,
            version=version,
            is_exclusive=kind.one_a_company,
        ),
        by=owner,
        who="licensing.begin_application",
    )
    documents = {
        document.key: scan(f"{document.label} {company}") if document.required else None
        for document in version.document_list
    }
    return perform(
        application,
        "edit",
        by=owner,
        answers=ANSWERS[kind.slug] if complete else {},
        documents=documents if complete else {},
    )


def _lead(
    application: Application, until: str, people: dict[str, User], owner: User, number: int
) -> None:
    if until == "draft":
        return
    application = perform(application, "submit", by=owner)
    if not application.version.is_instant:
        application = reviewing.lead(application, until, people, owner)
    if until == "issued":
        _pay_and_issue(application, people, number)


def _pay_and_issue(application: Application, people: dict[str, User], number: int) -> None:
    invoice = application.invoices.get(state="issued")
    perform(
        invoice,
        "record_payment",
        by=people[CASHIER],
        amount=invoice.exact,
        receipt_number=f"R-2026-{number:04d}",
    )
    application = Application.objects.get(pk=application.pk)
    if application.state != Application.State.ISSUED:
        perform(application, "issue", by=None)
