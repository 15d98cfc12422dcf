"""What a phone sends: once however often it comes, kept when the office was quicker, no place in
a photo; the pages of inspections; reminders, each once.
"""

import io
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from documents import storage
from licensing import inspection_reminding
from licensing.models import Finding, Inspection, InspectionPhoto
from tests.licensing.visiting import Visits
from workflow.gate import perform
from workflow.models import Holiday, Notice


@pytest.fixture
def visits(licensing, settings, tmp_path) -> Visits:
    settings.MEDIA_ROOT = tmp_path
    made = Visits(licensing)
    made.calendar()
    return made


def jpeg() -> bytes:
    """A photo that says where it was taken."""
    exif = Image.Exif()
    exif[0x0110] = "A phone"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (31.0, 57.0, 0.0)
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 120, 90)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def answer(key: str, value: str = "ok", **more) -> dict:
    return {
        "id": str(uuid4()),
        "key": key,
        "answer": value,
        "remark": "",
        "at": timezone.now().isoformat(),
        **more,
    }


class Phone:
    """The page's requests."""

    def __init__(self, client, case: Inspection) -> None:
        self.client, self.case = client, case

    def post(self, name: str, body: dict):
        address = reverse(name, args=[self.case.reference])
        return self.client.post(address, json.dumps(body), content_type="application/json")

    def photo(self, content: bytes, number=None):
        number = number or uuid4()
        address = reverse("inspection_photo", args=[self.case.reference, number])
        return self.client.put(f"{address}?key=cold", content, content_type="image/jpeg")

    def end(self, *answers: dict, photos=(), **more):
        body = {
            "id": str(uuid4()),
            "result": "passed",
            "summary": "",
            "met": "Amal",
            "at": timezone.now().isoformat(),
            "answers": list(answers),
            "photos": [str(one) for one in photos],
        }
        return self.post("finish_inspection", {**body, **more})


@pytest.fixture
def phone(visits, client) -> Phone:
    client.force_login(visits.cast.inspector)
    return Phone(client, visits.today())


def test_what_is_sent_twice_is_here_once(phone):
    exits, cold, photo = answer("exits"), answer("cold"), uuid4()
    for _again in range(2):
        got = phone.post("inspection_notes", {"answers": [exits, cold]})
        assert got.json()["received"] == [exits["id"], cold["id"]]
        assert phone.photo(jpeg(), photo).json() == {"received": str(photo)}
    assert phone.case.answers.count() == 2
    assert phone.case.photos.count() == 1
    once = str(uuid4())
    for _again in range(2):
        assert phone.end(exits, cold, photos=[photo], id=once).status_code == 200
    phone.case.refresh_from_db()
    assert phone.case.state == "done"
    assert phone.case.answers.count() == 2


def test_what_stands_twice_in_one_message_is_here_once(phone):
    exits = answer("exits")
    got = phone.post("inspection_notes", {"answers": [exits, exits]})
    assert got.status_code == 200
    assert phone.case.answers.count() == 1


def test_a_photo_loses_its_place_and_is_the_companys_only_after_the_end(phone, visits):
    phone.photo(jpeg())
    photo = InspectionPhoto.objects.get()
    stored = Image.open(io.BytesIO(storage.read(photo.attachment.file)))
    assert not dict(stored.getexif())
    assert (stored.width, stored.height) == (40, 30)
    address = photo.attachment.get_absolute_url()
    assert phone.client.get(address).status_code == 200
    phone.client.force_login(visits.cast.noor_owner)
    assert phone.client.get(address).status_code == 404
    visits.done(phone.case)
    assert phone.client.get(address).status_code == 200
    phone.client.force_login(visits.cast.ofoq_owner)
    assert phone.client.get(address).status_code == 404
    phone.client.logout()
    assert phone.client.get(address).status_code == 404


def test_called_off_while_offline_is_said_and_nothing_is_lost(phone, visits):
    """The office calls it off while the inspector fills it in without a connection."""
    perform(phone.case, "cancel", by=visits.cast.licensing_officer, remarks="The shop has closed.")
    told = phone.client.get(f"{reverse('inspector_visits')}?have={phone.case.reference}").json()
    assert told["visits"] == []
    assert "The shop has closed." in told["others"][phone.case.reference]["text"]
    exits, cold = answer("exits"), answer("cold")
    assert phone.post("inspection_notes", {"answers": [exits, cold]}).status_code == 200
    assert phone.photo(jpeg()).status_code == 200
    refused = phone.end(exits, cold)
    assert refused.status_code == 409
    assert "Nothing was changed" in refused.json()["errors"][0]
    phone.case.refresh_from_db()
    assert phone.case.state == "cancelled"
    assert (phone.case.answers.count(), phone.case.photos.count()) == (2, 1)


def test_an_end_waits_for_its_photos(phone):
    refused = phone.end(answer("exits"), answer("cold"), photos=[uuid4()])
    assert refused.status_code == 422
    assert refused.json()["errors"] == ["1 photo has not arrived yet."]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"answers": "x"},
        {"answers": [{"id": "1"}]},
        {"answers": [{**answer("exits"), "key": "unknown"}]},
        {"answers": [{**answer("exits"), "answer": "perhaps"}]},
        {"answers": [{**answer("exits"), "remark": ["a", "b"]}]},
        {"answers": [{**answer("exits"), "at": "0001-01-01T00:00:00+14:00"}]},
        {"answers": [answer("exits")] * 301},
    ],
)
def test_what_the_page_never_sends_is_refused(phone, body):
    assert phone.post("inspection_notes", body).status_code == 422
    assert phone.case.answers.count() == 0


def test_a_file_that_is_no_photo_is_refused(phone):
    assert phone.photo(b"%PDF-1.4 not a photo").status_code == 422
    assert phone.case.photos.count() == 0


def test_nobody_but_the_assigned_inspector_sends(phone, visits):
    for who in ("licensing_officer", "noor_owner", "auditor", "stranger"):
        phone.client.force_login(getattr(visits.cast, who))
        assert phone.post("inspection_notes", {"answers": []}).status_code == 404, who
        assert phone.photo(jpeg()).status_code == 404, who
        assert phone.end().status_code == 404, who


def test_the_ordinary_form_does_the_same_without_scripts(phone, visits):
    address = phone.case.action_url("conclude")
    assert phone.client.get(address).status_code == 200
    data = {
        "answer_exits": "ok",
        "answer_cold": "not_ok",
        "remark_cold": "Nine degrees",
        "severity_cold": "major",
        "by_cold": (timezone.localdate() + timedelta(days=9)).isoformat(),
        "result": "passed_with_conditions",
        "met": "Amal",
    }
    answer_ = phone.client.post(address, data)
    assert answer_.status_code == 302, answer_.content.decode()
    assert Finding.objects.get().words == "Nine degrees"


def test_the_calendar_file_names_the_inspectors_visits(phone, visits):
    text = phone.client.get(reverse("inspection_feed")).content.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert f"UID:{phone.case.reference}@" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_the_pages_are_there_for_both_sides(phone, visits):
    """The week, the day to print, the visit with photos, the finding; each in Arabic, too."""
    phone.photo(jpeg())
    case = visits.conditions(case=phone.case)
    finding = case.findings.get()
    pages = [
        (f"{reverse('inspection_week')}?week={timezone.localdate()}", "inspector"),
        (f"{reverse('inspection_week')}?day={timezone.localdate()}", "licensing_officer"),
        (reverse("inspector_day"), "inspector"),
        (case.calendar.get_absolute_url(), "licensing_officer"),
        (case.calendar.action_url("edit"), "licensing_officer"),
        (reverse("new_inspection"), "licensing_officer"),
        (reverse("new_inspection_calendar"), "inspector"),
        (case.get_absolute_url(), "noor_viewer"),
        (finding.get_absolute_url(), "noor_owner"),
        (finding.action_url("put_right"), "noor_owner"),
        (
            visits.surprise(visits.licensing.issued(visits.licensing.home)).action_url("set_time"),
            "licensing_officer",
        ),
    ]
    for address, who in pages:
        phone.client.force_login(getattr(visits.cast, who))
        for language in ("en", "ar"):
            got = phone.client.get(address.replace("/en/", f"/{language}/", 1))
            assert got.status_code == 200, (address, who)


def test_reminders_are_sent_once_each(visits):
    case = visits.booked()
    Holiday.objects.create(day=case.day, name="A day of rest")
    finding = visits.conditions(
        days=7,
        case=visits.today(
            visits.booked(visits.needed(visits.licensing.draft(visits.licensing.home)))
        ),
    ).findings.get()
    now = timezone.now()
    assert inspection_reminding.remind(now) == 2
    assert inspection_reminding.remind(now) == 0
    assert Notice.objects.filter(subject_en__contains="day off now").exists()
    later = now + timedelta(days=6)
    assert inspection_reminding.remind(later) == 1
    assert inspection_reminding.remind(now + timedelta(days=9)) == 1
    assert Notice.objects.filter(
        to=visits.cast.noor_owner, subject_en__contains=f"{finding.reference}: a finding was not"
    ).exists()
