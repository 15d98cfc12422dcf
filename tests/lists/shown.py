"""What the tests of lists share: rows for every list, and how a page is read."""

import io
import re
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency, Delegation, Membership, Role, User
from audit.models import Subject
from audit.trail import record
from documents import storage
from licensing import stages
from licensing.models import (
    BankEntry,
    Difference,
    Finding,
    ImportBatch,
    ImportRow,
    Inspection,
    Invoice,
    Licence,
    LicenceType,
    LicenceTypeVersion,
    Reconciliation,
    Refund,
    Statement,
)
from procurement import methods
from procurement.models import Method, PlanItem, Qualification, Tender
from tests.licensing import money
from vendors.models import Category, Company
from workflow.gate import begin, perform
from workflow.models import Notice, OutboxMail


def inspections(licensing, count):
    """Visits to the holder of a licence, some without a time."""
    licence = Licence.objects.first() or licensing.issued(licensing.home)
    now, first = timezone.now(), Inspection.objects.count()
    return Inspection.objects.bulk_create(
        Inspection(
            reference=f"IN-2020-{first + n:06d}",
            company=licence.company,
            agency=licence.agency,
            licence=licence,
            inspector=licensing.cast.inspector if n % 2 else None,
            state=("done", "to_schedule")[n % 2],
            starts_at=None if n % 2 else now - timedelta(days=n),
            ends_at=None if n % 2 else now - timedelta(days=n, hours=-1),
        )
        for n in range(count)
    )


def findings(licensing, count):
    """Things to be put right, on several days."""
    first = Finding.objects.count()
    visits = inspections(licensing, count)
    return Finding.objects.bulk_create(
        Finding(
            reference=f"IF-2020-{first + n:06d}",
            company=visit.company,
            agency=visit.agency,
            inspection=visit,
            key="x",
            severity="major",
            words=f"Found {first + n}",
            put_right_by=timezone.localdate() + timedelta(days=n % 5),
        )
        for n, visit in enumerate(visits)
    )


def tenders(cast, count, **fields):
    """Tenders as the importer leaves them; some without a day of closing."""
    methods.seed()
    now, first = timezone.now(), Tender.objects.count()
    rows = Tender.objects.bulk_create(
        Tender(
            **{
                "reference": f"T-2019-{first + n:06d}",
                "agency": (cast.health, cast.city)[n % 2],
                "method": methods.imported_method(),
                "title_en": f"Purchase {first + n}",
                "title_ar": f"شراء {first + n}",
                "imported": True,
                "state": ("awarded", "cancelled", "past")[n % 3],
                "closes_at": now - timedelta(days=n) if n % 4 else None,
                "published_at": now - timedelta(days=n + 5),
                **fields,
            }
        )
        for n in range(count)
    )
    categories = list(Category.objects.all()[:3])
    for tender in rows:
        tender.categories.set(categories)
    return rows


def licence_types(cast, count):
    """Versions of licence types of one agency, in several states."""
    first = LicenceType.objects.count()
    kinds = LicenceType.objects.bulk_create(
        LicenceType(slug=f"kind-{first + n}", agency=cast.trade) for n in range(count)
    )
    return LicenceTypeVersion.objects.bulk_create(
        LicenceTypeVersion(
            reference=f"LT-2026-{900000 + first + n:06d}",
            licence_type=kind,
            name_ar=f"رخصة {first + n}",
            name_en=f"Licence {first + n}",
            state=("draft", "proposed", "active", "retired")[n % 4],
        )
        for n, kind in enumerate(kinds)
    )


def plan(cast, count):
    """Items of the plan, published."""
    methods.seed()
    first = PlanItem.objects.count()
    return PlanItem.objects.bulk_create(
        PlanItem(
            reference=f"PL-2026-{first + n:06d}",
            agency=(cast.health, cast.city)[n % 2],
            method=Method.objects.get(code="open"),
            title_en=f"Purchase {first + n}",
            title_ar=f"شراء {first + n}",
            year=2026 + n % 2,
            quarter=1 + n % 4,
            state=("published", "tendered", "dropped")[n % 3],
            published_at=timezone.now(),
        )
        for n in range(count)
    )


def qualifications(cast, count):
    """Calls for qualification, published; in several categories."""
    first, now = Qualification.objects.count(), timezone.now()
    rows = Qualification.objects.bulk_create(
        Qualification(
            reference=f"PQ-2026-{first + n:06d}",
            agency=(cast.health, cast.city)[n % 2],
            title_en=f"Purchase {first + n}",
            title_ar=f"شراء {first + n}",
            state=("published", "closed", "concluded", "cancelled")[n % 4],
            closes_at=now + timedelta(days=n % 5),
            published_at=now,
        )
        for n in range(count)
    )
    categories = list(Category.objects.all()[:3])
    for call in rows:
        call.categories.set(categories)
    return rows


def companies(cast, count, owner=None, **fields):
    """Registered companies without a life."""
    made = []
    for n in range(count):
        number = Company.objects.count()
        company = Company(
            **{
                "state": Company.State.REGISTERED,
                "agency": cast.trade,
                "name_ar": f"شركة {number:03}",
                "name_en": f"Company {number:03}",
                "registration_number": f"9{number:05}",
                "city": ("Amman", "Irbid")[n % 2],
                **fields,
            }
        )
        made.append(begin(company, by=None, who=None))
        made[-1].categories.set(Category.objects.all()[:4])
        if owner is not None:
            made[-1].members.create(user=owner, role="owner", since=date(2020, 1, 1))
    return made


def debarments(cast, count):
    """Debarments, every second one over, and every third a suspension without an end."""
    for n, company in enumerate(companies(cast, count)):
        company.sanctions.create(
            kind="suspension" if n % 3 == 2 else "debarment",
            ground="fraud",
            reasons="A forged certificate.",
            since=date(2024, 1, 1) + timedelta(days=n),
            until=None if n % 3 == 2 else date(2099, 1, 1),
            ended_on=date(2025, 1, 1) if n % 2 and n % 3 != 2 else None,
        )


def officers(cast, count):
    """People with a role in the health ministry."""
    first = User.objects.count()
    people = User.objects.bulk_create(
        User(email=f"o{first + n}@example.org", name=f"Officer {first + n}") for n in range(count)
    )
    Membership.objects.bulk_create(
        Membership(user=p, agency=cast.health, role=Role.INSPECTOR, since=date(2020, 1, 1))
        for p in people
    )


def agencies(cast, count):
    """Wards of the health ministry."""
    first = Agency.objects.count()
    for n in range(first, first + count):
        Agency.objects.plant(
            code=f"ward{n}", parent=cast.health, name_ar=f"قسم {n}", name_en=f"Ward {n}"
        )


def delegations(cast, count):
    """Weeks in which the approver's role is lent."""
    post = Membership.objects.get(user=cast.approver)
    first = Delegation.objects.count()
    for n in range(first, first + count):
        since = date(2026, 1, 1) + timedelta(weeks=n)
        Delegation.objects.create(
            membership=post, to=cast.evaluator, since=since, until=since + timedelta(3), reason="x"
        )


def events(cast, count):
    """Entries of the trail in the health ministry."""
    return [
        record(
            "role.granted",
            Subject("user", cast.officer.pk),
            by=cast.health_administrator,
            agency=cast.health.pk,
            scope=cast.health.path,
        )
        for _n in range(count)
    ]


def notices(cast, count):
    """Notices to the officer."""
    for event in events(cast, count):
        Notice.objects.create(
            to=cast.officer, event=event, at=event.at, subject_ar="خبر", subject_en="News"
        )


def mails(cast, count):
    """Mail of the demonstration."""
    for n in range(count):
        OutboxMail.objects.create(to=f"m{n}@example.org", subject="Hello", body="Text")


def licences(licensing, count):
    """Licences like the first, in the register."""
    first = Licence.objects.first() or licensing.issued()
    have = Licence.objects.count()
    Licence.objects.bulk_create(
        Licence(
            reference=f"L-2019-{have + n:06d}",
            company=first.company,
            agency=first.agency,
            licence_type=first.licence_type,
            type_version=first.type_version,
            anchor=first.anchor,
            valid_from=first.valid_from,
            valid_until=first.valid_until + timedelta(days=n % 5),
            is_exclusive=False,
        )
        for n in range(count)
    )


def invoices(licensing, count):
    """Invoices over applications of one company, in every state."""
    first = licensing.approved().invoices.get()
    rows = []
    for n in range(count):
        application = licensing.draft(licensing.food)
        rows.append(
            Invoice(
                reference=f"I-2019-{application.pk:06d}",
                company=first.company,
                agency=first.agency,
                application=application,
                amount=10 + n,
                currency="JOD",
                state=("issued", "paid", "void", "refunded")[n % 4],
            )
        )
    return Invoice.objects.bulk_create(rows)


def statements(cast, count):
    """Bank statements that were booked; some tell no days."""
    account = money.account(cast.trade)
    first = Statement.objects.count()
    return Statement.objects.bulk_create(
        Statement(
            reference=f"BS-2019-{first + n:06d}",
            agency=cast.trade,
            account=account,
            form="csv",
            since=date(2026, 1, 1) + timedelta(n) if n % 3 else None,
            until=date(2026, 1, 2) + timedelta(n) if n % 3 else None,
            moved=n,
            currency="JOD",
            sha256=f"{first + n:064d}",
            state="booked",
        )
        for n in range(count)
    )


def bank_entries(cast, count):
    """Entries of a statement, with each result."""
    (statement,) = statements(cast, 1)
    first = BankEntry.objects.count()
    return BankEntry.objects.bulk_create(
        BankEntry(
            reference=f"{statement.reference}-{n:04d}",
            agency=cast.trade,
            statement=statement,
            account=statement.account,
            place=n + 1,
            key=f"{first + n:064d}",
            amount=1 + n % 5,
            currency="JOD",
            is_credit=True,
            booked_on=date(2026, 1, 1) + timedelta(n % 4),
            payer=f"Payer {n}",
            state=("unknown", "ignored", "set_aside")[n % 3],
        )
        for n in range(count)
    )


def refunds(licensing, count):
    """Refunds of one payment, in every state."""
    invoice = Invoice.objects.filter(state="paid").first()
    if invoice is None:
        invoice = licensing.paid_at_counter(licensing.approved())
    receipt = invoice.receipts.get()
    first = Refund.objects.count()
    return Refund.objects.bulk_create(
        Refund(
            reference=f"RE-2019-{first + n:06d}",
            company=invoice.company,
            agency=invoice.agency,
            receipt=receipt,
            invoice=invoice,
            amount=Decimal("0.1") + Decimal(n) / 1000,
            currency="JOD",
            state=("due", "proposed", "approved", "rejected")[n % 4],
        )
        for n in range(count)
    )


def differences(cast, count):
    """Differences of one night."""
    run = Reconciliation.objects.create(agency=cast.trade, began_at=timezone.now())
    first = Difference.objects.count()
    return Difference.objects.bulk_create(
        Difference(
            reference=f"DF-2019-{first + n:06d}",
            agency=cast.trade,
            what=("unmatched", "gap", "pending")[n % 3],
            key=f"x:{first + n}",
            first_run=run,
            last_run=run,
            state=("open", "gone", "resolved")[n % 3],
        )
        for n in range(count)
    )


def fee_accounts(cast, count):
    """Agencies that grant licences, some with an account."""
    agencies(cast, count)
    Agency.objects.filter(code__startswith="ward").update(grants_licences=True)


def imports(cast, count):
    """Imports of licences, just brought."""
    stored = storage.keep(io.BytesIO(b"old_number,type"), "csv")
    first = ImportBatch.objects.count()
    return ImportBatch.objects.bulk_create(
        ImportBatch(
            reference=f"LB-2026-{first + n:06d}",
            agency=cast.trade,
            file=stored,
            file_name=f"licences {first + n}.csv",
        )
        for n in range(count)
    )


def import_rows(cast, count):
    """Rows of one import, fine and not."""
    batch = ImportBatch.objects.first() or imports(cast, 1)[0]
    first = ImportRow.objects.count()
    ImportRow.objects.bulk_create(
        ImportRow(
            batch=batch,
            agency=cast.trade,
            line=first + n + 2,
            old_number=f"A-{first + n}",
            verdict=("fine", "warning", "error")[n % 3],
            notes=[["too_long", {"column": "place", "most": 200}]] if n % 3 else [],
        )
        for n in range(count)
    )


def page(client, name, query="", language="en"):
    """The list's page."""
    address = reverse(name).replace("/en/", f"/{language}/", 1)
    answer = client.get(f"{address}?{query}" if query else address)
    assert answer.status_code == 200, (answer.status_code, query)
    return answer


def first_cells(answer):
    """The first cell of each row."""
    return [str(row["cells"][0]) for row in answer.context["rows"]]


def counts(answer, name):
    """A facet's options with their counts."""
    for facet in answer.context["facets"]:
        if facet["name"] == name:
            return {o["value"]: o["count"] for o in facet["options"] + facet["more"]}
    return {}


def queries(client, address):
    """How many queries a page costs."""
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def text_of(answer):
    """The page's text, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def reviews(licensing, count):
    """Applications in stages, each with a review by health and one by civil."""
    if not licensing.food.current.stages:
        licensing.staged()
    for _number in range(count):
        case = licensing.submitted(licensing.food)
        case = perform(case, "take_up", by=licensing.cast.licensing_officer)
        stages.open_reviews(case, stages.reviews(case.version)[:1])
