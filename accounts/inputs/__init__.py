"""The inputs of our forms that Django does not have: days, moments, money, long lists.

Declared in a form like any field of Django's; docs/design.md shows each. Called by every room.
"""

from accounts.inputs.dates import DayField, MomentField
from accounts.inputs.money import MoneyField
from accounts.inputs.searched import Option, SearchedChoice, SearchedChoices, options_found

__all__ = [
    "DayField",
    "MomentField",
    "MoneyField",
    "Option",
    "SearchedChoice",
    "SearchedChoices",
    "options_found",
]
