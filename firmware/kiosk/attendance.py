"""Whether anybody is in the booth, as its sensors see it; without sensors nobody knows."""

from firmware.clock import Clock
from hw.sensors import Contact, Sensors


class Attendance:
    """Asks the sensors, and stops to believe them when a touch proves them wrong.

    The booth is empty when nobody was seen in it for `empty_s`; where no sensor
    sees people (or it does not answer), when its door was open for so long. A
    helper may hold the door open: whoever is seen inside is there.
    """

    def __init__(self, sensors: Sensors, empty_s: float, clock: Clock) -> None:
        self._sensors = sensors
        self._empty_s = empty_s
        self._clock = clock
        self._seen_at = clock.monotonic()
        self._believed = True

    @property
    def somebody(self) -> bool:
        """Whether a sensor sees somebody now; never because of a closed door alone."""
        return bool(self._sensors.state().get(Contact.PRESENCE))

    @property
    def empty(self) -> bool:
        """Whether the booth has been empty for so long that a visit may be warned."""
        return self._believed and self._clock.monotonic() - self._seen_at >= self._empty_s

    def begin(self) -> None:
        """A new citizen: the sensors are believed anew."""
        self._believed = True
        self._seen_at = self._clock.monotonic()

    def touched(self) -> None:
        """Somebody touched the screen: who was said to be gone is there after all.

        A sensor that was wrong once (one sits still, a curtain does not close) is not
        asked again in this visit: nobody shall be asked every few seconds.
        """
        if self.empty:
            self._believed = False
        self._seen_at = self._clock.monotonic()

    def tick(self) -> None:
        """Look at the sensors; called by the UI loop."""
        state = self._sensors.state()
        sees, closed = state.get(Contact.PRESENCE), state.get(Contact.DOOR)
        gone = closed is False if sees is None else not sees
        if not gone:
            self._seen_at = self._clock.monotonic()
