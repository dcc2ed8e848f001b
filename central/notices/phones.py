"""Which telephones can get an SMS, and how they are written into a log."""

import phonenumbers
from phonenumbers import PhoneNumberType

_REGION = "KZ"

# What the ranges do not say at all is tried: they are data, and new ones are opened.
_MAYBE_MOBILE = {
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.UNKNOWN,
}


def mobile(phone: str) -> str | None:
    """The number as +77011234567 if it can get an SMS, as far as one can know; else None."""
    try:
        number = phonenumbers.parse(phone, _REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    if phonenumbers.number_type(number) not in _MAYBE_MOBILE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked(phone: str) -> str:
    """For a log: the last two digits alone."""
    return f"...{phone[-2:]}" if len(phone) > 4 else "..."
