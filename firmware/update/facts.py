"""What works in this booth now, as kiosk and uplink have left it for others to see."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from firmware.spool.errors import SpoolError
from firmware.spool.mailbox import UplinkMailbox
from firmware.spool.spool import Spool, open_existing
from firmware.update.ledger import Facts
from firmware.uplink import status

KIOSK = "dialog-kiosk.service"
FRESH_S = 330.0
"""The kiosk says how its devices are every five minutes at least."""
RESTARTS = 3
_ASK_S = 10.0

Run = Callable[..., "subprocess.CompletedProcess[str]"]


class Look:
    """Looks; the spool is opened once it can be."""

    def __init__(
        self, folder: Path, picture: Callable[[], bool | None], run: Run = subprocess.run
    ) -> None:
        """`folder` of the spool; `picture`: whether one is on the screen, None: not known."""
        self._folder = folder
        self._picture = picture
        self._run = run
        self._spool: Spool | None = None

    def __call__(self) -> Facts:
        """What works; what nobody has spoken of since the machine was started does not."""
        mailbox = self._mailbox()
        noted = mailbox.condition() if mailbox else None
        devices = noted[0] if noted and noted[1] < FRESH_S else None
        line = status.read(self._folder)
        return Facts(
            drawn=self._unit().get("ActiveState") == "active" and self._picture() is not False,
            spool=devices is not None,
            camera=bool(devices and devices.camera),
            printer=bool(devices and devices.printer == "online"),
            broker=bool(line and line[0].online and line[1] < status.STALE_S),
        )

    def hopeless(self) -> str:
        """Why waiting helps no more; empty while it may."""
        unit = self._unit()
        if unit.get("ActiveState") == "failed":
            return "the kiosk does not run"
        restarts = unit.get("NRestarts", "0")
        if restarts.isdecimal() and int(restarts) >= RESTARTS:
            return f"the kiosk ended {restarts} times"
        return ""

    def _mailbox(self) -> UplinkMailbox | None:
        try:
            self._spool = self._spool or open_existing(self._folder)
        except (SpoolError, OSError):
            return None
        return UplinkMailbox(self._spool)

    def _unit(self) -> dict[str, str]:
        words = ["systemctl", "show", KIOSK, "--property=ActiveState,NRestarts"]
        try:
            done = self._run(words, capture_output=True, text=True, timeout=_ASK_S, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return {}
        pairs = (line.partition("=") for line in done.stdout.splitlines())
        return {name: value for name, _, value in pairs}
