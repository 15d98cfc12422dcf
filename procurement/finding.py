"""What the searching inputs of this room find: registered companies, codes of categories."""

from accounts.inputs import Option
from vendors.models import Category, Company, Scheme
from workflow.text import latin_digits

MOST = 20


def find_companies(words: str) -> list[Option]:
    """Registered companies by number, name or registration number."""
    exact = company_by_number(latin_digits(words).strip())
    if exact is not None:
        return [Option(exact.reference, exact.name)]
    found = Company.objects.registered().matching(words)
    return [Option(c.reference, c.name) for c in found.order_by("pk")[:MOST]]


def company_by_number(reference: str) -> Company | None:
    """The registered company with this number."""
    return Company.objects.registered().filter(reference=reference).first()


def find_categories(words: str) -> list[Option]:
    """Categories of what is bought, by code or name."""
    bought = Category.objects.exclude(scheme=Scheme.ISIC)
    exact = bought.filter(code=latin_digits(words).strip()).first()
    if exact is not None:
        return [Option(exact.code, exact.name)]
    return [Option(c.code, c.name) for c in bought.matching(words)[:MOST]]
