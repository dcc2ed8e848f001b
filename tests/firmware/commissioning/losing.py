"""A first boot on the disk that loses what was not synced, in a process of its own."""

import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.firmware.commissioning.machine import Machine

STEPS = ("fsync", "rename", "replace", "unlink", "link")


def start(folder: Path, cut_at: int | None, pipe: Connection) -> None:
    """One start; it ends for good right before step `cut_at`, else it tells how many there were."""
    steps = 0

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **more: Any) -> Any:
            nonlocal steps
            if steps == cut_at:
                os._exit(0)
            steps += 1
            return real(*args, **more)

        return step

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))
    code = Machine(folder, folder / "card").start()
    pipe.send((code, steps))
