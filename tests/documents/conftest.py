"""What the tests of this room share: a storage and a key folder of their own."""

from pathlib import Path

import pytest

from documents import papers
from tests.documents import kinds  # noqa: F401  (registers the kinds)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    """A storage and a key of its own for each test; papers are signed with a key made there."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR_DIR = tmp_path
    settings.SIGNING_OWN_KEY = True
    settings.SIGNING_PKCS12 = settings.SIGNING_PASSWORD = ""
    return tmp_path


@pytest.fixture
def issue(db):
    """Return a function that asks for a paper and issues it as the worker would."""

    def make(case, kind, *, by=None, **options):
        return papers.issue(papers.request_paper(case, kind, by=by, **options).pk)

    return make
