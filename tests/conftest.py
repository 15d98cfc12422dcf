"""What every test may ask for: the cast, and settings that make tests quick."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.utils import translation

from tests import cast as cast_module


def pytest_configure(config: pytest.Config) -> None:
    """Static files need no manifest and no list here, and passwords no slow hashing."""
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    # Otherwise each test client looks through all static files before its first answer.
    settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Each worker counts in a cache of its own: the others empty theirs between tests."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    address = settings.CACHES["default"]["LOCATION"].partition("?")[0]
    settings.CACHES["default"]["LOCATION"] = f"{address}?db={1 + int(worker) % 14}"
    caches.settings = settings.CACHES


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory, request) -> Path:
    """A folder that all workers of this run share."""
    base = Path(tmp_path_factory.getbasetemp())
    return base.parent if hasattr(request.config, "workerinput") else base


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Limits on how often something may be tried are counted in the cache: not across tests."""
    cache.clear()


@pytest.fixture(autouse=True)
def english():
    """A request leaves its language behind; every test begins with English."""
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db) -> cast_module.Cast:
    """The shared cast (tests/cast.py), in the test's own transaction."""
    return cast_module.build()


@pytest.fixture
def lasting_cast(transactional_db) -> cast_module.Cast:
    """The shared cast, committed: for tests with several connections."""
    return cast_module.build()
