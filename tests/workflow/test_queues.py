"""What somebody waits for is not held up by mail to thousands."""

import re

from django.conf import settings

from config.celery import app


def queue_of(task: str) -> str:
    return str(app.amqp.router.route({}, task)["queue"].name)


def test_the_worker_serves_papers_first_and_mail_last():
    app.loader.import_default_modules()
    order = list(app.amqp.queues.consume_from)
    asked = [
        "documents.tasks.issue_paper",
        "workflow.tasks.run_clocks",
        "workflow.tasks.send_notices",
    ]
    assert [order.index(queue_of(name)) for name in asked] == [0, 1, 2]
    assert app.conf.broker_transport_options["queue_order_strategy"] == "priority"


def test_every_queue_that_is_written_to_is_served():
    app.loader.import_default_modules()
    written = {queue_of(name) for name in app.tasks if not name.startswith("celery.")}
    assert written <= set(app.amqp.queues.consume_from)


def test_whatever_is_queued_by_name_is_a_task_that_the_worker_knows():
    app.loader.import_default_modules()
    told = r'"((?:workflow|documents|vendors|procurement|licensing)\.tasks\.[a-z_0-9]+)"'
    named = {
        name
        for folder in ("workflow", "documents", "vendors", "procurement", "licensing", "config")
        for file in (settings.BASE_DIR / folder).rglob("*.py")
        for name in re.findall(told, file.read_text())
    }
    assert len(named) > 20
    assert named <= set(app.tasks)
