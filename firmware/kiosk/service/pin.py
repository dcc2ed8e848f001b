"""The booth's own PIN: kept as a scrypt hash, and slow to be guessed at the keypad.

A short PIN does not withstand somebody who has the hash: booth.toml is readable
by the booth alone. At the keypad the pause after wrong PINs is the protection.
"""

import hashlib
import hmac
import os

from firmware.clock import Clock
from firmware.errors import BoothError

LEAST, MOST = 6, 12
"""Digits of a PIN."""

_COST = {"n": 2**15, "r": 8, "p": 1, "maxmem": 2**26, "dklen": 32}
_SALT_BYTES = 16

FREE_TRIES = 3
FIRST_PAUSE_S = 30.0
LONGEST_PAUSE_S = 900.0


class BadPin(BoothError, ValueError):
    """Not a PIN that could be typed."""


def hash_pin(pin: str) -> str:
    """What stands in booth.toml for that PIN. Raises BadPin."""
    if not (LEAST <= len(pin) <= MOST and pin.isascii() and pin.isdigit()):
        raise BadPin(f"a PIN has {LEAST} to {MOST} digits")
    salt = os.urandom(_SALT_BYTES)
    return f"scrypt:{salt.hex()}:{_derive(pin, salt).hex()}"


def is_pin(pin: str, pin_hash: str) -> bool:
    """Whether it is that PIN; takes a tenth of a second and 32 MB, so in a thread."""
    _, salt, wanted = pin_hash.split(":")
    return hmac.compare_digest(_derive(pin, bytes.fromhex(salt)), bytes.fromhex(wanted))


def _derive(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, **_COST)


class Pause:
    """How long the keypad is shut after wrong PINs: 30 s after the third, then ever longer.

    A restart of the booth begins anew: it takes longer than the first pauses.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wrong = 0
        self._until = float("-inf")

    @property
    def left_s(self) -> int:
        """Whole seconds until the next try, rounded up; 0: now."""
        left = self._until - self._clock.monotonic()
        return max(0, int(-(-left // 1))) if left > 0 else 0

    @property
    def wrong(self) -> int:
        """Wrong PINs since the last right one."""
        return self._wrong

    def was_wrong(self) -> None:
        """One more."""
        self._wrong += 1
        if self._wrong >= FREE_TRIES:
            pause = FIRST_PAUSE_S * 2.0 ** min(self._wrong - FREE_TRIES, 10)
            self._until = self._clock.monotonic() + min(pause, LONGEST_PAUSE_S)

    def was_right(self) -> None:
        """Begin anew."""
        self._wrong, self._until = 0, float("-inf")
