"""The registration number: 3 digits of the booth, 11 random, 2 check digits.

The check digits are ISO 7064 MOD 97-10 over the first fourteen digits, so that
every mistyped digit and every two exchanged neighbours are noticed. Written
4-4-4-4, like a bank card.
"""

import re
import secrets

from stdnum.iso7064 import mod_97_10

from firmware.appeals.errors import BadNumber

DIGITS = 16


def draw(booth: str) -> str:
    """A new random number of that booth ("001".."999"). Raises BadNumber for another booth.

    Whether it was given before is for the spool to know.
    """
    if not re.fullmatch(r"[0-9]{3}", booth) or booth == "000":
        raise BadNumber("booth")
    body = f"{booth}{secrets.randbelow(10**11):011d}"
    return body + str(mod_97_10.calc_check_digits(body))


def parse(text: str) -> str:
    """The sixteen digits of a number as a person or a QR wrote it. Raises BadNumber."""
    digits = re.sub(r"[\s\u00a0-]", "", text)
    if not re.fullmatch(r"[0-9]*", digits):
        raise BadNumber("digits")
    if len(digits) != DIGITS:
        raise BadNumber("length")
    if digits.startswith("000"):
        raise BadNumber("booth")
    if str(mod_97_10.calc_check_digits(digits[:14])) != digits[14:]:
        raise BadNumber("check")
    return digits


def written(number: str) -> str:
    """The number as it is shown and printed: "0011 2345 6789 0123"."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
