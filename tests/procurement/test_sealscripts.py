"""The scripts that seal: all of them are known, with the digests of what is really served."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings

from procurement import sealscripts

HASHED = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


@pytest.fixture
def fresh():
    sealscripts._remembered.cache_clear()
    yield
    sealscripts._remembered.cache_clear()


@pytest.fixture
def request_with_nonce():
    request = RequestFactory().get("/")
    request.csp_nonce = "the-nonce"  # type: ignore[attr-defined]
    return request


def test_every_import_of_a_script_is_known(fresh):
    names = {script.name for script in sealscripts.scripts()}
    assert {"js/seal/envelope.js", "js/seal/keys.js", "js/seal/bid.js"} <= names
    for name in names:
        text = Path(str(finders.find(name))).read_text(encoding="utf-8")
        text = re.sub(r"/\*.*?\*/|^\s*//.*?$", "", text, flags=re.DOTALL | re.MULTILINE)
        for target in re.findall(r'(?:from|import)\s+"([^"]+)"', text):
            if target.startswith("."):
                parts = name.split("/")[:-1]
                for step in target.split("/"):
                    parts = parts[:-1] if step == ".." else parts if step == "." else [*parts, step]
                assert "/".join(parts) in names, (name, target)
            else:
                assert target in sealscripts.NAMES, (name, target)


def test_digests_are_those_of_the_files(fresh):
    for script in sealscripts.scripts():
        data = Path(str(finders.find(script.name))).read_bytes()
        assert script.sha256 == hashlib.sha256(data).hexdigest()
        digest = base64.b64encode(hashlib.sha384(data).digest()).decode()
        assert script.integrity == f"sha384-{digest}"


def test_the_statement_for_the_trail_has_them_all(fresh):
    statement = sealscripts.statement()
    lines = "".join(f"{v}  {k}\n" for k, v in sorted(statement["scripts"].items()))
    assert statement["digest"] == hashlib.sha256(lines.encode()).hexdigest()


def test_the_page_gets_a_map_with_its_nonce(fresh, request_with_nonce):
    html = render_to_string("seal/importmap.html", {"request": request_with_nonce})
    assert '<script type="importmap" nonce="the-nonce">' in html
    found = json.loads(html.split('nonce">')[1].split("</script>")[0])
    assert set(found["imports"]) >= set(sealscripts.NAMES)
    assert set(found["integrity"]) == {script.url for script in sealscripts.scripts()}
    assert html.count('rel="modulepreload"') == len(found["integrity"])


def test_collected_files_are_reached_by_the_address_with_their_digest(fresh, tmp_path):
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=HASHED):
        call_command("collectstatic", verbosity=0, interactive=False)
        found = json.loads(sealscripts.import_map())
        for script in sealscripts.scripts():
            assert re.search(r"\.[0-9a-f]{12}\.js$", script.url)
            assert found["imports"][script.plain_url] == script.url
            served = (tmp_path / script.url.removeprefix("/static/")).read_bytes()
            assert script.sha256 == hashlib.sha256(served).hexdigest()
            assert found["integrity"][script.url] == script.integrity
