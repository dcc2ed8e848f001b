"""The export to a USB stick: waiting appeals, and the log for whoever looks after booths."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from firmware.spool.durable import replace_file
from firmware.spool.errors import StorageFailed
from firmware.spool.export import Exported, Progress, export
from firmware.spool.spool import Spool
from firmware.wire.stick import FOLDER


class Outcome(StrEnum):
    """How an export ended."""

    DONE = "done"
    NO_STICK = "no_stick"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Result:
    """How it ended and what was copied."""

    outcome: Outcome
    exported: Exported = field(default_factory=Exported)


class Stick:
    """The folder where a USB stick is mounted. The folder of the card itself is none."""

    def __init__(
        self, folder: Path, booth: str, is_mount: Callable[[Path], bool] = os.path.ismount
    ) -> None:
        self._folder = folder
        self._booth = booth
        self._is_mount = is_mount

    def there(self) -> bool:
        """Whether a stick is plugged in and mounted."""
        return self._is_mount(self._folder)

    def export(self, spool: Spool, log: Sequence[str], progress: Progress) -> Result:
        """Copy the waiting appeals and the log; for a worker thread, never raises."""
        if not self.there():
            return Result(Outcome.NO_STICK)
        try:
            exported = export(spool, self._folder, progress)
            text = "\n".join(log) + "\n"
            replace_file(self._folder / FOLDER / f"booth-{self._booth}.log", text.encode())
        except StorageFailed:
            return Result(Outcome.BROKEN)
        return Result(Outcome.DONE, exported)
