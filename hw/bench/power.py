"""The power of the bench: the booth's own class on a mock pin and a folder of a board's files."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from hw.board import CARD, EXT4, FLAGS, TEMPERATURE, THROTTLED, Board
from hw.pi_power import GOOD, PiPower

PIN = 26


class BenchPower(PiPower):
    """A board that is hot, short of voltage, worn or without mains as told."""

    def __init__(
        self,
        good: int | None = PIN,
        active_low: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="board-")
        root = Path(self._folder.name)
        super().__init__(good, active_low, "mock", Board(root, lambda: None), clock)
        self._root = root
        self.cut(mains=True)

    def cut(self, *, mains: bool = False) -> None:
        """Cut the mains, or bring them back."""
        pin = self._inputs.input(GOOD)
        if pin is None:
            return
        if mains is pin.pull_up:
            pin.pin.drive_low()
        else:
            pin.pin.drive_high()

    def flag(self, *names: str) -> None:
        """Exactly these flags of `PowerStatus` are up now."""
        bits = sum(1 << bit for bit, name in FLAGS.items() if name in names)
        self._write(THROTTLED, f"{bits:x}\n")

    def heat(self, celsius: float) -> None:
        """The processor is so hot."""
        self._write(TEMPERATURE, f"{celsius * 1000:.0f}\n")

    def wear(self, tenths: int, end: int = 1) -> None:
        """So many tenths of the card's life are used; `end` is 1 normal, 2 warning, 3 urgent."""
        self._write(f"{CARD}/life_time", f"0x{tenths:02x} 0x01\n")
        self._write(f"{CARD}/pre_eol_info", f"0x{end:02x}\n")

    def damage(self, errors: int) -> None:
        """The file system has noted so many errors."""
        self._write(f"{EXT4}/mmcblk0p2/errors_count", f"{errors}\n")

    def _write(self, path: str, text: str) -> None:
        file = self._root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="ascii")

    def close(self) -> None:
        """Free the pin, delete the folder; may be called twice."""
        super().close()
        self._folder.cleanup()
