"""Ssh for a workshop: central's signed word, for one booth, some keys and some hours."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from central.errors import BadInput
from firmware.appeals import signing
from firmware.wire import signed
from firmware.wire.signed import MAX_ACCESS_S, SignedAccess

MAX_HOURS = MAX_ACCESS_S // 3600
MAX_FILE_BYTES = 16_384


def allow(
    booth: str,
    site: str,
    files: Sequence[Path],
    now: datetime,
    life: timedelta,
    key: signing.PrivateKey,
) -> str:
    """The token for the card of that booth. Raises BadInput, also for a private key."""
    keys = [line for file in files for line in _keys(file)]
    since = int(now.timestamp())
    access = SignedAccess(
        booth=booth,
        site=site,
        keys=tuple(keys),
        since=since,
        until=since + int(life.total_seconds()),
    )
    token = signed.sign(access, key)
    try:
        signed.read_access(token, key.public_key())
    except ValueError as error:
        raise BadInput(str(error)) from error
    return token


def _keys(file: Path) -> list[str]:
    """Kind and key of each line; comments may be names of people, and stay behind."""
    try:
        with file.open("rb") as opened:
            text = opened.read(MAX_FILE_BYTES).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: cannot be read as a public key of ssh: {error}") from error
    if "PRIVATE KEY" in text:
        raise BadInput(f"{file}: a private key; its public half is meant, the file ending in .pub")
    keys = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            keys.append(_key(line, f"{file}: line {number}"))
    if not keys:
        raise BadInput(f"{file}: there is no key in it")
    return keys


def _key(line: str, place: str) -> str:
    found = " ".join(re.split(r"\s+", line.strip())[:2])
    try:
        return msgspec.convert(found, signed.SshKey)
    except msgspec.ValidationError:
        raise BadInput(
            f"{place}: not a public key of ssh that is taken (ssh-ed25519, ecdsa-sha2-nistp256, "
            "sk-ssh-ed25519@openssh.com), or options stand before it"
        ) from None
