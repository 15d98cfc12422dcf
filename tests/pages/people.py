"""Who looks at the pages: nobody in particular, everybody of the demonstration, and two made up.

Named here and not read from the census, because tests have their names before anything runs.
"""

from portal.demo.people import BUSINESS, OFFICERS
from tests.pages.unlinked import HALF, SECOND_FACTOR

NOBODY = ""
PEOPLE = [NOBODY, *OFFICERS, *BUSINESS, SECOND_FACTOR, HALF]
