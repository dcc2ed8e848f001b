"""status.txt on the card: what the booth took, for whoever reads the card elsewhere."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from firmware.appeals.files import replace
from firmware.appeals.own_key import BOOTH_KEY
from firmware.appeals.signing import load_key
from firmware.clock import Clock
from firmware.commissioning.certificate import good_until
from firmware.commissioning.code import KeptCode
from firmware.settings import Settings
from firmware.wire import card

HEAD = "Written by the booth at its last start; nothing in here is secret."


def taken(settings: Settings, clock: Clock, remarks: Sequence[str]) -> list[str]:
    """The lines after a good start. Raises OSError, BadSignature (the booth's key)."""
    keys = Path(settings.booth.keys)
    lines = [
        f"booth {settings.booth.id}, {settings.booth.site}: the card was taken",
        f"its key (SHA-256): {_fingerprint(keys)}",
        f"certificate: {_certificate(settings, clock)}",
    ]
    return [*lines, *(f"remark: {remark}" for remark in remarks)]


def write(folder: Path, lines: Sequence[str]) -> None:
    """Put the lines on the card, where they are not there already. Raises OSError."""
    content = "".join(f"{line}\r\n" for line in (HEAD, "", *lines)).encode()
    file = folder / card.STATUS
    if not file.is_file() or file.read_bytes() != content:
        replace(file, content, None)


def _fingerprint(keys: Path) -> str:
    public = load_key(keys / BOOTH_KEY).public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    digest = hashlib.sha256(der).hexdigest().upper()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def _certificate(settings: Settings, clock: Clock) -> str:
    code = KeptCode(Path(settings.booth.keys))
    if until := good_until(settings, clock):
        return f"until {until:%Y-%m-%d}"
    if code.get() is not None:
        return "none yet; it is fetched with the code as soon as there is a line"
    if code.refused:
        return f"none: central refused the code; put a new {card.CODE} here"
    return f"none, and no code to get one; put {card.CODE} here (`central booth code`)"
