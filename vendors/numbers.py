"""Registration and tax numbers: one spelling, and a shape that can be true.

Where python-stdnum knows the country's tax number, its check digits are checked; elsewhere
only the shape is. All raise ValueError for what cannot be a number.
"""

import re

from stdnum import bic as stdnum_bic
from stdnum import iban as stdnum_iban
from stdnum.exceptions import ValidationError
from stdnum.util import get_cc_module

from workflow.text import latin_digits, tidy

# Letters of any script, digits, and the marks that registries put between them.
_REGISTRATION = re.compile(r"(?=.*\d)[^\W_][\w/.-]{1,28}[^\W_]")
_TAX = re.compile(r"\d[\d-]{3,18}\d")


def _one_spelling(value: str) -> str:
    return re.sub(r"\s+", "", latin_digits(tidy(value))).upper()


def registration_number(value: str) -> str:
    """Return a commercial registration number as it is kept: capitals, no spaces."""
    number = _one_spelling(value)
    if not _REGISTRATION.fullmatch(number) or "_" in number:
        raise ValueError(value)
    return number


def tax_number(value: str, country: str) -> str:
    """Return a tax number as it is kept. `country` is ISO 3166 alpha-2."""
    number = _one_spelling(value)
    module = get_cc_module(country, "vat")
    if module is not None:
        try:
            return str(module.validate(number))
        except ValidationError as error:
            raise ValueError(value) from error
    if not _TAX.fullmatch(number):
        raise ValueError(value)
    return number


def telephone(value: str) -> str:
    """Return a telephone number as it is kept: an optional plus, digits, single spaces."""
    number = " ".join(latin_digits(tidy(value)).split())
    digits = re.sub(r"[ ()./-]", "", number)
    if not re.fullmatch(r"\+?\d{6,15}", digits):
        raise ValueError(value)
    return number


def iban(value: str) -> str:
    """Return an IBAN as it is kept: capitals, no spaces. Check digits and length are checked."""
    try:
        return str(stdnum_iban.validate(_one_spelling(value)))
    except ValidationError as error:
        raise ValueError(value) from error


def bic(value: str) -> str:
    """Return a BIC as it is kept: eight or eleven capitals and digits."""
    try:
        return str(stdnum_bic.validate(_one_spelling(value)))
    except ValidationError as error:
        raise ValueError(value) from error
