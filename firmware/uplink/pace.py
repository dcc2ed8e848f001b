"""How fast clips may leave: by the line itself, and by what booth.toml allows.

A message counts for a broker's keep-alive only when it is there whole, so on a slow
line messages must be small (notes: mqtt, section 6.8). What is on its way follows
the line too: behind a megabyte on 64 kbit/s everything else waits two minutes.
"""

from datetime import time

CHUNK_S, WINDOW_S = 2.0, 6.0
LEAST_CHUNK = 16_384
# A new measurement counts so much; acknowledgements come in bursts.
WEIGHT = 0.3
# Shorter than this between two acknowledgements tells nothing of the line.
LEAST_S = 0.05
# What a limit may let out at once after a pause.
BURST_S = 1.0


class Pace:
    """Measures the line by what the broker acknowledges. Times are monotonic seconds."""

    def __init__(self, most_chunk: int, limit_kbit: int = 0) -> None:
        """`limit_kbit` 0: as fast as the line."""
        self._most = most_chunk
        self._limit = limit_kbit * 1000 / 8
        self._rate: float | None = None
        self._busy_since: float | None = None
        self._acked = 0
        self._owed = 0.0
        self._owed_at = 0.0

    @property
    def rate(self) -> float | None:
        """Bytes a second that the line has carried lately; None before it has."""
        return self._rate

    @property
    def chunk_bytes(self) -> int:
        """How large a message may be: what takes two seconds, a power of two."""
        rates = [rate for rate in (self._rate, self._limit) if rate]
        if not rates:
            return self._most
        wanted = max(LEAST_CHUNK, int(min(rates) * CHUNK_S))
        return min(self._most, 1 << (wanted.bit_length() - 1))

    @property
    def window_bytes(self) -> int | None:
        """How much may be on its way, whatever central grants; None: it does not matter."""
        if self._rate is None:
            return None
        return max(2 * self.chunk_bytes, int(self._rate * WINDOW_S))

    def sent(self, size: int, now: float) -> None:
        """So many bytes were handed to the line."""
        if self._busy_since is None:
            self._busy_since, self._acked = now, 0
        self._owed = self._owes(now) + size

    def acknowledged(self, size: int, now: float, left: int) -> None:
        """The broker has so many bytes more; `left` are still on their way."""
        if self._busy_since is None:
            return
        self._acked += size
        took = now - self._busy_since
        if took >= LEAST_S:
            measured = self._acked / took
            self._rate = (
                measured if self._rate is None else (1 - WEIGHT) * self._rate + WEIGHT * measured
            )
            self._busy_since, self._acked = now, 0
        if not left:
            self._busy_since = None

    def broken(self) -> None:
        """The line is gone: what was on it is not measured."""
        self._busy_since = None

    def room(self, now: float) -> int | None:
        """How many bytes may be handed to the line now; None: as many as one likes.

        A message that takes longer than the limit's second may go when all is paid for.
        """
        if not self._limit:
            return None
        owed = self._owes(now)
        return max(0, int(self._limit * BURST_S - owed), 0 if owed else self.chunk_bytes)

    def _owes(self, now: float) -> float:
        """What was sent and the limit has not yet paid for."""
        owed = max(0.0, self._owed - self._limit * (now - self._owed_at))
        self._owed, self._owed_at = owed, now
        return owed


def within(hours: str, now: time) -> bool:
    """Whether clips may be sent at that time of day; `hours` is "22:00-06:00", or empty."""
    if not hours:
        return True
    begin, end = (time.fromisoformat(part) for part in hours.split("-"))
    return begin <= now < end if begin <= end else now >= begin or now < end
