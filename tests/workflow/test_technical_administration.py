"""What those who run the machine can change: public holidays, and nothing else of ours."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import Agency, Delegation, Membership, User
from audit.models import Event
from tests.cast import with_second_factor
from workflow.models import Holiday, Notice


@pytest.fixture
def machinist(client, cast):
    root = User.objects.create_superuser("root@example.org", None, name="Root")
    client.force_login(with_second_factor(root))
    return client


@pytest.mark.parametrize("model", [User, Agency, Membership, Delegation, Notice])
def test_people_and_posts_are_looked_at_and_not_changed(machinist, cast, model, rf):
    request = rf.get("/")
    request.user = User.objects.get(email="root@example.org")
    site = admin.site.get_model_admin(model)
    assert not site.has_add_permission(request)
    assert not site.has_change_permission(request)
    assert not site.has_delete_permission(request)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    assert machinist.get(reverse(name)).status_code == 200


def test_an_amended_holiday_is_in_the_trail_and_moves_the_clocks(machinist, monkeypatch,
                                                                 django_capture_on_commit_callbacks):  # fmt: skip
    queued: list[str] = []
    monkeypatch.setattr("workflow.queue.send", lambda task, *args: queued.append(task))
    with django_capture_on_commit_callbacks(execute=True):
        answer = machinist.post(
            reverse("admin:workflow_holiday_add"), {"day": "2026-12-01", "name": "Election"}
        )
    assert answer.status_code == 302
    event = Event.objects.latest("pk")
    assert (event.verb, event.public) == ("holiday.kept", {"day": "2026-12-01", "works": False})
    assert queued == ["workflow.tasks.recompute_clocks"]
    holiday = Holiday.objects.get()
    machinist.post(reverse("admin:workflow_holiday_delete", args=[holiday.pk]), {"post": "yes"})
    assert Event.objects.latest("pk").verb == "holiday.dropped"
