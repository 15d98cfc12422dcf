"""Every page of the demonstration in Arabic, as each of its people."""

import pytest

from tests.pages.people import PEOPLE
from tests.pages.visits import faults_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_stands_in_arabic(who, census, chromium):
    faults = faults_of(chromium, census, who, "ar")
    assert not faults, "\n".join(faults)
