"""The people, agencies and companies that every test plays with.

`build()` makes them with a dozen queries; the fixture `cast` (tests/conftest.py) hands them
out. Sign somebody in with `client.force_login(cast.officer)`. Officers have a second factor;
`tests.cast.without_second_factor` takes it away again.

    state ─┬─ health   buys, and reviews applications for licences
           ├─ trade    registers companies and grants licences
           └─ civil    reviews and inspects for licences
    city               another government body that buys: the rival of health
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser

from accounts.models import Agency, Membership, Role, User
from accounts.standing import forget_standing
from vendors.models import Company, CompanyMember, CompanyRole
from vendors.standing import forget_companies
from workflow.gate import begin

SINCE = date(2020, 1, 1)

# Who holds which role where. The names are those of the fields of Cast.
OFFICERS: dict[str, tuple[str, str, str]] = {
    "officer": ("Huda Salem", "health", Role.PROCUREMENT_OFFICER),
    "approver": ("Karim Nasser", "health", Role.PROCUREMENT_APPROVER),
    "opener": ("Lina Haddad", "health", Role.OPENING_MEMBER),
    "second_opener": ("Rami Khoury", "health", Role.OPENING_MEMBER),
    "evaluator": ("Dana Awad", "health", Role.EVALUATOR),
    "complaints_reviewer": ("Sami Qasem", "health", Role.COMPLAINTS_REVIEWER),
    "registrar": ("Mona Tahan", "trade", Role.REGISTRAR),
    "licensing_officer": ("Yusuf Darwish", "trade", Role.LICENSING_OFFICER),
    "inspector": ("Nadia Barakat", "trade", Role.INSPECTOR),
    "licensing_approver": ("Tarek Sabbagh", "trade", Role.LICENSING_APPROVER),
    "health_reviewer": ("Iman Shami", "health", Role.LICENSING_OFFICER),
    "civil_reviewer": ("Bilal Atiyeh", "civil", Role.LICENSING_OFFICER),
    "civil_inspector": ("Ruba Masri", "civil", Role.INSPECTOR),
    "cashier": ("Rana Issa", "trade", Role.CASHIER),
    "auditor": ("Fadi Mansour", "state", Role.AUDITOR),
    "administrator": ("Salma Jaber", "state", Role.ADMINISTRATOR),
    "health_administrator": ("Omar Zaid", "health", Role.ADMINISTRATOR),
    "other_officer": ("Walid Hamdan", "city", Role.PROCUREMENT_OFFICER),
    "other_administrator": ("Hanan Fares", "city", Role.ADMINISTRATOR),
}
# Who acts for which company, as what.
MEMBERS: dict[str, tuple[str, str, str]] = {
    "noor_owner": ("Amal Noor", "noor", CompanyRole.OWNER),
    "noor_bidder": ("Basel Noor", "noor", CompanyRole.BIDDER),
    "noor_viewer": ("Reem Noor", "noor", CompanyRole.VIEWER),
    "ofoq_owner": ("Ziad Ofoq", "ofoq", CompanyRole.OWNER),
    "ofoq_bidder": ("Maha Ofoq", "ofoq", CompanyRole.BIDDER),
    "sanabel_owner": ("Hadi Sanabel", "sanabel", CompanyRole.OWNER),
}
COMPANIES: dict[str, tuple[str, str, str]] = {
    "noor": ("شركة النور للتجارة", "Al Noor Trading", Company.State.REGISTERED),
    "ofoq": ("مؤسسة الأفق", "Al Ofoq Est.", Company.State.REGISTERED),
    "sanabel": ("مخبز السنابل", "Sanabel Bakery", Company.State.DRAFT),
}
AGENCIES: dict[str, tuple[str, str, str | None, dict[str, Any]]] = {
    "state": ("الدولة", "The State", None, {}),
    "health": ("وزارة الصحة", "Ministry of Health", "state", {}),
    "trade": (
        "وزارة التجارة",
        "Ministry of Trade",
        "state",
        {"registers_companies": True, "grants_licences": True},
    ),
    "civil": ("الدفاع المدني", "Civil Defence", "state", {}),
    "city": ("أمانة المدينة", "City Council", None, {}),
}


@dataclass
class Cast:
    """Everybody, by name. `everybody` maps the names to the people who can sign in."""

    state: Agency
    health: Agency
    trade: Agency
    civil: Agency
    city: Agency
    officer: User
    approver: User
    opener: User
    second_opener: User
    evaluator: User
    complaints_reviewer: User
    registrar: User
    licensing_officer: User
    inspector: User
    licensing_approver: User
    health_reviewer: User
    civil_reviewer: User
    civil_inspector: User
    cashier: User
    auditor: User
    administrator: User
    health_administrator: User
    other_officer: User
    other_administrator: User
    noor_owner: User
    noor_bidder: User
    noor_viewer: User
    ofoq_owner: User
    ofoq_bidder: User
    sanabel_owner: User
    stranger: User
    noor: Company
    ofoq: Company
    sanabel: Company
    anonymous: AnonymousUser

    @property
    def everybody(self) -> dict[str, User]:
        """The people who can sign in, by name."""
        return {name: who for name, who in vars(self).items() if isinstance(who, User)}

    def fresh(self, person: User) -> User:
        """The person as a new request would read them, with no standing remembered."""
        return User.objects.get(pk=person.pk)


def build() -> Cast:
    """Create everybody in the database and return them."""
    agencies = _agencies()
    people = _people()
    companies = _companies(agencies["trade"])
    Membership.objects.bulk_create(
        Membership(user=people[who], agency=agencies[where], role=role, since=SINCE)
        for who, (_name, where, role) in OFFICERS.items()
    )
    CompanyMember.objects.bulk_create(
        CompanyMember(user=people[who], company=companies[where], role=role, since=SINCE)
        for who, (_name, where, role) in MEMBERS.items()
    )
    Authenticator.objects.bulk_create(
        Authenticator(user=people[who], type=Authenticator.Type.TOTP, data={"secret": ""})
        for who in OFFICERS
    )
    everybody: dict[str, Any] = {**agencies, **people, **companies}
    return Cast(**everybody, anonymous=AnonymousUser())


def _agencies() -> dict[str, Agency]:
    made: dict[str, Agency] = {}
    for code, (arabic, english, parent, powers) in AGENCIES.items():
        made[code] = Agency.objects.plant(
            code=code,
            parent=made[parent] if parent else None,
            name_ar=arabic,
            name_en=english,
            email=f"{code}@example.org",
            **powers,
        )
    return made


def _people() -> dict[str, User]:
    names = {who: row[0] for who, row in (OFFICERS | MEMBERS).items()}
    names["stranger"] = "Jad Someone"
    people = {
        who: User(email=f"{who.replace('_', '.')}@example.org", name=name, language="en")
        for who, name in names.items()
    }
    for person in people.values():
        person.set_unusable_password()
    User.objects.bulk_create(people.values())
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True)
        for person in people.values()
    )
    return people


def _companies(registry: Agency) -> dict[str, Company]:
    made = {}
    for i, (code, (arabic, english, state)) in enumerate(COMPANIES.items(), start=1):
        company = Company(
            state=state,
            agency=registry,
            name_ar=arabic,
            name_en=english,
            registration_number=f"10000{i}",
            tax_number=f"20000{i}",
            address="1 Main Street",
            city="Amman",
            contact_name=english,
            email=f"office@{code}.example.org",
            phone="+96265000000",
        )
        made[code] = begin(company, by=None, who=None)
    return made


def with_second_factor(person: User) -> User:
    """Give the person a second factor, as officers need."""
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": ""})
    return forget(person)


def without_second_factor(person: User) -> User:
    """Take the person's second factor away."""
    Authenticator.objects.filter(user=person).delete()
    return forget(person)


def give_role(person: User, role: str, agency: Agency, **period: Any) -> Membership:
    """Give a person a role in an agency, in force since long unless `period` says otherwise."""
    membership = Membership.objects.create(
        user=person, role=role, agency=agency, **{"since": SINCE, **period}
    )
    forget(person)
    return membership


def forget(person: User) -> User:
    """Forget what the person object remembers of posts, companies and factors."""
    forget_standing(person)
    forget_companies(person)
    vars(person).pop("_has_second_factor", None)
    return person
