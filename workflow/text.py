"""The tidying of what people type, where the rooms above look for it."""

from accounts.text import latin_digits, tidy

__all__ = ["latin_digits", "tidy"]
