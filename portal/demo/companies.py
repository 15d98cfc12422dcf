"""The demonstration's companies: three registered ones, and others on their way."""

from accounts.models import Agency, User
from portal.demo import declarations
from portal.demo.files import scan
from vendors import checklist, credentials
from vendors.models import (
    AccessRequest,
    Category,
    Company,
    CompanyMember,
    CompanyRole,
    Credential,
)
from vendors.registering import attach_what_came
from vendors.standing import forget_companies
from workflow.gate import begin, perform

REGISTRAR = "registrar@trade.example"
# code: (owner, Arabic name, English name, registration number, tax number, categories, until)
COMPANIES: dict[str, tuple[str, str, str, str, str, list[str], str]] = {
    "noor": (
        "owner@noor.example", "شركة النور للتجهيزات الطبية", "Al Noor Medical Supplies LLC",
        "100201", "10020134", ["33000000", "30000000"], "registered",
    ),
    "ofoq": (
        "owner@ofoq.example", "مؤسسة الأفق للتوريدات", "Al Ofoq Trading Est.",
        "100305", "10030518", ["33000000", "39000000"], "registered",
    ),
    "sanabel": (
        "owner@sanabel.example", "مخابز السنابل", "Sanabel Bakeries",
        "100417", "10041722", ["15000000"], "registered",
    ),
    "waha": (
        "owner@noor.example", "شركة الواحة للصيانة", "Al Waha Maintenance Co.",
        "100522", "10052290", ["50000000"], "submitted",
    ),
    "rawabi": (
        "owner@ofoq.example", "شركة الروابي للنقل", "Rawabi Transport Co.",
        "100633", "10063341", ["60000000"], "returned",
    ),
    "jisr": (
        "owner@sanabel.example", "شركة الجسر للمقاولات", "Al Jisr Contracting Co.",
        "100855", "10085567", ["45000000"], "debarred",
    ),
    "yasmin": (
        "owner@sanabel.example", "مؤسسة الياسمين للأثاث", "Yasmin Furniture Est.",
        "100744", "10074456", ["39000000"], "draft",
    ),
}  # fmt: skip


def make(registry: Agency, people: dict[str, User]) -> dict[str, Company]:
    """Register the companies through the real actions; return them by code."""
    made = {code: _one(code, registry, people) for code in COMPANIES}
    CompanyMember.objects.create(
        company=made["noor"], user=people["bidder@noor.example"], role=CompanyRole.BIDDER
    )
    forget_companies(people["bidder@noor.example"])
    _credentials(made["noor"], people["owner@noor.example"], people[REGISTRAR])
    request = AccessRequest(company=made["noor"], message=declarations.MESSAGE)
    begin(request, by=people["newcomer@people.example"], who="vendors.ask_access")
    return made


def _credentials(company: Company, owner: User, registrar: User) -> None:
    """One that the registry confirmed, and one that ends soon."""
    for number, values in enumerate(declarations.credentials()):
        credential = Credential(company=company)
        credentials.fill(credential, values)
        credential = begin(credential, by=owner, who="vendors.manage_credentials")
        file = {"file": scan(f"{values['issuer']} {values['number']}")}
        credentials.attach_file(credential, file, by=owner)
        if number == 0:
            perform(credential, "confirm", by=registrar)


def _one(code: str, registry: Agency, people: dict[str, User]) -> Company:
    address, arabic, english, number, tax, categories, until = COMPANIES[code]
    owner, registrar = people[address], people[REGISTRAR]
    company = begin(
        Company(
            agency=registry,
            name_ar=arabic,
            name_en=english,
            registration_number=number,
            tax_number=tax,
            address="24 Al Madinah Street" if code != "sanabel" else "7 Rainbow Street",
            city="Amman",
            contact_name=owner.name,
            email=f"office@{code}.example",
            phone="+962 6 550 1100",
        ),
        by=owner,
        who="vendors.register_company",
    )
    CompanyMember.objects.create(company=company, user=owner, role=CompanyRole.OWNER)
    forget_companies(owner)
    company.categories.set(Category.objects.filter(code__in=categories))
    papers = {
        "register_extract": scan(f"Commercial register extract {english}"),
        "tax_certificate": scan(f"Tax certificate {english}"),
    }
    attach_what_came(company, papers, by=owner)
    company = perform(company, "declare", by=owner, **declarations.of(code))
    return _lead(company, until, owner, registrar)


def _lead(company: Company, until: str, owner: User, registrar: User) -> Company:
    if until == "draft":
        return company
    company = perform(company, "submit", by=owner)
    if until == "submitted":
        return company
    company = perform(company, "start_review", by=registrar)
    if until == "returned":
        return perform(
            company,
            "send_back",
            by=registrar,
            remarks="The register extract is older than three months. Send a recent one.\n"
            "مستخرج السجل التجاري مضى عليه أكثر من ثلاثة أشهر. يرجى إرفاق مستخرج حديث.",
            remark_parts=["documents"],
        )
    company = perform(company, "approve", by=registrar, checklist=list(checklist.ALL))
    if until == "debarred":
        return perform(company, "debar", by=registrar, **declarations.debarment())
    return company
