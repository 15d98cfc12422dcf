"""How a change of a licence is begun: from its page, filled in with what it rests on."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.attach import attach, attachments_of
from licensing import living, questions, renewing
from licensing.checks_documents import document_problem
from licensing.models.application import Application
from licensing.models.licence import Licence
from workflow.working import local


def rules_for(licence: Licence) -> Any:
    """The version of the licence type under which a change begins: the one in force, or, where
    the type is no longer offered, the one under which the licence was granted.
    """
    return licence.licence_type.versions.filter(state="active").first() or licence.type_version


def change_of(licence: Licence, aim: str) -> Application:
    """An unsaved application that changes the licence, filled in like what it rests on."""
    version = rules_for(licence)
    change = Application.under(version, licence.company)
    change.aim = aim
    change.licence = licence
    change.base_version = living.newest(licence)
    change.answers = renewing.known_answers(licence, version.questions)
    base = renewing.ground(licence)
    if base is not None and aim not in renewing.OF_THE_HOLDER:
        asked = {document.key for document in version.document_list}
        known = base.document_facts.items()
        change.document_facts = {key: facts for key, facts in known if key in asked}
    return change


def take_over_documents(change: Application, by: Any) -> None:
    """Make the documents on which the licence rests the new application's, as far as asked for."""
    base = renewing.ground(change.licence)
    if base is None or change.aim in renewing.OF_THE_HOLDER:
        return
    asked = {document.key for document in change.version.document_list}
    for found in attachments_of(base):
        if found.purpose in asked:
            attach(change, found.purpose, found.file, by=by, label=found.label)


def missing(change: Application) -> list[str]:
    """What its licence type asks for and the licence does not bring along, or what it brings and
    does not hold any more: then nobody can say that nothing has changed. Questions and documents,
    in the reader's words.
    """
    version = change.version
    asked = questions.unanswered(version.questions, change.answers)
    base = renewing.ground(change.licence)
    there = set(attachments_of(base).values_list("purpose", flat=True)) if base else set()
    papers = []
    today = local(timezone.now(), ZoneInfo(change.agency.zone))
    for document in questions.asked_documents(version.documents, version.questions, change.answers):
        facts = change.document_facts.get(document.key, {})
        if document.key not in there:
            papers += [document.label] if document.required else []
        elif document_problem(document, facts, today):
            papers.append(_("%(document)s, a current one") % {"document": document.label})
    return [*asked, *papers]
