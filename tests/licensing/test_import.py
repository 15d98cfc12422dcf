"""An authority's existing licences: checked row by row, brought in, twice nothing new, undone."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from licensing.importing import checking, holders, storing, working
from licensing.models import ImportBatch, ImportRow, Licence
from licensing.models.import_states import RowState, Verdict
from tests.licensing.importing import (
    HEADER,
    as_csv,
    as_xlsx,
    brought,
    checked,
    codes,
    day,
    fresh,
    imported,
    licences_of,
    row,
    undone,
)
from vendors.models import Company
from workflow.blockers import NotAllowed, Refused
from workflow.gate import begin, perform

State = ImportBatch.State


def test_the_dry_run_judges_every_row_and_imports_nothing(cast, licensing):
    batch = checked(
        cast,
        [
            row("A-1"),
            row("A-2", holder_number="777777", holder_ar="بقالة الحي"),
            row("A-3", type="no-such-type"),
            row("A-4", valid_through="31/13/2026"),
            row("A-5", valid_from=day(5), valid_through=day(1)),
            row("A-6", state="suspended"),
            row("A-1"),
            row(""),
            row("A-8", holder_number="", holder_ar=""),
            row("A-9", state="no state"),
            row("A-10", first_day=day(1), valid_from=day(0)),
            row("A-11", holder_ar="اسم آخر"),
            row("A-12", isic="47-11", valid_through=day(-1), state="active"),
        ],
    )
    assert batch.state == State.CHECKED
    assert Licence.objects.count() == 0
    assert codes(batch) == {
        2: [],
        3: ["holder_unknown"],
        4: ["type_unknown"],
        5: ["no_day"],
        6: ["ends_before"],
        7: ["reasons_missing"],
        8: ["twice"],
        9: ["missing"],
        10: ["holder_missing"],
        11: ["state_unknown"],
        12: ["anchor_after"],
        13: ["holder_named"],
        14: ["is_over", "isic_malformed"],
    }
    assert batch.counts == {"fine": 1, "warning": 3, "error": 9, "waiting": 13}


def test_what_was_imported_is_in_the_register_as_the_file_says(cast, licensing):
    batch = imported(
        cast,
        [
            row(
                "RK/77", first_day="2016-02-29", place="إربد", isic="4721", activity_ar="بيع الخبز"
            ),
            row("RK/78", state="revoked", reasons="Unsafe food."),
            row("RK/79", type="no-such-type"),
        ],
    )
    assert (batch.state, batch.counts["imported"], batch.counts["left_out"]) == ("imported", 2, 1)
    first, second = licences_of(batch)
    assert (first.company, first.imported, first.state) == (cast.noor, True, "active")
    assert first.anchor == date(2016, 2, 29)
    assert first.period.last_day == timezone.localdate() + timedelta(days=200)
    assert first.versions.get().facts["activity_ar"] == "بيع الخبز"
    assert first.terms.get().application is None
    assert (second.state, second.reasons) == ("revoked", "Unsafe food.")
    event = Event.objects.get(verb="licence.imported", subject_id=str(first.pk))
    assert event.public["old_number"] == "RK/77"
    assert event.public["import"] == batch.reference


def test_the_same_file_again_is_nothing_new(cast, licensing):
    rows = [row("A-1"), row("A-2")]
    imported(cast, rows)
    again = checked(cast, [*rows, row("A-3")])
    assert again.counts == {"known": 2, "fine": 1, "waiting": 3}
    # Two of them at once: what one has brought meanwhile the other leaves out.
    third = checked(cast, [row("A-3")])
    for batch in (again, third):
        perform(batch, "let_in", by=cast.licensing_approver)
        working.work(batch.pk)
    assert fresh(third).counts == {"known": 1, "left_out": 1}
    assert Licence.objects.count() == 3


def test_the_database_refuses_the_same_old_number_twice(cast, licensing):
    from django.db import IntegrityError, transaction

    batch = imported(cast, [row("A-1")])
    one = batch.rows.get()
    with pytest.raises(IntegrityError, match="one_import_a_number"), transaction.atomic():
        ImportRow.objects.create(
            batch=batch, agency=cast.trade, line=99, old_number="A-1", verdict=Verdict.FINE,
            outcome=RowState.IMPORTED, licence=one.licence,
        )  # fmt: skip


def test_an_import_killed_in_the_middle_goes_on_and_nothing_is_there_twice(
    cast, licensing, monkeypatch
):
    monkeypatch.setattr(storing, "PIECE", 2)
    batch = perform(
        checked(cast, [row(f"A-{n}") for n in range(5)]), "let_in", by=cast.licensing_approver
    )
    assert storing.bring(batch.pk)
    assert Licence.objects.count() == 2
    real, calls = storing._term, []

    def killed(one):
        calls.append(one)
        raise KeyboardInterrupt

    monkeypatch.setattr(storing, "_term", killed)
    with pytest.raises(KeyboardInterrupt):
        storing.bring(batch.pk)
    assert Licence.objects.count() == 2
    monkeypatch.setattr(storing, "_term", real)
    assert not working.work(batch.pk)
    assert Licence.objects.count() == 5
    assert fresh(batch).counts["imported"] == 5
    assert not working.work(batch.pk)  # nothing is left to do


def test_a_row_that_the_database_refuses_is_left_out_alone(cast, licensing):
    batch = checked(cast, [row("A-1"), row("A-2", type="home-business"), row("A-3")])
    # Meanwhile the company was granted one here.
    licensing.issued(licensing.home)
    perform(batch, "let_in", by=cast.licensing_approver)
    working.work(batch.pk)
    assert fresh(batch).counts["imported"] == 2
    assert codes(batch)[3] == ["second"]


def test_one_licence_where_one_may_be_held_in_the_file_and_in_the_register(cast, licensing):
    rows = [row("A-1", type="home-business"), row("A-2", type="رخصة مزاولة الأعمال من المنزل")]
    batch = imported(cast, rows)
    assert codes(batch)[3] == ["second_in_file"]
    assert codes(checked(cast, [row("A-9", type="home-business")]))[2] == ["second"]


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_both_kinds_of_file_say_the_same(cast, licensing, make):
    batch = imported(cast, make([row("٠٠٧"), row("A-2", holder_number="")]))
    assert [licence.import_rows.get().old_number for licence in licences_of(batch)] == [
        "007",
        "A-2",
    ]


def test_days_of_a_spreadsheet_are_days_and_no_other_day_is_guessed(cast, licensing):
    rows = [
        row("A-1", valid_from=date(2026, 4, 3), valid_through=date(2027, 4, 2)),
        row("A-2", valid_from="03/04/2026", valid_through="02/04/2027"),
    ]
    assert codes(checked(cast, as_xlsx(rows)))[3] == ["no_day", "no_day"]
    for order, month in (("dmy", 4), ("mdy", 3)):
        batch = checked(cast, as_xlsx(rows), day_order=order)
        wanted = batch.rows.get(line=3).facts["from"]
        assert date.fromisoformat(wanted).month == month
        assert batch.rows.get(line=2).facts["from"] == "2026-04-03"


def test_headings_may_be_titles_in_either_language_in_any_order(cast, licensing):
    header = ("Valid through", "valid_from *", "Licence type", "Number in the old system",
              "Holder's registration number", "Colour")  # fmt: skip
    line = dict(
        zip(header, (day(9), day(), "Food shop licence", "A-1", "100001", "red"), strict=True)
    )
    batch = checked(cast, as_csv([line], header, delimiter=";"))
    assert codes(batch) == {2: ["column_unknown"]}
    assert batch.usable == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (as_csv([], ("old_number", "type")), "no_header"),
        (as_csv([], HEADER), "no_table"),
        (as_csv([], (*HEADER, "old_number")), "column_twice"),
        ("old_number,type\nرقم,x\n".encode("cp1256"), "not_utf8"),
        (as_xlsx([row("A-1")])[:900], "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_can_only_be_discarded(
    cast, licensing, content, code
):
    batch = checked(cast, content)
    assert batch.problem[0] == code
    with pytest.raises(Refused, match="No row of the file"):
        perform(batch, "let_in", by=cast.licensing_approver)
    assert perform(batch, "discard", by=cast.licensing_officer).state == State.DISCARDED


def test_a_workbook_with_entities_is_refused(cast, licensing):
    import io
    import zipfile

    bomb = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>'
    source, changed = zipfile.ZipFile(io.BytesIO(as_xlsx([row("A-1")]))), io.BytesIO()
    with zipfile.ZipFile(changed, "w") as book:
        for name in source.namelist():
            book.writestr(name, bomb if name.endswith("sharedStrings.xml") else source.read(name))
    assert checked(cast, changed.getvalue()).problem[0] == "damaged"


def test_who_brought_the_file_does_not_let_it_in(cast, licensing):
    from accounts.models import Role
    from tests.cast import give_role

    both = give_role(cast.licensing_officer, Role.LICENSING_APPROVER, cast.trade).user
    batch = checked(cast, [row("A-1")], by=cast.licensing_officer)
    with pytest.raises(Refused, match="brought this file yourself"):
        perform(batch, "let_in", by=both)
    with pytest.raises(NotAllowed):
        perform(batch, "let_in", by=cast.officer)
    with pytest.raises(NotAllowed):
        begin(ImportBatch(agency=cast.trade, file=batch.file), by=cast.cashier,
              who="licensing.bring_licences")  # fmt: skip


def test_an_undone_import_leaves_the_register_and_its_numbers_can_come_again(cast, licensing):
    batch = imported(cast, [row("A-1"), row("A-2", type="home-business")])
    first = licences_of(batch)[0]
    done = undone(cast, batch)
    assert (done.state, done.counts) == (State.UNDONE, {"fine": 2, "taken_back": 2})
    assert Licence.objects.in_register().count() == 0
    taken = Licence.objects.get(pk=first.pk)
    assert taken.state == Licence.State.ANNULLED
    event = Event.objects.get(verb="licence.taken_back", subject_id=str(first.pk))
    assert event.public["import"] == batch.reference
    assert imported(cast, [row("A-1"), row("A-2", type="home-business")]).counts["imported"] == 2


def test_what_was_done_with_since_stays_and_says_so(cast, licensing):
    batch = imported(cast, [row("A-1"), row("A-2"), row("A-3", valid_through=day(1))])
    suspended = licences_of(batch)[1]
    perform(suspended, "suspend", by=None, reasons="Dirty.")
    over = licences_of(batch)[2]
    Licence.objects.filter(pk=over.pk).update(valid_until=timezone.localdate())
    perform(over, "expire", by=None)  # by the clock: nothing in the way
    done = undone(cast, batch)
    assert done.state == State.IMPORTED
    assert done.counts == {"fine": 3, "imported": 1, "taken_back": 2}
    assert codes(done)[3] == ["in_the_way_act"]
    assert Licence.objects.get(pk=suspended.pk).state == "suspended"


def test_an_act_between_the_look_and_the_undoing_is_in_the_way(cast, licensing, monkeypatch):
    from licensing.importing import undoing

    batch = imported(cast, [row("A-1")])
    (licence,) = licences_of(batch)
    perform(licence, "suspend", by=None, reasons="Dirty.")
    monkeypatch.setattr(undoing, "in_the_way", lambda pks: {})
    done = undone(cast, batch)
    assert (done.state, codes(done)[2]) == (State.IMPORTED, ["in_the_way_refused"])
    assert Licence.objects.get().state == "suspended"


def test_undoing_killed_in_the_middle_goes_on(cast, licensing, monkeypatch):
    from licensing.importing import undoing

    monkeypatch.setattr(undoing, "PIECE", 2)
    batch = imported(cast, [row(f"A-{n}") for n in range(5)])
    perform(batch, "undo", by=cast.licensing_approver, reasons="Wrong.")
    assert undoing.take_back(batch.pk)
    assert not working.work(batch.pk)
    assert fresh(batch).counts["taken_back"] == 5


def test_an_unknown_holder_is_entered_once_and_can_do_nothing(cast, licensing):
    batch = imported(
        cast,
        [
            row("A-1", holder_number="555001", holder_ar="بقالة السلام"),
            row("A-2", holder_number="555001", holder_ar="بقالة السلام"),
            row("A-3", holder_number="", holder_ar="بقالة السلام"),
        ],
    )
    first, second, third = licences_of(batch)
    assert first.company == second.company != third.company
    assert first.company.imported
    assert not Company.objects.registered().filter(pk=first.company_id).exists()
    assert not Company.objects.shown_to_all().filter(pk=first.company_id).exists()


def test_licences_go_over_once_their_holder_has_registered_with_the_same_number(cast, licensing):
    batch = imported(
        cast,
        [
            row("A-1", holder_number="555001", holder_ar="بقالة السلام"),
            row("A-2", holder_number="", holder_ar="بقالة السلام"),
        ],
    )
    first, second = licences_of(batch)
    real = Company(
        agency=cast.trade, state=Company.State.DRAFT, name_ar="بقالة السلام", name_en="Salam",
        registration_number="555001",
    )  # fmt: skip
    real = begin(real, by=None, who=None)
    assert holders.join() == 0  # nobody has verified the number
    Company.objects.filter(pk=real.pk).update(state=Company.State.REGISTERED)
    assert holders.join() == 1
    assert Licence.objects.get(pk=first.pk).company == real
    assert Licence.objects.get(pk=second.pk).company != real  # a name proves nothing
    assert holders.join() == 0
    assert Event.objects.get(verb="licence.holder_joined").public["to"] == real.reference


def test_a_number_that_nobody_verified_draws_no_licences(cast, licensing):
    Company.objects.filter(pk=cast.noor.pk).update(state=Company.State.SUBMITTED)
    (licence,) = licences_of(imported(cast, [row("A-1")]))
    assert licence.company != cast.noor


def test_a_piece_costs_the_same_queries_for_each_licence(cast, licensing):
    def cost(count, start):
        rows = [row(f"Q-{start + n}", holder_number=f"6{start + n:05d}") for n in range(count)]
        batch = perform(checked(cast, rows), "let_in", by=cast.licensing_approver)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            storing.bring(batch.pk)
        return len(queries)

    few, many = cost(2, 0), cost(12, 100)
    assert (many - few) % 10 == 0
    assert (many - few) / 10 < 24


def test_a_large_file_is_checked_with_few_queries(cast, licensing):
    batch = brought(cast, as_csv([row(f"A-{n}") for n in range(3000)]))
    with CaptureQueriesContext(connection) as queries:
        checking.check(batch.pk)
    assert len(queries) < 60
    assert fresh(batch).usable == 3000


def test_imports_whose_work_was_lost_are_found(cast, licensing, monkeypatch):
    batch = brought(cast, as_csv([row("A-1")]))
    queued: list[int] = []
    monkeypatch.setattr("licensing.importing.queueing.queue_batch", queued.append)
    assert working.sweep() == 0
    ImportBatch.objects.update(worked_at=timezone.now() - timedelta(minutes=10))
    assert working.sweep() == 1
    assert queued == [batch.pk]
