"""Who may do what with papers. Reading goes by the case; see `documents.papers.may_read`."""

import rules

from accounts.models import Role
from accounts.rules import officer

WORKING = [role for role in Role.values if role not in {Role.AUDITOR, Role.ADMINISTRATOR}]

# Have a paper that could not be issued tried again: whoever works on cases of the agency.
rules.add_perm("documents.retry_paper", officer(*WORKING))
