"""Content is kept once, whoever sends it and however many at once; S3 works like a disk."""

import io
import stat
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from documents import incoming, storage
from documents.models import PendingUpload, StoredFile
from tests.documents import files
from tests.documents.s3 import Bucket


@pytest.mark.django_db
def test_the_same_content_is_stored_once():
    first, second = storage.store(files.pdf(), "a.pdf"), storage.store(files.pdf(), "b.pdf")
    assert first.pk == second.pk
    assert (first.given_name, second.given_name) == ("a.pdf", "b.pdf")
    assert first.blob.name == f"blobs/{first.sha256[:2]}/{first.sha256[2:4]}/{first.sha256}"
    assert storage.read(first) == files.pdf()


@pytest.mark.django_db
def test_content_is_readable_by_its_owner_only():
    stored = storage.store(files.pdf(), "a.pdf")
    path = stored.blob.path
    assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600


@pytest.mark.django_db
def test_changed_content_is_noticed_when_a_paper_is_read():
    stored = storage.store(files.pdf(), "a.pdf")
    name = stored.blob.name
    assert name
    stored.blob.storage.delete(name)
    stored.blob.storage.save(name, io.BytesIO(files.pdf("changed")))
    with pytest.raises(OSError, match="has changed"):
        storage.read(stored)


@pytest.mark.django_db
def test_what_is_none_of_our_types_is_not_stored():
    with pytest.raises(storage.Unwelcome):
        storage.store(files.ELF, "a.pdf")
    assert not StoredFile.objects.exists()


def in_threads(*works) -> list[BaseException]:
    """Run functions at once, each on a connection of its own; return what they raised."""
    problems: list[BaseException] = []

    def run(work):
        try:
            work()
        except BaseException as error:
            problems.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return problems


@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_same_content_at_once_share_it():
    together = threading.Barrier(4)

    def send():
        together.wait(10)
        storage.keep(io.BytesIO(files.pdf("together")), "pdf")

    assert in_threads(*[send] * 4) == []
    stored = StoredFile.objects.get()
    folder = stored.blob.name.rsplit("/", 1)[0]
    assert default_storage.listdir(folder)[1] == [stored.blob.name.rsplit("/", 1)[1]]


def test_content_wanted_again_while_it_is_being_forgotten_is_not_lost(lasting_cast):
    """The upload holds the row until it refers to it; the sweep skips what is held."""
    old = timezone.now() - timedelta(days=2)
    storage.store(files.pdf(), "a.pdf")
    StoredFile.objects.update(created_at=old)
    holding, swept = threading.Event(), threading.Event()

    def upload():
        with transaction.atomic():
            stored = storage.keep(io.BytesIO(files.pdf()), "pdf")
            holding.set()
            swept.wait(10)
            PendingUpload.objects.create(user=lasting_cast.noor_owner, file=stored, name="a.pdf")

    def sweep():
        holding.wait(10)
        incoming.forget_unused()
        swept.set()

    assert in_threads(upload, sweep) == []
    assert storage.read(PendingUpload.objects.get().file) == files.pdf()


def test_content_forgotten_first_is_stored_anew(lasting_cast):
    storage.store(files.pdf(), "a.pdf")
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert incoming.forget_unused() == (0, 1)
    again = storage.store(files.pdf(), "a.pdf")
    assert storage.read(again) == files.pdf()


@pytest.mark.django_db(transaction=True)
def test_uploads_and_papers_work_over_a_private_bucket(settings, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "something")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with Bucket("papers") as bucket:
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {
                "BACKEND": "storages.backends.s3.S3Storage",
                "OPTIONS": {
                    "bucket_name": "papers",
                    "endpoint_url": bucket.url,
                    "region_name": "eu-central-1",
                    "default_acl": None,
                    "file_overwrite": False,
                    "querystring_auth": True,
                },
            },
        }
        stored = storage.store(files.pdf(), "a.pdf")
        assert storage.read(StoredFile.objects.get()) == files.pdf()
        assert bucket.objects == {stored.blob.name: files.pdf()}
        assert bucket.unsigned == 0
        StoredFile.objects.update(created_at=timezone.now() - timedelta(days=2))
        assert incoming.forget_unused() == (0, 1)
        assert bucket.objects == {}
