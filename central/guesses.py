"""How often somebody has guessed wrong."""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable

WINDOW_S = 3600.0
# More failures of one name than this are not counted.
MAX_COUNTED = 30
_KEPT_NAMES = 10_000


class Guesses:
    """Failures in the last hour, by name; may be asked by several threads."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def locked(self, name: str, most: int) -> bool:
        """Whether that name has failed too often."""
        with self._lock:
            times = self._failures.get(name)
            while times and times[0] <= self._monotonic() - WINDOW_S:
                times.popleft()
            return bool(times) and len(times or ()) >= most

    def failed(self, name: str) -> None:
        """One more failure."""
        with self._lock:
            times = self._failures.setdefault(name, deque(maxlen=MAX_COUNTED))
            times.append(self._monotonic())
            self._failures.move_to_end(name)
            while len(self._failures) > _KEPT_NAMES:
                self._failures.popitem(last=False)
