"""The one pattern of every list: filters with counts in the address, sorting, pages by key,
saved filters, empty states, and downloads of what is shown.

A list is declared, not written: a subclass of `ListPage` names its columns and filters and says
which rows the reader may see. It stands in this room because people and agencies are lists too;
every room above uses it. See docs/design.md, "Lists".
"""

from accounts.lists.columns import Column, Label, Link, Tag, translated
from accounts.lists.filters import Choice, Filter, Moment, Option, Related, Select, Words, each_word
from accounts.lists.page import Button, Empty, ListPage

__all__ = [
    "Button",
    "Choice",
    "Column",
    "Empty",
    "Filter",
    "Label",
    "Link",
    "ListPage",
    "Moment",
    "Option",
    "Related",
    "Select",
    "Tag",
    "Words",
    "each_word",
    "translated",
]
