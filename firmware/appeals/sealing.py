"""Sealing: age v1 to public keys (age-encryption.org/v1), through pyrage.

A booth has only recipients; identities live at central. The one exception is a
visit's own key, made in memory and dropped with the visit.
"""

from collections.abc import Sequence

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


def open_sealed(sealed: bytes, identities: Sequence[str]) -> bytes:
    """The plain bytes of something small. Raises BadSeal."""
    try:
        keys = [pyrage.x25519.Identity.from_str(text) for text in identities]
        return bytes(pyrage.decrypt(sealed, keys))
    except (pyrage.DecryptError, pyrage.IdentityError, OSError) as error:
        raise BadSeal(f"cannot be opened: {error}") from error
