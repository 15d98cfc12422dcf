"""What is compressed on its way, and what is not."""

import gzip

import pytest
from django.http import HttpResponse
from django.urls import reverse

from portal.compression import CompressWords

ASKS = {"HTTP_ACCEPT_ENCODING": "gzip"}


@pytest.mark.django_db
def test_pages_are_compressed_for_those_who_understand_it(client):
    plain = client.get(reverse("companies"))
    packed = client.get(reverse("companies"), **ASKS)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.content) < len(plain.content) / 2
    assert b'id="main"' in gzip.decompress(packed.content)


@pytest.mark.django_db
def test_the_size_of_a_page_betrays_nothing_of_what_is_in_it(client):
    sizes = {len(client.get(reverse("account_login"), **ASKS).content) for _ in range(12)}
    assert len(sizes) > 3


def test_files_keep_their_length(rf):
    answer = HttpResponse(b"%PDF" + b"0" * 5000, content_type="application/pdf")
    sent = CompressWords(lambda request: answer)(rf.get("/", **ASKS))
    assert "Content-Encoding" not in sent.headers
