"""A power cut: the visit under way has a moment, then the kiosk closes cleanly."""

import logging

from firmware.clock import Clock
from firmware.kiosk.devices import PowerDesk

log = logging.getLogger(__name__)

EXIT_POWER_LOST = 3
"""Exit code of the kiosk: the mains are gone, the machine should be shut down."""

REGISTER_S = 60.0
"""What is being registered becomes safe within this, or never."""

NUMBER_S = 20.0
"""The number that comes of it is to be read, and the slip to come out."""


class Outage:
    """Says when the kiosk must close because the mains are gone."""

    def __init__(self, power: PowerDesk, hold_s: float, clock: Clock) -> None:
        self._power = power
        self._hold_s = hold_s
        self._clock = clock
        self._since: float | None = None
        self._seen = False
        self._number_until = float("-inf")

    @property
    def shown(self) -> bool:
        """Whether the citizen is to be told."""
        return self._since is not None and not self._seen

    def seen(self) -> None:
        """The citizen has read it."""
        self._seen = True

    def over(self, state: str) -> bool:
        """Whether to close now: between two visits at once, so that none begins.

        Otherwise after `hold_s`; an appeal that is being registered is finished and its
        number shown first.
        Mains that are back in time are forgotten.
        """
        if self._power.mains is not False:
            self._since, self._seen = None, False
            return False
        now = self._clock.monotonic()
        if self._since is None:
            self._since = now
            log.warning("power: the mains are gone")
        if state == "attract":
            return True
        gone_s = now - self._since
        if state == "registering":
            self._number_until = now + NUMBER_S
            return gone_s >= self._hold_s + REGISTER_S
        return gone_s >= self._hold_s and now >= self._number_until
