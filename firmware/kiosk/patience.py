"""How long the booth waits for a citizen, and when it warns that the visit will end."""

from firmware.clock import Clock
from firmware.kiosk.attendance import Attendance
from firmware.kiosk.session import Session
from firmware.kiosk.visit import LIMITS, IdleGuard
from firmware.wire.messages import MAX_VIDEO_MS

# Who watches for twice the longest video without a touch is asked.
WATCHED_S = 2 * MAX_VIDEO_MS / 1000


class Patience:
    """The time-out of each state, sooner when the sensors see an empty booth.

    Never without the warning: it comes at once, and takes as long as ever.
    """

    def __init__(self, warn_s: float, attendance: Attendance, clock: Clock) -> None:
        self._guard = IdleGuard(LIMITS, warn_s, clock)
        self._attendance = attendance
        self._clock = clock
        self._touched_at = clock.monotonic()
        self.warning_s: int | None = None

    def enter(self, state: str) -> None:
        """The visit is in that state now; its time begins."""
        self._guard.enter(state)
        self._touched_at = self._clock.monotonic()

    def touch(self) -> None:
        """Somebody touched something or pressed a button."""
        self._guard.touch()
        self._attendance.touched()
        self._touched_at = self._clock.monotonic()

    def tick(self, session: Session, speaking: bool) -> bool:
        """Whether the time is over; `warning_s` is what is left while the warning is due."""
        self._attendance.tick()
        if self._attendance.empty:
            self._guard.hasten()
        elif self.warning_s is None and (speaking or self._watches(session)):
            # Who listens or watches is there. The warning itself does not put it off.
            self._guard.touch()
        self.warning_s = self._guard.tick()
        if self.warning_s != 0:
            return False
        self.warning_s = None
        return True

    def _watches(self, session: Session) -> bool:
        review = session.review
        if review is None or review.finished:
            return False
        # A line that brings hardly anything must not keep an empty booth occupied,
        # nor one that brings a little now and then do so for hours.
        late = self._clock.monotonic() - self._touched_at > WATCHED_S
        return not (late or review.paused or review.waiting)
