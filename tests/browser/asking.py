"""Tenders that ask bids for documents and answers, made in a running demonstration by script."""

import subprocess

from tests.house import House

# Run by `bin/manage shell` in the demonstration's checkout; {two} is 1 or 2.
SCRIPT = """
from datetime import timedelta
from django.conf import settings
settings.SECOND_FACTOR_REQUIRED = False  # as in the demonstration itself
from accounts.models import User
from audit.models import database_now
from portal.demo import keys
from procurement import drafting
from procurement.models import Method, Tender
from workflow.gate import begin, perform
person = lambda name: User.objects.get(email=name + "@health.example")
words = dict(name_ar="مناقصة للتجربة", name_en="Walk", minimum_days=1, position=950)
method, _ = Method.objects.get_or_create(
    code="walk-{count}", defaults=dict(words, envelopes={count}, is_offered=False))
officer = person("officer")
tender = begin(Tender(
    agency=officer.memberships.first().agency, method=method,
    title_ar="أجهزة تنفس", title_en="Ventilators",
), by=officer, who="procurement.begin_tender")
item = lambda ar, en: dict(description_ar=ar, description_en=en, quantity=4, unit="C62", lot=1)
tender = perform(tender, "edit", by=officer, no_plan_reason="Urgent", categories=[], items=[
    item("جهاز تنفس", "Ventilator"), item("خرطوم", "Hose")])
paper = lambda ar, en, envelope, required: dict(
    title_ar=ar, title_en=en, envelope=envelope, is_required=required)
drafting.write_requirements(tender, dict(papers=[
    paper("العرض الفني", "Technical offer", "technical", True),
    paper("شهادة التسجيل", "Registration", "technical", True),
    paper("كتالوج", "Catalogue", "technical", False),
], criteria=[
    dict(kind="pass_fail", title_ar="خبرة خمس سنوات", title_en="Five years of experience"),
    dict(kind="pass_fail", title_ar="صيانة في البلد", title_en="Service in the country"),
]), by=officer)
tender.security = "percent"
tender.security_percent = 2
tender.save()
tender = perform(tender, "submit_for_approval", by=officer)
tender = perform(tender, "approve", by=person("approver"))
chosen = User.objects.filter(email__in=keys.members())
tender = perform(tender, "appoint_committee", by=officer, members=chosen)
tender = perform(tender, "publish", by=officer, closes_at=database_now() + timedelta(days=3))
print("TENDER", tender.reference)
"""
PAIR = """
from accounts import keyring, personal_keys
from accounts.models import User
for name in {names}:
    wrapped = personal_keys.wrap(
        personal_keys.new_pair().private, {passphrase!r}, iterations=personal_keys.FEWEST)
    keyring.note_checked(keyring.add(User.objects.get(email=name), wrapped))
"""


def run(house: House, script: str) -> str:
    """Run Python in the demonstration; return what it printed."""
    done = subprocess.run(
        [house.folder / "bin" / "manage", "shell", "-c", script],
        env=house.environment(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def published(house: House, envelopes: int) -> str:
    """A tender open for bids, asking for three documents, a security and two answers; its number."""
    return run(house, SCRIPT.replace("{count}", str(envelopes))).split("TENDER")[1].strip()


def give_keys(house: House, names: list[str], passphrase: str) -> None:
    """Give people a checked personal key each."""
    run(house, PAIR.format(names=names, passphrase=passphrase))
