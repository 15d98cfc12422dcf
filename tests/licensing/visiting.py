"""The story of inspections in steps, for the tests of this folder and the permission matrix."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from licensing import inspecting, visit_booking
from licensing.models import Finding, Inspection, InspectionCalendar, Review
from workflow.gate import begin, perform

CHECKLIST = [
    {"key": "exits", "label": {"ar": "مخارج الطوارئ سالكة", "en": "Emergency exits are clear"}},
    {"key": "cold", "label": {"ar": "التبريد دون 5 درجات", "en": "Cold storage below 5 degrees"}},
]
EVERY_DAY = [{"weekday": day, "from": "09:00", "to": "12:00", "minutes": 60} for day in range(7)]


class Visits:
    """Inspections of the licensing agency of a `Licensing` story."""

    def __init__(self, licensing: Any) -> None:
        self.licensing, self.cast = licensing, licensing.cast

    def calendar(self, inspector: Any = "own", **fields: Any) -> InspectionCalendar:
        """The inspector's calendar: three hours on every working day."""
        who = self.cast.inspector if inspector == "own" else inspector
        return begin(
            InspectionCalendar(
                agency=self.cast.trade, inspector=who, **{"hours": EVERY_DAY, **fields}
            ),
            by=self.cast.licensing_officer,
            who="licensing.keep_inspection_calendar",
        )

    def needed(self, application: Any = None) -> Inspection:
        """One that a stage of an application asks for."""
        application = application or self.licensing.in_review()
        review = begin(
            Review(
                application=application,
                agency=self.cast.trade,
                key=f"visit-{Review.objects.count()}",
                stage_kind="inspection",
                role="inspector",
                days=10,
                checklist=CHECKLIST,
            ),
            by=None,
            who=None,
        )
        return inspecting.open_for(review)

    def surprise(self, licence: Any) -> Inspection:
        """An unannounced visit to the holder of a licence."""
        return begin(
            Inspection(
                company=licence.company,
                agency=self.cast.trade,
                licence=licence,
                purpose=Inspection.Purpose.HOLDER,
                is_announced=False,
                checklist=CHECKLIST,
            ),
            by=self.cast.licensing_officer,
            who="licensing.begin_inspection",
        )

    def booked(self, case: Any = None, by: Any = None, number: int = 0) -> Inspection:
        """Booked by the company at the first free time (or a later one)."""
        case = case or self.needed()
        slot = visit_booking.offers(case, timezone.now())[number].slot
        return perform(case, "book", by=by or self.cast.noor_owner, slot=slot, place="1 Main St.")

    def today(self, case: Any = None) -> Inspection:
        """One whose hour is now."""
        case = case or self.booked()
        return self.at(case, timezone.now())

    def at(self, case: Inspection, starts: datetime) -> Inspection:
        """The visit moved to another time behind everybody's back: time has gone by."""
        ends = starts + timedelta(hours=1)
        case.bookings.filter(is_held=True).update(is_held=False)
        Inspection.objects.filter(pk=case.pk).update(starts_at=starts, ends_at=ends)
        return Inspection.objects.get(pk=case.pk)

    def answer(self, key: str, answer: str = "ok", **more: Any) -> dict[str, Any]:
        """An answer as forms give it."""
        return {"key": key, "answer": answer, "remark": "", "put_right_by": None, **more}

    def done(self, case: Any = None, result: str = "passed", **cold: Any) -> Inspection:
        """Finished; `cold` is what was noted about the cold storage."""
        case = case or self.today()
        return perform(
            case,
            "conclude",
            by=self.cast.inspector,
            answers=[self.answer("exits"), self.answer("cold", **cold)],
            result=result,
            summary="Seen from top to bottom.",
            met="Amal Noor, manager",
        )

    def conditions(self, severity: str = "major", days: int = 20, case: Any = None) -> Inspection:
        """Finished with something to be put right."""
        return self.done(
            case,
            "passed_with_conditions",
            answer="not_ok",
            remark="The fridge shows nine degrees.",
            severity=severity,
            put_right_by=timezone.localdate() + timedelta(days=days),
        )

    def finding(self, severity: str = "major") -> Finding:
        """What was found."""
        return self.conditions(severity).findings.get()

    def reported(self) -> Finding:
        """Said to be put right."""
        return perform(
            self.finding(), "put_right", by=self.cast.noor_owner, report="A new one.", proof=[]
        )
