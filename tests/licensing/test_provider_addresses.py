"""The addresses that payment providers call."""

import uuid

import pytest


@pytest.mark.parametrize("variant", ["default", "nobody"])
def test_a_provider_without_an_address_for_all_payments_has_none(client, db, settings, variant):
    settings.PAYMENT_VARIANTS = {"default": ("payments.dummy.DummyProvider", {})}
    answer = client.post(f"/payments/process/{variant}/")
    assert answer.status_code == 404


def test_an_unknown_payment_is_not_found(client, db):
    assert client.post(f"/payments/process/{uuid.uuid4()}/").status_code == 404
