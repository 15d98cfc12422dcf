"""Who plays in the demonstration's purchases, and where."""

from accounts.models import Agency, User
from vendors.models import Company

OFFICER, APPROVER = "officer@health.example", "approver@health.example"


class Story:
    """Who plays, and where: what every step below needs."""

    def __init__(
        self, agency: Agency, people: dict[str, User], companies: dict[str, Company]
    ) -> None:
        self.agency, self.people, self.companies = agency, people, companies

    def person(self, address: str) -> User:
        return self.people[address]
