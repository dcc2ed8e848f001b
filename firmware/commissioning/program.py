"""`booth first-boot`: at every start, before kiosk and uplink; quick where nothing is new.

A card is taken whole or not at all. A mistake on it never takes a working booth
down: the settings of before stay in force, and the mistake is said in status.txt,
by `booth doctor` and in the log. A booth that has no good settings shows it on its screen.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

from firmware import config, notice
from firmware.appeals.errors import BadSignature
from firmware.clock import Clock
from firmware.commissioning import status
from firmware.commissioning.contents import read_card
from firmware.commissioning.errors import BadCard, NoSettings
from firmware.commissioning.folder import CardFolder
from firmware.commissioning.identity import check_identity
from firmware.commissioning.notice import NoticeBoard
from firmware.commissioning.taking import Taking
from firmware.errors import BoothError, ConfigError
from firmware.settings import Settings

log = logging.getLogger("first-boot")

CARDS = (Path("/boot/card"), Path("/boot/firmware/dialog"))
"""Where the card folder is: on the image, and on a plain Raspberry Pi OS."""
NETWORK = "network"
"""The folder, beside booth.toml, where what the card says about the network is kept."""

DONE = 0
CANNOT_WORK = 2


class FirstBoot:
    """One start."""

    def __init__(
        self, card: Path, config_file: Path, network: Path, board: NoticeBoard, clock: Clock
    ) -> None:
        """`network` is where keyfile and country of a Wi-Fi go."""
        self._folder = CardFolder(card)
        self._config = config_file
        self._network = network
        self._board = board
        self._clock = clock

    def run(self) -> int:
        """Take the card; the exit code: 2 when this booth cannot work. Raises OSError (board)."""
        before = self._in_force()
        try:
            contents = read_card(self._folder, self._config)
            if before is not None:
                check_identity(before, contents.settings)
        except (BadCard, NoSettings) as error:
            return self._failed(notice.SETTINGS, str(error), before, "the card was NOT taken")
        taking = Taking(self._folder, contents, self._config, self._network)
        try:
            taking.take()
            lines = status.taken(contents.settings, self._clock, taking.remarks)
        except (BoothError, BadSignature, OSError) as error:
            return self._failed(notice.BROKEN, str(error), before, "the card was taken in part")
        self._board.clear()
        if taking.remarks:
            self._board.remark(taking.remarks)
        for remark in taking.remarks:
            log.warning("%s", remark)
        self._tell_card(lines)
        return DONE

    def _failed(self, kind: str, problem: str, before: Settings | None, outcome: str) -> int:
        self._board.clear()
        if before is not None:
            log.error("%s: %s", outcome, problem)
            said = [problem, f"{outcome}; the booth works with the settings that it has"]
            self._board.remark(said)
            self._tell_card([outcome, *said])
            return DONE
        log.error("this booth cannot work: %s", problem)
        self._board.put_up(kind, [problem])
        self._tell_card([f"this booth cannot work: {problem}", _TODO])
        return CANNOT_WORK

    def _in_force(self) -> Settings | None:
        try:
            return config.load(self._config)
        except ConfigError:
            return None

    def _tell_card(self, lines: Sequence[str]) -> None:
        if not self._folder.folder.is_dir():
            return
        try:
            status.write(self._folder.folder, lines)
        except OSError as error:
            log.warning("status.txt could not be written: %s", error)


_TODO = "Switch the booth off, correct the file on the card with any computer, switch it on."


def find_card() -> Path:
    """Where the card folder is on this machine, or would be."""
    return next((folder for folder in CARDS if folder.is_dir()), CARDS[0])
