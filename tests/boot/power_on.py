"""Step 1: from power-on to the attract screen, beside plain Debian to its login."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from hw.bench.paper import PaperRoll
from tests.bench.figure import Figure
from tests.boot import firmware, plain
from tests.boot.card import Card
from tests.boot.errors import Unlike
from tests.boot.far_end import card_folder
from tests.boot.machine import Machine, Wiring
from tests.boot.pictures import ALIKE, Picture, nearest, of_states
from tests.boot.step import Step

BOOT_S = 600.0
MOST = 1.3
"""The most that it may take, as a ratio to plain Debian."""


def copy_of(image: Path, target: Path) -> Card:
    """A card of one's own to write on."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "--sparse=always", image, target], check=True)
    return Card(target)


def attract(machine: Machine, pictures: list[Picture], seconds: float = BOOT_S) -> float:
    """Wait until the panel shows the attract screen twice; seconds since power-on.

    Raises Late, MachineEnded.
    """

    def shown() -> bool:
        screen = machine.screen()
        return not screen.blank and nearest(screen, pictures)[1] <= ALIKE

    first = machine.until("the attract screen", shown, seconds)
    if not shown():
        raise Unlike("the attract screen was there for a moment only")
    return first


def run(step: Step, image: Path) -> None:
    """Boot both, compare."""
    card = copy_of(image, step.folder / "card.img")
    with TemporaryDirectory() as folder:
        card_folder(Path(folder) / "card", Path(folder) / "central")
        card.put(1, Path(folder) / "card")
    start = firmware.power_on(card)
    pictures = of_states("attract")
    roll = PaperRoll()
    try:
        machine = Machine(step.folder / "booth", card.file, Wiring(printer=Path(roll.port)))
        machine.load(card, start)
        with machine:
            machine.power_on()
            booth = attract(machine, pictures)
            step.note(f"attract screen: {machine.keep('attract').name}", booth)
    finally:
        roll.close()
    (step.folder / "card.img").unlink()
    login = plain.seconds_to_login(step.folder / "plain", BOOT_S)
    step.note("plain Debian's login", login)
    step.figures.append(Figure("boot.power_on_to_attract_s", booth, "s", login, MOST * login))
