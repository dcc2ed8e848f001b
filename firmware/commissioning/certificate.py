"""Whether this booth has a certificate that is its own and still good."""

from datetime import datetime
from pathlib import Path

from cryptography.x509.oid import NameOID

from firmware.appeals.errors import BadSignature
from firmware.appeals.own_key import BOOTH_KEY
from firmware.appeals.signing import load_key
from firmware.clock import Clock
from firmware.settings import Settings
from firmware.uplink.tls import own_certificate


def good_until(settings: Settings, clock: Clock) -> datetime | None:
    """Until when; None without a certificate of this booth's number and key.

    An unsure clock finds none expired.
    """
    found = own_certificate(settings)
    if found is None:
        return None
    names = [one.value for one in found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    try:
        key = load_key(Path(settings.booth.keys) / BOOTH_KEY).public_key()
    except (OSError, BadSignature):
        return None
    if names != [settings.booth.id] or found.public_key() != key:
        return None
    until = found.not_valid_after_utc
    return None if clock.trusted() and until <= clock.now() else until
