"""A booth under test: one card, started again and again as its firmware would start it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hw.bench.paper import PaperRoll
from tests.boot import firmware
from tests.boot.card import Card
from tests.boot.machine import Machine, Wiring
from tests.boot.power_on import copy_of

CARD_BYTES = 4 * 2**30
"""Of the smallest card that a booth is sold with; the image's last partition grows into it."""

JOURNAL = ("systemd.journald.forward_to_console=1", "systemd.journald.max_level_console=info")
"""What the machine says of itself stands in serial.log: a sealed image tells nobody else."""


@dataclass
class Booth:
    """`tryboot`: what its last restart asked for, which the firmware heeds once.

    `partition` is what the last start took.
    """

    card: Card
    folder: Path
    wiring: Wiring
    roll: PaperRoll
    tryboot: bool = False
    starts: int = 0
    partition: int = 0

    @contextmanager
    def started(self, *words: str, extra: tuple[str, ...] = ()) -> Iterator[Machine]:
        """Power on; after it ended by itself, or was cut, it is known what comes next."""
        start = firmware.power_on(self.card, tryboot=self.tryboot)
        self.tryboot = False
        self.starts += 1
        self.partition = start.partition
        wiring = replace(
            self.wiring,
            words=(*self.wiring.words, *JOURNAL, *words),
            extra=(*self.wiring.extra, *extra),
        )
        machine = Machine(self.folder / f"start-{self.starts:02d}", self.card.file, wiring)
        machine.load(self.card, start)
        with machine:
            machine.power_on()
            yield machine
        self.tryboot = firmware.asks_for_tryboot(machine.log)

    @property
    def lasting(self) -> int:
        """The partition that a plain start takes. Raises Unbootable."""
        return firmware.power_on(self.card).partition


@contextmanager
def booth_of(
    image: Path, folder: Path, card_folder: Path, *, steady: bool = False
) -> Iterator[Booth]:
    """A fresh card of that image, with its printer; `steady` as in Wiring."""
    card = copy_of(image, folder / "card.img")
    with card.file.open("r+b") as file:
        file.truncate(CARD_BYTES)
    card.put(1, card_folder)
    roll = PaperRoll()
    try:
        yield Booth(card, folder, Wiring(printer=Path(roll.port), steady=steady), roll)
    finally:
        roll.close()
        card.file.unlink()


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for the card's content."""
    with TemporaryDirectory(prefix="boot-test-card-") as folder:
        yield Path(folder) / "card"
