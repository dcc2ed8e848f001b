"""Whether the workers that the kiosk cannot do without still work."""

import logging
from collections.abc import Iterable

from firmware.clock import Clock
from firmware.kiosk.jobs import Worker

log = logging.getLogger(__name__)

STANDS_S = 120.0
"""No job takes so long: calls into a device are given up after 10 s, and what is being
registered is safe within a minute or never (outage.REGISTER_S)."""


class Heartbeats:
    """Looks at workers from the UI loop, by the injected clock.

    Only those count whose end leaves a booth that takes no appeal and says nothing of it:
    the studio, which begins and ends recordings, and the clerk, who writes to the spool.
    Without print, voice, lamps or scanner the booth goes on, as it does when the device is
    missing; watches of devices may wait for their device for ever.
    """

    def __init__(self, workers: Iterable[Worker], clock: Clock) -> None:
        self._clock = clock
        self._seen = {worker: (worker.beats, clock.monotonic()) for worker in workers}
        self._said = False

    @property
    def fresh(self) -> bool:
        """Whether each has rested or got on within the last two minutes; else it is said once."""
        now = self._clock.monotonic()
        for worker, (beats, _) in self._seen.items():
            if worker.beats != beats or not worker.has_work:
                self._seen[worker] = (worker.beats, now)
        standing = [one.name for one, (_, at) in self._seen.items() if now - at >= STANDS_S]
        if standing and not self._said:
            log.error("%s stands: nothing is told to systemd any more", ", ".join(standing))
        self._said = bool(standing)
        return not standing
