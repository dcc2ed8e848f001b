"""Sealing: age v1 to public keys (age-encryption.org/v1), through pyrage.

A booth has only recipients; identities live at central. The one exception is a
visit's own key, made in memory and dropped with the visit.
"""

from collections.abc import Sequence
from typing import BinaryIO

import pyrage

from firmware.appeals.errors import BadSeal


class VisitKey:
    """A key pair that lives as long as one visit; it opens the visit's own clip and reply."""

    def __init__(self) -> None:
        self._identity = pyrage.x25519.Identity.generate()

    @property
    def recipient(self) -> str:
        """The public half, "age1..."."""
        return str(self._identity.to_public())

    @property
    def identity(self) -> str:
        """The private half, for the streaming reader. Never store or log it."""
        return str(self._identity)

    def open(self, sealed: bytes) -> bytes:
        """What was sealed to this visit. Raises BadSeal."""
        return open_sealed(sealed, [self.identity])


def parse_recipients(recipients: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """Recipients as pyrage wants them. Raises BadSeal, also for an empty list."""
    if not recipients:
        raise BadSeal("no recipient to seal to")
    try:
        return [pyrage.x25519.Recipient.from_str(text) for text in recipients]
    except pyrage.RecipientError as error:
        raise BadSeal(f"not an age recipient: {error}") from error


def seal(plain: bytes, recipients: Sequence[str]) -> bytes:
    """Small things sealed in memory. Raises BadSeal."""
    return bytes(pyrage.encrypt(plain, parse_recipients(recipients)))


def seal_stream(plain: BinaryIO, sealed: BinaryIO, recipients: Sequence[str]) -> None:
    """Seal all that `plain` brings. Raises BadSeal, also when `sealed` takes no more."""
    keys, kept = parse_recipients(recipients), _FirstError(sealed)
    try:
        pyrage.encrypt_io(plain, kept, keys)
    except (pyrage.EncryptError, OSError) as error:
        kept.error = kept.error or error
    if kept.error is not None:
        raise BadSeal(f"cannot be sealed: {kept.error}") from kept.error


def open_stream(sealed: BinaryIO, plain: BinaryIO, identities: Sequence[str]) -> None:
    """Open all that `sealed` brings. Raises BadSeal; then what `plain` has is not all."""
    kept = _FirstError(plain)
    try:
        keys = [pyrage.x25519.Identity.from_str(text) for text in identities]
        pyrage.decrypt_io(sealed, kept, keys)
    except (pyrage.DecryptError, pyrage.IdentityError, OSError) as error:
        kept.error = kept.error or error
    if kept.error is not None:
        raise BadSeal(f"cannot be opened: {kept.error}") from kept.error


class _FirstError:
    """What pyrage writes to; pyrage 1.4.0 hides the error of its last write."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.error: Exception | None = None

    def write(self, data: bytes) -> int:
        if self.error is not None:
            raise self.error
        try:
            return self._out.write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        self._out.flush()


def open_sealed(sealed: bytes, identities: Sequence[str]) -> bytes:
    """The plain bytes of something small. Raises BadSeal."""
    try:
        keys = [pyrage.x25519.Identity.from_str(text) for text in identities]
        return bytes(pyrage.decrypt(sealed, keys))
    except (pyrage.DecryptError, pyrage.IdentityError, OSError) as error:
        raise BadSeal(f"cannot be opened: {error}") from error
