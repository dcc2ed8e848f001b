"""How often somebody has tried in vain; pages are answered by several threads."""

import threading
from collections.abc import Callable

from central.guesses import Guesses


class Attempts:
    """`Guesses`, one thread at a time."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._lock = threading.Lock()
        self._guesses = Guesses(monotonic)

    def locked(self, name: str, most: int) -> bool:
        """Whether that name has failed too often in the last hour."""
        with self._lock:
            return self._guesses.locked(name, most)

    def failed(self, name: str) -> None:
        """One more failure."""
        with self._lock:
            self._guesses.failed(name)
