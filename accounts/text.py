"""Tidies what people type: invisible characters go, Arabic-Indic digits are understood."""

import re
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
# Hamza carriers, alef maksura and ta marbuta as plain letters; then the vowel signs and the
# stretching sign, which are dropped. The database folds its search columns by the same table.
FOLDED_FROM = "أإآٱىةؤئ"
FOLDED_TO = "ااااي" + "هوي"
FOLDED_AWAY = "".join(chr(code) for code in range(0x064B, 0x0653)) + "\u0640\u0670"
_SEPARATORS = str.maketrans({"٬": ",", "\u00a0": " ", "\u202f": " ", "٫": "."})
_WITH_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?|[+-]?\d{1,3}(?: \d{3})+(?:\.\d*)?")


def tidy(value: str) -> str:
    """Return `value` in NFC, without invisible and control characters (new lines stay)."""
    value = unicodedata.normalize("NFC", value).translate(_INVISIBLE)
    return "".join(c for c in value if c in "\n\r\t" or unicodedata.category(c) != "Cc")


def latin_digits(value: str) -> str:
    """Return `value` with Arabic-Indic digits and separators as Latin ones."""
    return value.translate(_DIGITS)


def fold(value: str) -> str:
    """Return `value` for searching: letters that people write interchangeably become one."""
    return value.lower().translate(str.maketrans(FOLDED_FROM, FOLDED_TO, FOLDED_AWAY))


def plain_number(value: str) -> str:
    """Return a number as fields understand it: Latin digits, no marks between thousands.

    A mark counts as one between thousands only where three digits follow it each time, so that
    "1,5" is not read as fifteen: it stays as it is, and the field says that it is no number.
    """
    value = latin_digits(value.translate(_SEPARATORS)).strip()
    if _WITH_THOUSANDS.fullmatch(value):
        return value.replace(",", "").replace(" ", "")
    return value
