"""Tidies what people type: invisible characters go, Arabic-Indic digits are understood."""

import unicodedata

# Zero-width and direction controls: invisible, and able to make one text look like another.
_INVISIBLE = dict.fromkeys(
    [
        0x00AD,
        0x061C,
        0x180E,
        0x200B,
        0x200C,
        0x200D,
        0x200E,
        0x200F,
        0x2028,
        0x2029,
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
        *range(0xFFF9, 0xFFFC),
    ]
)
_DIGITS = {
    **{0x0660 + i: str(i) for i in range(10)},
    **{0x06F0 + i: str(i) for i in range(10)},
    0x066B: ".",
    0x066C: "",
}


def tidy(value: str) -> str:
    """Return `value` in NFC, without invisible and control characters (new lines stay)."""
    value = unicodedata.normalize("NFC", value).translate(_INVISIBLE)
    return "".join(c for c in value if c in "\n\r\t" or unicodedata.category(c) != "Cc")


def latin_digits(value: str) -> str:
    """Return `value` with Arabic-Indic digits and separators as Latin ones."""
    return value.translate(_DIGITS)
