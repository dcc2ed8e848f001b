"""Pictures of every screen that a visit passed, saved off the UI thread."""

from pathlib import Path

import pygame

from firmware.clock import Clock
from firmware.kiosk.jobs import Worker

_SETTLED_S = 0.6


class Album:
    """Saves `NN-state.png` when a state has been seen for a moment, or is left."""

    def __init__(self, folder: Path, worker: Worker, clock: Clock) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._worker = worker
        self._clock = clock
        self._state = ""
        self._since = 0.0
        self._count = 0
        self._last: pygame.Surface | None = None

    def look(self, state: str, surface: pygame.Surface) -> None:
        """Called after each frame."""
        now = self._clock.monotonic()
        if state != self._state:
            self.close()
            self._count += 1
            self._state, self._since = state, now
            self._last = surface.copy()
        elif self._last is not None and now - self._since >= _SETTLED_S:
            self._last = surface.copy()
            self.close()

    def close(self) -> None:
        """Save what was seen last and is not saved yet."""
        picture, self._last = self._last, None
        if picture is not None:
            save(picture, self._folder / f"{self._count:02d}-{self._state}.png", self._worker)


def save(picture: pygame.Surface, file: Path, worker: Worker) -> None:
    """Write a picture in a worker's thread; the surface must not change any more."""
    worker.submit(0, "picture", lambda: pygame.image.save(picture, str(file)))
