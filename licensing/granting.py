"""What follows from the actions on an application: the invoice, the licence, their papers.

Called by licensing/models/application.py, in the action's own transaction, and by the tasks
that finish what was paid.
"""

from typing import Any
from zoneinfo import ZoneInfo

from audit.models import Audience
from documents.attach import replace
from licensing import certificates, fees, questions
from licensing.models.invoice import Invoice
from licensing.models.licence import Licence, LicenceVersion, Term
from workflow.actions import Act
from workflow.gate import begin, perform
from workflow.working import local


def keep_documents(act: Act) -> None:
    """Make the files that the form brought the application's documents, each by its purpose."""
    for key, file in act.data["documents"].items():
        replace(act.case, key, [file] if file is not None else [], by=act.by)


def after_submission(act: Act) -> None:
    """An instant type needs no officer: its checks have been the decision."""
    if act.case.version.is_instant:
        perform(act.case, "approve_by_rule", by=None)


def after_approval(act: Act) -> None:
    """Ask for the fee; without one, issue at once."""
    perform(act.case, "issue" if act.case.version.is_free else "bill", by=None)


def make_invoice(act: Act) -> Invoice:
    """The invoice over the fee of the version that the application pins."""
    case = act.case
    version = case.version
    invoice = begin(
        Invoice(
            company=case.company,
            agency=case.agency,
            application=case,
            amount=version.amount,
            currency=version.currency,
        ),
        by=None,
        who=None,
        verb="made",
        public={"amount": fees.plain(version.amount, version.currency)},
    )
    act.public["invoice"] = invoice.reference
    act.public["note"] = fees.plain(version.amount, version.currency)
    return invoice


def make_licence(act: Act) -> Licence:
    """The licence, its first term and version, and its certificate."""
    case, version = act.case, act.case.version
    first_day = local(act.now, ZoneInfo(case.agency.zone))
    period = version.first_term(first_day)
    licence = begin(
        Licence(
            company=case.company,
            agency=case.agency,
            licence_type=case.licence_type,
            type_version=version,
            anchor=first_day,
            valid_from=period.since,
            valid_until=period.until,
            is_exclusive=case.is_exclusive,
        ),
        by=None,
        who=None,
        verb="granted",
        audience=Audience.PUBLIC,
        public={
            "application": case.reference,
            "from": period.since.isoformat(),
            "until": period.until.isoformat(),
        },
    )
    Term.objects.create(
        licence=licence, number=1, since=period.since, until=period.until, application=case
    )
    LicenceVersion.objects.create(
        licence=licence,
        number=1,
        since=period.since,
        type_version=version,
        application=case,
        facts=facts(case),
    )
    case.licence = licence
    act.public["licence"] = licence.reference
    act.public["note"] = licence.reference
    certificates.request_certificate(licence)
    return licence


def facts(application: Any) -> dict[str, Any]:
    """What the licence says, as it is on this day: a snapshot in both languages, as JSON."""
    company, version = application.company, application.version
    public = [
        name
        for name in questions.names(version.questions)
        if version.questions["properties"][name].get("x-public")
    ]
    return {
        "holder_ar": company.name_ar or "",
        "holder_en": company.name_en or "",
        "holder_number": company.reference,
        "registration_number": company.registration_number,
        "address": ", ".join(part for part in (company.address, company.city) if part),
        "name_ar": version.name_ar or "",
        "name_en": version.name_en or "",
        "activity_ar": version.activity_ar or "",
        "activity_en": version.activity_en or "",
        "isic": version.isic_code,
        "conditions_ar": _conditions(version.conditions_ar, application, "ar"),
        "conditions_en": _conditions(version.conditions_en, application, "en"),
        "answers": {name: application.answers.get(name) for name in public},
    }


def _conditions(general: str | None, application: Any, language: str) -> str:
    """Those of the licence type and those of the decision, one on each line."""
    own = [row.get(language) or "" for row in application.conditions]
    return "\n".join(line for line in [*(general or "").splitlines(), *own] if line.strip())
