"""What the tests of this room share: a storage and a key folder of their own."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    """A storage and a key of its own for each test; papers are signed with a key made there."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR_DIR = tmp_path
    settings.SIGNING_OWN_KEY = True
    settings.SIGNING_PKCS12 = settings.SIGNING_PASSWORD = ""
    return tmp_path
