"""What a licence says, as it is on a day: a snapshot in both languages that its paper prints."""

from datetime import date
from typing import Any

from licensing import questions

Words = dict[str, str]


def of_application(application: Any, company: Any) -> dict[str, Any]:
    """What a licence granted (or changed) on this application says of `company`, as JSON."""
    version = application.version
    return {**of_holder(company), **of_type(version, application.answers)}


def of_holder(company: Any) -> dict[str, Any]:
    """Who holds it."""
    return {
        "holder_ar": company.name_ar or "",
        "holder_en": company.name_en or "",
        "holder_number": company.reference,
        "registration_number": company.registration_number,
        "address": ", ".join(part for part in (company.address, company.city) if part),
    }


def of_type(version: Any, answers: dict[str, Any]) -> dict[str, Any]:
    """What it permits, and the public answers it was granted on."""
    public = [
        name
        for name in questions.names(version.questions)
        if version.questions["properties"][name].get("x-public")
    ]
    return {
        "name_ar": version.name_ar or "",
        "name_en": version.name_en or "",
        "activity_ar": version.activity_ar or "",
        "activity_en": version.activity_en or "",
        "isic": version.isic_codes,
        "conditions_ar": version.conditions_ar or "",
        "conditions_en": version.conditions_en or "",
        "answers": {name: answers.get(name) for name in public},
    }


def with_term(facts: dict[str, Any], since: date, until: date) -> dict[str, Any]:
    """The same, with the days from and until (half-open) which it is valid."""
    return {**facts, "valid_from": since.isoformat(), "valid_until": until.isoformat()}


def with_conditions(facts: dict[str, Any], added: list[Any]) -> dict[str, Any]:
    """The same, with conditions of a decision besides those of the licence type."""
    return {**facts, "extra_conditions": [*facts.get("extra_conditions", []), *map(_both, added)]}


def activity(facts: dict[str, Any] | None, version: Any) -> Words:
    """What it permits, in "ar" and "en", with its "isic" codes: the licence's own facts; where
    they say nothing, those of the version of its type.
    """
    own = facts or {}
    if not (own.get("activity_ar") or own.get("activity_en")):
        own = {**own, "activity_ar": version.activity_ar, "activity_en": version.activity_en}
    arabic, english = own.get("activity_ar") or "", own.get("activity_en") or ""
    isic = own.get("isic") or version.isic_codes
    return {"ar": arabic or english, "en": english or arabic, "isic": isic}


def conditions(facts: dict[str, Any], language: str) -> str:
    """All conditions, one on each line, in "ar" or "en", or in the other where one is missing."""
    other = "en" if language == "ar" else "ar"
    own = facts.get(f"conditions_{language}") or facts.get(f"conditions_{other}") or ""
    extra = [row.get(language) or row.get(other) or "" for row in facts.get("extra_conditions", [])]
    return "\n".join(line for line in [*own.splitlines(), *extra] if line.strip())


def _both(condition: Any) -> Words:
    """A condition as it is kept: in both languages, or the same text for both."""
    if isinstance(condition, dict):
        return {"ar": str(condition.get("ar") or ""), "en": str(condition.get("en") or "")}
    return {"ar": str(condition), "en": str(condition)}
