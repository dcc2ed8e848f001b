"""Central's keys, made at the first start in DATA/keys for the owner alone.

city, escrow   age identities that open clips (either one is enough)
ask            age identity that opens questions for an answer
signing        P-256 key that signs `stored`, replies and the directory
"""

from dataclasses import dataclass
from pathlib import Path

import pyrage

from central.errors import BadKey
from firmware.appeals import signing
from firmware.appeals.errors import BadSignature
from firmware.appeals.files import create

_SIGNING = "signing.pem"
PUBLIC_SIGNING = "central.pem"


@dataclass(frozen=True, slots=True)
class Keys:
    """The private keys, opened, and their public halves."""

    identities: tuple[str, ...]
    recipients: tuple[str, ...]
    ask_identity: str
    ask_recipient: str
    signing: signing.PrivateKey
    public_file: Path


def open_keys(folder: Path) -> Keys:
    """The keys of that folder; missing ones are made. Raises BadKey."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    city, escrow, ask = (_identity(folder / f"{name}.age") for name in ("city", "escrow", "ask"))
    key = _signing_key(folder / _SIGNING)
    public = folder / PUBLIC_SIGNING
    if not public.exists():
        public.write_bytes(signing.public_pem(key))
    return Keys(
        identities=(str(city), str(escrow)),
        recipients=(str(city.to_public()), str(escrow.to_public())),
        ask_identity=str(ask),
        ask_recipient=str(ask.to_public()),
        signing=key,
        public_file=public,
    )


def _identity(file: Path) -> pyrage.x25519.Identity:
    if not file.exists():
        write_private(file, str(pyrage.x25519.Identity.generate()))
    try:
        return pyrage.x25519.Identity.from_str(file.read_text(encoding="ascii").strip())
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise BadKey(file, f"not an age identity: {error}") from error


def _signing_key(file: Path) -> signing.PrivateKey:
    try:
        return signing.load_key(file) if file.exists() else signing.make_key(file)
    except (OSError, BadSignature) as error:
        raise BadKey(file, str(error)) from error


def write_private(file: Path, text: str) -> None:
    """A new file for its owner alone, on the disk. Raises BadKey."""
    try:
        create(file, f"{text}\n".encode("ascii"))
    except OSError as error:
        raise BadKey(file, str(error)) from error
