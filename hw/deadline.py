"""Calls into a library that may never come back."""

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from hw.errors import DeviceTimeout

log = logging.getLogger(__name__)

T = TypeVar("T")


class Deadline:
    """Runs a device's calls in threads of their own and waits for each so long.

    A call that is late is left behind in its thread; `stuck` tells whether one
    still is there.
    """

    def __init__(self, device: str) -> None:
        self._device = device
        self._left_behind: list[threading.Thread] = []

    @property
    def stuck(self) -> bool:
        """Whether a call that was late has not come back yet."""
        self._left_behind = [thread for thread in self._left_behind if thread.is_alive()]
        return bool(self._left_behind)

    def call(
        self,
        what: str,
        seconds: float,
        act: Callable[[], T],
        late: Callable[[T], object] | None = None,
    ) -> T:
        """What `act` returns or raises. Raises DeviceTimeout.

        `late` gets a result that comes after all, to undo it; in the call's thread.
        """
        call = _Call(act, late)
        thread = threading.Thread(target=call.run, name=f"{self._device}: {what}", daemon=True)
        thread.start()
        thread.join(seconds)
        if call.give_up():
            self._left_behind.append(thread)
            raise DeviceTimeout(self._device, f"{what} took longer than {seconds:g} s")
        return call.result()


class _Call(Generic[T]):
    def __init__(self, act: Callable[[], T], late: Callable[[T], object] | None) -> None:
        self._act = act
        self._late = late
        self._lock = threading.Lock()
        self._done = self._given_up = False
        self._value: list[T] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._value.append(self._act())
        except BaseException as error:  # noqa: BLE001 - handed to the one who waits
            self._error = error
        with self._lock:
            self._done = True
            if not self._given_up:
                return
        if self._error is not None:
            log.warning("what came too late failed: %s", self._error)
        elif self._late is not None:
            self._late(self._value[0])

    def give_up(self) -> bool:
        """True if it has not ended; its result is then nobody's."""
        with self._lock:
            self._given_up = not self._done
            return self._given_up

    def result(self) -> T:
        if self._error is not None:
            raise self._error
        return self._value[0]
