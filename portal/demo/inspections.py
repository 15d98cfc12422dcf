"""The demonstration's inspections: calendars, visits in each state, findings and their photos."""

import io
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import Agency, User
from licensing import photos, visit_booking
from licensing.models import Application, Inspection, InspectionCalendar, Licence
from workflow.gate import begin, perform

OFFICER, INSPECTOR = "licensing@trade.example", "inspector@trade.example"
HOURS = [
    {"weekday": day, "from": start, "to": end, "minutes": 60}
    for day in (6, 0, 1, 2, 3)
    for start, end in (("09:00", "12:00"), ("13:00", "15:00"))
]
CHECKLIST = [
    {
        "key": "cold",
        "label": {
            "ar": "حرارة الثلاجات 5 درجات مئوية أو أقل",
            "en": "Fridges at 5 °C or less",
        },
    },
    {
        "key": "certificates",
        "label": {
            "ar": "الشهادات الصحية للعاملين سارية",
            "en": "Health certificates of the staff are valid",
        },
    },
    {
        "key": "exits",
        "label": {"ar": "مخارج الطوارئ سالكة", "en": "Emergency exits are clear"},
    },
]
PLACE = "جبل عمّان، شارع الرينبو 7 / Jabal Amman, Rainbow Street 7"
WARM = "الثلاجة الثانية تعمل على 9 درجات.\nThe second fridge stands at 9 °C."
EXPIRED = "انتهت شهادتان صحيتان.\nTwo health certificates have ended."


def make(agency: Agency, people: dict[str, User]) -> None:
    """Make them, through the real actions, for companies that hold or apply for a licence."""
    _Story(agency, people).tell()


def visited(application: Application, people: dict[str, User]) -> None:
    """The stage of an application that needs a visit, with the visit made."""
    story = _Story(application.agency, people)
    case = application.inspections.get()
    story.done(story.today(case), "passed")


class _Story:
    def __init__(self, agency: Agency, people: dict[str, User]) -> None:
        self.agency = agency
        self.officer, self.inspector = people[OFFICER], people[INSPECTOR]
        self.people = people
        today = timezone.localdate()
        self.own = self._calendar(
            self.inspector,
            HOURS,
            exceptions=[
                {
                    "day": (today + timedelta(days=9)).isoformat(),
                    "from": "",
                    "to": "",
                    "minutes": None,
                    "reason": "دورة تدريبية / Training",
                }
            ],
        )
        self.shared = self._calendar(None, HOURS[::2], capacity=200)

    def _calendar(self, inspector: User | None, hours: list[Any], **more: Any) -> Any:
        there = InspectionCalendar.objects.filter(agency=self.agency, inspector=inspector).first()
        if there is not None:
            return there
        calendar = begin(
            InspectionCalendar(agency=self.agency, inspector=inspector),
            by=self.officer,
            who="licensing.keep_inspection_calendar",
        )
        values = {"exceptions": [], "capacity": 1, "notice_days": 1, "horizon_days": 30}
        return perform(calendar, "edit", by=self.officer, **{**values, "hours": hours, **more})

    def tell(self) -> None:
        """One visit in each state, findings on their ways."""
        licence = Licence.objects.filter(
            state="active", company__name_en__contains="Sanabel"
        ).first()
        licence = licence or Licence.objects.filter(state="active").first()
        application = Application.objects.filter(state="awaiting_decision").first()
        assert licence is not None
        assert application is not None
        applied = {"application": application, "company": application.company}
        held = {"licence": licence, "company": licence.company, "purpose": "holder"}
        owner = licence.company.members.filter(role="owner").first().user
        self._visit(**applied)  # the company has not chosen yet
        self._booked(self._visit(**held), owner)
        self._missed(self._visit(**held))
        self._called_off(self._visit(**held))
        passed = self.today(self._visit(**held))
        self.done(passed, "passed")
        self.done(self.today(self._visit(**held)), "passed_with_conditions", WARM, "major")
        critical = self.today(self._visit(**held, is_announced=False))
        self.done(critical, "passed_with_conditions", EXPIRED, "critical")
        for until in ("reported", "settled", "dropped"):
            case = self.today(self._visit(**held))
            self.done(case, "passed_with_conditions", WARM, "major")
            self._lead(case, until, owner)
        self._coming(self._visit(**held))

    def _visit(self, **fields: Any) -> Inspection:
        who = "licensing.begin_inspection"
        case = Inspection(agency=self.agency, checklist=CHECKLIST, place=PLACE, **fields)
        return begin(case, by=self.officer, who=who)

    def _booked(self, case: Inspection, owner: User) -> Inspection:
        slot = visit_booking.offers(case, timezone.now())[2].slot
        return perform(case, "book", by=owner, slot=slot, place=PLACE)

    def _set(self, case: Inspection, calendar: Any, starts: datetime) -> Inspection:
        values = {"calendar": calendar, "starts_at": starts, "minutes": 45, "place": PLACE}
        return perform(case, "set_time", by=self.officer, **values)

    def today(self, case: Inspection) -> Inspection:
        """A visit of this very hour."""
        case = self._set(case, self.shared, timezone.now() + timedelta(seconds=2))
        return perform(case, "assign", by=self.officer, inspector=self.inspector)

    def _coming(self, case: Inspection) -> Inspection:
        """A visit of today, still to be made."""
        now = timezone.localtime()
        ahead = timedelta(minutes=30 if now.hour < 23 else 1)
        return self._set(case, self.own, now + ahead)

    def _missed(self, case: Inspection) -> Inspection:
        case = self.today(case)
        words = "كان المحل مغلقًا والهاتف لا يجيب.\nThe shop was shut and nobody answered."
        side = "inspector"  # before its hour a company has not missed it
        return perform(case, "miss", by=self.inspector, missed_by=side, remarks=words)

    def _called_off(self, case: Inspection) -> Inspection:
        words = "أُجريت الزيارة ضمن حملة أخرى.\nSeen within another campaign."
        return perform(case, "cancel", by=self.officer, remarks=words)

    def done(self, case: Inspection, result: str, words: str = "", severity: str = "") -> None:
        """Photographed, answered and signed off."""
        for number, row in enumerate(case.checklist[:2]):
            file = photos.keep(_picture(number), "photo.jpg")
            taken = {"id": uuid4(), "file": file, "key": row["key"], "taken_at": timezone.now()}
            perform(case, "note", by=self.inspector, photo=taken)
        bad = "certificates" if severity == "critical" else "cold" if words else ""
        answers = [
            {
                "key": row["key"],
                "answer": "not_ok" if row["key"] == bad else "ok",
                "remark": words if row["key"] == bad else "",
                "severity": severity if row["key"] == bad else "",
                "put_right_by": timezone.localdate() + timedelta(days=21)
                if row["key"] == bad
                else None,
            }
            for row in case.checklist
        ]
        perform(
            case,
            "conclude",
            by=self.inspector,
            answers=answers,
            result=result,
            summary="جولة كاملة في المحل والمستودع.\nA full tour of the shop and its store.",
            met="هادي سنابل، المدير / Hadi Sanabel, manager",
        )

    def _lead(self, case: Inspection, until: str, owner: User) -> None:
        finding = case.findings.get()
        if until == "dropped":
            words = "أُخرجت الثلاجة من الخدمة.\nThe fridge was taken out of use."
            perform(finding, "drop", by=self.officer, remarks=words)
            return
        report = "استُبدل منظّم الحرارة.\nThe thermostat was replaced."
        proof = [photos.keep(_picture(3), "proof.jpg")]
        finding = perform(finding, "put_right", by=owner, report=report, proof=proof)
        if until == "settled":
            perform(finding, "accept", by=self.officer)


def _picture(number: int) -> bytes:
    """A drawing that stands for a photo."""
    colours = ((176, 196, 204), (222, 206, 170), (180, 206, 180), (206, 186, 200))
    image = Image.new("RGB", (960, 720), colours[number % len(colours)])
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 520, 960, 720), fill=(120, 120, 116))
    for shelf in range(3):
        top = 120 + shelf * 130
        draw.rectangle((120, top + 100, 840, top + 112), fill=(92, 84, 74))
        for box in range(5):
            side = 150 + box * 138
            shade = 90 + 28 * ((box + shelf + number) % 5)
            draw.rectangle((side, top + 20, side + 96, top + 100), fill=(shade, 96, 110))
    draw.text((24, 24), f"Mizan demonstration {number + 1}", fill=(20, 20, 20))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
