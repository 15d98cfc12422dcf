"""Whose address goes into the trail, behind a proxy and without one."""

from django.http import HttpResponse

from accounts.middleware import ClientAddressMiddleware


def seen(rf, said: str) -> str:
    request = rf.get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR=said)
    ClientAddressMiddleware(lambda r: HttpResponse())(request)
    return request.META["REMOTE_ADDR"]


def test_without_a_proxy_nothing_a_caller_says_counts(rf, settings):
    settings.BEHIND_PROXY = False
    assert seen(rf, "1.2.3.4") == "10.0.0.9"


def test_behind_a_proxy_its_own_word_counts_and_not_what_the_caller_put_before(rf, settings):
    settings.BEHIND_PROXY = True
    assert seen(rf, "6.6.6.6, 203.0.113.7") == "203.0.113.7"
    assert seen(rf, "") == "10.0.0.9"
