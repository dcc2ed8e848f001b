"""What is noted once, however often a page or a player asks again."""

import threading
from collections import OrderedDict
from collections.abc import Callable

KEPT = 10_000
AGAIN_S = 3600.0


class Once:
    """Remembers what was noted, for an hour."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._noted: OrderedDict[tuple[str, ...], float] = OrderedDict()

    def first(self, *key: str) -> bool:
        """Whether this is to be noted now; the next call with the same key says no."""
        now = self._monotonic()
        with self._lock:
            before = self._noted.get(key)
            if before is not None and now - before < AGAIN_S:
                return False
            self._noted[key] = now
            self._noted.move_to_end(key)
            while len(self._noted) > KEPT:
                self._noted.popitem(last=False)
        return True
