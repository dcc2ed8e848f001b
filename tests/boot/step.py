"""One step of the boot test: what it shows, how long it took, what was measured."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.figure import Figure


@dataclass
class Step:
    """The record that a step writes while it runs."""

    number: int
    title: str
    folder: Path
    notes: list[tuple[str, float | None]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    seconds: float = 0.0

    def note(self, text: str, seconds: float | None = None) -> None:
        """Something that was seen, and when after power-on."""
        self.notes.append((text, seconds))

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Count the step's own time."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self.seconds = time.monotonic() - begun


Run = Callable[[Step, Path], None]
"""A step's program: it gets its record and the image, and raises BootTestError."""
