"""The rules by which one clip is sent, without any network.

A `Sender` is told what happened and asked what to publish; the caller moves the
bytes. The rules:

- `init` is also the resume question: at every connect, after `unknown`, after
  `wait`, and when nothing has been heard for a while.
- Central's `have` is the truth. Of what is missing, at most `credit` bytes are on
  their way at a time.
- A chunk that central does not have although it has a later one was lost or
  spoiled: it alone is sent again. Sending twice is harmless.
- What the broker has not acknowledged is still on the line, however slow that
  is; silence counts only from when the line is empty.
- `fin` follows the last chunk at once, and again when one of them had to be sent again.
- Only a `stored` that `verify` accepts ends it well.
- A clip of which nothing new arrives for long, whatever the reason, is put off: the
  next one may do better.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from firmware.wire import ranges
from firmware.wire.messages import ClipState, Reject, Stored, Unknown, Wait, Want
from firmware.wire.ranges import Range, Ranges

SILENCE_S = 8.0
# At 10 kbit/s a chunk of 256 KiB takes 210 s.
STALL_S = 300.0
STALL_RETRY_S = 60.0
# Below what paho holds, however small the chunks are.
MAX_UNACKED = 32


@dataclass(frozen=True, slots=True)
class SendInit:
    """Publish `init`."""


@dataclass(frozen=True, slots=True)
class SendChunk:
    """Publish the bytes [start, end)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SendFin:
    """Check the file, then publish `fin`."""


Step = SendInit | SendChunk | SendFin


@dataclass(frozen=True, slots=True)
class Taken:
    """Central took the clip over; `signed` proves it and was verified."""

    signed: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Central rejects the clip."""

    why: str


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not now; try again at that monotonic time."""

    until: float
    why: str = "central asks to wait"


Outcome = Taken | Refused | Deferred


class _Phase(Enum):
    OFFLINE = auto()
    ASKING = auto()
    SENDING = auto()


class Sender:
    """The sending of one clip of `size` bytes."""

    def __init__(
        self,
        *,
        size: int,
        chunk_bytes: int,
        verify: Callable[[str], bool],
        silence_s: float = SILENCE_S,
    ) -> None:
        self.outcome: Outcome | None = None
        self._size = size
        self._chunk_bytes = chunk_bytes
        self._verify = verify
        self._silence_s = silence_s
        self._phase = _Phase.OFFLINE
        self._init_due = False
        self._have: Ranges = ()
        self._credit = 0
        self._on_way: list[Range] = []
        self._fin_sent = False
        self._unacked = 0
        self._heard = 0.0
        self._most = 0
        self._moved: float | None = None

    @property
    def sent_bytes(self) -> int:
        """How much central is known to have."""
        return ranges.total(self._have)

    def connected(self, chunk_bytes: int) -> None:
        """There is a line, on which a message may carry that much."""
        self._chunk_bytes = min(self._chunk_bytes, chunk_bytes)
        self._moved = None
        self._restart()

    def disconnected(self) -> None:
        """The line is gone, with all that was on it."""
        self._phase = _Phase.OFFLINE
        self._init_due = False
        self._unacked = 0

    def acknowledged(self, now: float) -> None:
        """The broker acknowledged one publish: the line moves."""
        self._unacked = max(0, self._unacked - 1)
        self._heard = now

    def received(self, state: ClipState, now: float) -> None:
        """Central said something about this clip."""
        if self._phase is _Phase.OFFLINE or self.outcome is not None:
            return
        match state:
            case Want():
                self._want(state, now)
            case Stored(signed=signed):
                if not self._verify(signed):
                    return
                self.outcome = Taken(signed)
            case Reject(why=why):
                self.outcome = Refused(why)
            case Wait(retry_s=retry_s):
                self.outcome = Deferred(now + retry_s)
            case Unknown():
                if self._phase is not _Phase.ASKING:
                    self._restart()
        self._heard = now

    def due(
        self, now: float, chunk_bytes: int | None = None, may_send: int | None = None
    ) -> list[Step]:
        """What to publish now, in this order.

        Chunks of at most `chunk_bytes` and the message that the broker takes, and of
        `may_send` bytes together: what the line and booth.toml allow.
        """
        if self._phase is _Phase.OFFLINE or self.outcome is not None:
            return []
        if self._stalled(now):
            self.outcome = Deferred(now + STALL_RETRY_S, "nothing new arrives at central")
            return []
        if not self._init_due and self._silent(now):
            self._restart()
        steps: list[Step] = []
        if self._init_due:
            self._init_due = False
            steps.append(SendInit())
        elif self._phase is _Phase.SENDING:
            steps += self._chunks(
                min(chunk_bytes or self._chunk_bytes, self._chunk_bytes), may_send
            )
            if not self._fin_sent and not self._gaps():
                # Not only when central has it all: that would be one round trip more.
                self._fin_sent = True
                steps.append(SendFin())
        if steps:
            self._heard = now
        self._unacked += len(steps)
        return steps

    def _restart(self) -> None:
        self._phase = _Phase.ASKING
        self._init_due = True
        self._fin_sent = False
        self._on_way = []

    def _silent(self, now: float) -> bool:
        return self._unacked == 0 and now - self._heard >= self._silence_s

    def _stalled(self, now: float) -> bool:
        if self._moved is None:
            self._moved = now
        return now - self._moved >= STALL_S

    def _want(self, want: Want, now: float) -> None:
        if self._phase is _Phase.ASKING and self._init_due:
            return
        self._have = ranges.merge(want.have)
        if self.sent_bytes > self._most:
            self._most, self._moved = self.sent_bytes, now
        self._credit = want.credit
        if self._phase is _Phase.ASKING:
            self._on_way = []
            self._phase = _Phase.SENDING
            return
        self._forget_arrived_and_lost()

    def _forget_arrived_and_lost(self) -> None:
        arrived = [
            index for index, part in enumerate(self._on_way) if ranges.covers(self._have, *part)
        ]
        if arrived:
            del self._on_way[: arrived[-1] + 1]

    @property
    def on_way_bytes(self) -> int:
        """How much was sent and is not at central as far as is known."""
        return sum(end - start for start, end in self._on_way)

    def _gaps(self) -> Ranges:
        """What is neither at central nor on its way."""
        return ranges.missing(ranges.merge((*self._have, *self._on_way)), self._size)

    def _chunks(self, chunk_bytes: int, may_send: int | None) -> list[Step]:
        steps: list[Step] = []
        room = self._credit - self.on_way_bytes
        while room > 0 and self._unacked + len(steps) < MAX_UNACKED:
            gaps = self._gaps()
            if not gaps:
                break
            start, end = gaps[0]
            end = min(end, start + chunk_bytes)
            if may_send is not None and (may_send := may_send - (end - start)) < 0:
                break
            if end - start > room:
                if self._on_way:
                    break
                end = start + room
            self._on_way.append((start, end))
            self._fin_sent = False
            steps.append(SendChunk(start, end))
            room -= end - start
        return steps
