"""The baseline of `bid_rush`: the plainest Django view that stores an upload and one row.

`application` is a Django of its own without any middleware; `view` is the same view, for within
the site, behind its middleware and for whoever is signed in.
"""

import os
import uuid
from typing import ClassVar

import django
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

TABLE = "bench_upload"

if not settings.configured and os.environ.get("BENCH_PLAIN"):
    from config import env

    settings.configure(
        DATABASES={"default": env.database(os.environ["DATABASE_URL"])},
        MEDIA_ROOT=os.environ["BENCH_PLAIN"],
        FILE_UPLOAD_MAX_MEMORY_SIZE=1024 * 1024,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        USE_TZ=True,
    )
    django.setup()


class Upload(models.Model):
    """One upload."""

    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Upload"]] = models.Manager()

    class Meta:
        app_label = "bench"
        db_table = TABLE
        managed = False
        constraints: ClassVar = []

    def __str__(self) -> str:
        return self.name


def make_table() -> None:
    """In the benchmark's database."""
    with connection.schema_editor() as editor:
        editor.create_model(Upload)


def view(request: HttpRequest) -> HttpResponse:
    """Store what was sent, and a row about it."""
    size = 0
    for field in request.FILES:
        for file in request.FILES.getlist(field):
            size += file.size or 0
            name = default_storage.save(f"plain/{uuid.uuid4().hex}", file)
    Upload.objects.create(name=name, size=size, at=timezone.now())
    return HttpResponse("ok")


urlpatterns = [path("plain/", view)]

if os.environ.get("BENCH_PLAIN"):
    application = get_wsgi_application()
