"""From an idea to a renewed licence, in a real Chromium and in both languages.

An officer who cannot program makes a licence type with a form, a table of fees and three stages;
another puts it into force. A business obtains that licence, amends and renews it, and somebody
else checks it. The tests of this file follow one another.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_tender_walk import is_signed, text_of
from tests.browser.test_walks import pay
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.needs("pdftotext", "pdfsig")]

LANGUAGES = ["en", "ar"]
OFFICER, APPROVER = "licensing@trade.example", "decider@trade.example"
REVIEWER = "reviewer@civil.example"
OWNER = {"en": "owner@ofoq.example", "ar": "owner@sanabel.example"}
NAME = {"en": "Car wash licence", "ar": "رخصة غسيل السيارات"}
MACHINE = {"en": "By machine", "ar": "آلي"}
SUPERSEDED = {
    "en": "a newer one took its place",
    "ar": "هذه الوثيقة أصلية، لكن وثيقة أحدث حلّت محلها في",
}
# What the tests of this file made, by language: where the type stands, the licence's number.
TYPES: dict[str, str] = {}
LICENCES: dict[str, str] = {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_officer_makes_a_licence_type_and_another_puts_it_into_force(language, visit, pictures):
    officer = visit(language, OFFICER)
    officer.go("/licence-types/")
    officer.follow("/licence-types/new/")
    officer.fill(name_ar="رخصة غسيل السيارات", name_en="Car wash licence")
    officer.send()
    officer.no_errors()
    reference = officer.reference()
    officer.act(
        "edit_about",
        description_ar="لمحلات غسيل السيارات.",
        description_en="For places that wash cars.",
    )
    _build_the_form(officer, reference, language)
    officer.go(f"/licence-types/{reference}/")
    officer.act(
        "edit_documents",
        **{"papers-0-label_ar": "عقد الإيجار", "papers-0-label_en": "Lease"},
        **{"papers-0-expires": True},
    )
    _set_the_fees(officer)
    _set_the_stages(officer)
    officer.act("edit_rules", term_months="12", renewal_opens_days="400")
    officer.picture(pictures / f"licence-type-{language}.png")
    _try_it(officer, reference, language)
    officer.go(f"/licence-types/{reference}/")
    officer.act("propose")

    approver = visit(language, APPROVER)
    approver.go(f"/licence-types/{reference}/")
    approver.act("activate", read=True)
    found = re.search(r"/licences/(car-wash-licence[-\d]*)/", approver.page.content())
    assert found
    TYPES[language] = f"/licences/{found.group(1)}/"
    other = "ar" if language == "en" else "en"
    public = visit(other)
    public.go(TYPES[language])
    public.sees(NAME[other])


def _build_the_form(officer: Visitor, reference: str, language: str) -> None:
    """A section; a question that is asked only after an answer reacts in the preview."""
    page = officer.page
    form = f"/licence-types/{reference}/form/"
    officer.go(form)
    officer.follow("/form/section/new/")
    officer.fill(title_ar="المحل", title_en="The place")
    officer.send()
    officer.no_errors()
    for kind, fields in (
        ("text", {"title_ar": "العنوان", "title_en": "Address of the place"}),
        (
            "one",
            {
                "title_ar": "طريقة الغسيل", "title_en": "How cars are washed",
                "choices-0-label_ar": "يدوي", "choices-0-label_en": "By hand",
                "choices-1-label_ar": "آلي", "choices-1-label_en": "By machine",
            },
        ),
        (
            "whole",
            {"title_ar": "عدد الآلات", "title_en": "Machines", "when": True, "least": "1"},
        ),
    ):  # fmt: skip
        officer.go(form)
        page.locator("details.add-question summary, main summary").first.click()
        officer.follow(f"/{kind}/")
        if fields.pop("when", False):
            page.locator("main input[value*='how_cars_are_washed'][value*='by_machine']").check()
        officer.fill(**fields)
        officer.send()
        officer.no_errors()
    preview = page.locator("[data-preview]")
    machines = preview.locator("[name=q_machines]")
    expect(machines).to_be_hidden()
    preview.get_by_label(MACHINE[language]).check()
    expect(machines).to_be_visible()
    page.locator("#question-up-machines").click()
    expect(page.locator(".outline-rows li").nth(1)).to_contain_text(
        {"en": "Machines", "ar": "عدد الآلات"}[language]
    )
    other = {"en": "ar", "ar": "en"}[language]
    page.locator(f".preview a[lang={other}]").click()
    expect(page.locator("[data-preview]")).to_contain_text(MACHINE[other])


def _set_the_fees(officer: Visitor) -> None:
    """A base fee, and one for each machine."""
    officer.page.locator("main a[href$='/edit_fees/']:visible").first.click()
    officer.page.wait_for_load_state()
    officer.answer(
        {
            "fixed-0-label_ar": "رسم الرخصة", "fixed-0-label_en": "Licence fee",
            "fixed-0-aims": ["new", "renew"], "fixed-0-amount": "40",
        },
        {},
        {
            "units-0-label_ar": "لكل آلة", "units-0-label_en": "For each machine",
            "units-0-aims": ["new", "renew"], "units-0-value": "machines",
            "units-0-unit_ar": "آلة", "units-0-unit_en": "machine", "units-0-amount": "7.5",
        },
        {},
        {},
    )  # fmt: skip


def _set_the_stages(officer: Visitor) -> None:
    page = officer.page
    page.locator("main a[href$='/edit_stages/']:visible").first.click()
    page.wait_for_load_state()
    stages = (
        ("screening", "الاكتمال", "Completeness", "1", "2", "licensing_officer", ""),
        ("review", "السلامة", "Safety", "2", "3", "licensing_officer", "civil"),
        ("decision", "القرار", "Decision", "3", "3", "licensing_approver", ""),
    )
    for number, (kind, arabic, english, group, days, role, at_agency) in enumerate(stages):
        if number:
            page.locator("[data-rows-add]").click()
        at = f"steps-{number}-"
        values = {
            "kind": kind, "title_ar": arabic, "title_en": english, "group": group, "days": days,
            "role": role, "agency": at_agency,
        }  # fmt: skip
        officer.fill(**{at + name: value for name, value in values.items()})
    officer.send()
    officer.no_errors()


def _try_it(officer: Visitor, reference: str, language: str) -> None:
    """The whole form at once, then every stage, up to the specimen."""
    page = officer.page
    officer.go(f"/licence-types/{reference}/try/?step=all")
    officer.fill(q_address_of_the_place="5 Olive Street", q_how_cars_are_washed="by_hand")
    officer.fill(kept_lease="pretend", until_lease_0="1", until_lease_1="1", until_lease_2="2040")
    officer.send()
    passed = page.locator("main button[value^='passed:']")
    while passed.count():
        passed.first.click()
        page.wait_for_load_state()
    officer.sees({"en": "Specimen: not a licence", "ar": "نموذج"}[language])
    expect(page).to_have_url(re.compile(r"/try/"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_business_obtains_the_licence(language, visit, scan, pictures, tmp_path):
    owner = visit(language, OWNER[language])
    owner.go(TYPES[language])
    owner.follow(f"{TYPES[language]}apply/")
    owner.page.locator("main form[method=post] [name=company]").first.check()
    owner.send()
    owner.no_errors()
    reference = owner.reference()
    owner.go(f"/applications/{reference}/")
    owner.act_by_steps(
        "edit",
        {
            "q_address_of_the_place": "Olive Street 5",
            "q_how_cars_are_washed": "by_machine",
            "q_machines": {"en": "4", "ar": "٤"}[language],
        },
        {
            "d_lease": scan,
            "until_lease_0": "31",
            "until_lease_1": "12",
            "until_lease_2": "2040",
        },
    )
    # 40 for the licence and 7.5 for each of four machines.
    owner.act("submit")
    _decided(visit, language, reference)
    owner.go(f"/applications/{reference}/")
    owner.follow("/pay/")
    owner.sees("70.000")
    pay(owner)
    owner.go(f"/applications/{reference}/")
    owner.follow("/register/")
    LICENCES[language] = owner.reference()
    paper = owner.download(owner.await_paper(), tmp_path / "licence.pdf")
    assert is_signed(paper)
    assert LICENCES[language] in text_of(paper)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_amended_and_the_paper_before_says_so(language, visit, pictures, tmp_path):
    owner = visit(language, OWNER[language])
    owner.go(f"/register/{LICENCES[language]}/")
    before = owner.await_paper()
    owner.follow("/amend/")
    owner.picture(pictures / f"amend-{language}.png")
    owner.send()
    owner.no_errors()
    reference = owner.reference()
    owner.go(f"/applications/{reference}/")
    owner.change_step("edit", q_address_of_the_place="Cedar Street 9")
    owner.act("submit")
    _decided(visit, language, reference)
    owner.go(f"/register/{LICENCES[language]}/")
    after = owner.await_paper(other_than=before)
    assert is_signed(owner.download(after, tmp_path / "amended.pdf"))
    owner.sees("v2")
    # The paper before it says that another has taken its place.
    owner.go(before.removeprefix(f"/{language}").replace("/papers/", "/verify/"))
    owner.picture(pictures / f"superseded-{language}.png")
    owner.sees(LICENCES[language], SUPERSEDED[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_renewed_by_a_confirmation_and_a_payment(language, visit, pictures, tmp_path):
    owner = visit(language, OWNER[language])
    owner.go(f"/register/{LICENCES[language]}/")
    before = owner.page.locator("main time").all_inner_texts()
    owner.follow("/renew/")
    owner.picture(pictures / f"renew-{language}.png")
    owner.fill(changes="no", declared=True)
    owner.send()
    owner.no_errors()
    owner.sees("70.000")
    owner.follow("/pay/")
    pay(owner)
    owner.go(f"/register/{LICENCES[language]}/")
    owner.sees("v3")
    assert owner.page.locator("main time").all_inner_texts() != before
    owner.picture(pictures / f"renewed-{language}.png")


@pytest.mark.parametrize("language", LANGUAGES)
def test_anybody_verifies_it(language, visit, pictures):
    public = visit(language)
    public.go(f"/register/?q={LICENCES[language]}")
    public.sees(LICENCES[language])
    public.go("/register/check/")
    public.fill(number=LICENCES[language])
    public.page.locator("main form button[type=submit]").click()
    public.sees(NAME[language], {"en": "In force today", "ar": "سارية اليوم"}[language])
    public.picture(pictures / f"checked-{language}.png")


def _decided(visit, language: str, reference: str) -> None:
    """Through the three stages, each by whose it is."""
    officer = visit(language, OFFICER)
    officer.go(f"/applications/{reference}/")
    officer.act("take_up")
    _ticked(officer, "accept")
    reviewer = visit(language, REVIEWER)
    reviewer.go("/reviews/")
    reviewer.go(f"/applications/{reference}/")
    reviewer.follow("/reviews/")
    reviewer.act("take")
    reviewer.act("conclude", recommendation="approve", reasons="The exits are in order.")
    officer.go(f"/applications/{reference}/")
    officer.act("sum_up", recommendation="approve", recommendation_reasons="In order.")
    decider = visit(language, APPROVER)
    decider.go(f"/applications/{reference}/")
    decider.act("approve")


def _ticked(person: Visitor, name: str) -> None:
    """Take an action after ticking every box of its form."""
    person.page.locator(f"main a[href$='/{name}/']:visible").first.click()
    boxes = person.page.locator("main form[method=post] input[type=checkbox]")
    boxes.first.wait_for(state="attached")
    for box in boxes.all():
        box.check()
    person.send()
    person.no_errors()
