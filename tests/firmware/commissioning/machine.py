"""A machine that is to become a booth, and the card in it."""

from pathlib import Path

from firmware.commissioning.code import KeptCode
from firmware.commissioning.notice import NoticeBoard
from firmware.commissioning.program import FirstBoot
from firmware.spool.shelf import Shelf
from firmware.spool.spool import Spool
from firmware.wire import card as names
from tests.conftest import HandClock


class Machine:
    """Folders as on a booth, all under one; `start` is one switching on."""

    def __init__(self, folder: Path, card: Path) -> None:
        self.card = card
        self.config = folder / "etc/booth.toml"
        self.network = folder / "etc/network"
        self.keys, self.spool = folder / "keys", folder / "spool"
        self.notice = folder / "run/notice.json"
        self.board = NoticeBoard(self.notice)
        self.clock = HandClock()

    def start(self) -> int:
        return FirstBoot(self.card, self.config, self.network, self.board, self.clock).run()

    @property
    def code(self) -> KeptCode:
        return KeptCode(self.keys)

    @property
    def shelf(self) -> Shelf:
        return Shelf(Spool(self.spool))

    def put(self, name: str, content: str | bytes) -> None:
        """A file on the card."""
        data = content if isinstance(content, bytes) else content.encode()
        (self.card / name).write_bytes(data)

    def edit(self, old: str, new: str) -> None:
        """booth.toml on the card, as an engineer does."""
        text = (self.card / names.SETTINGS).read_text(encoding="utf-8")
        assert old in text
        self.put(names.SETTINGS, text.replace(old, new))

    def status(self) -> str:
        return (self.card / names.STATUS).read_text(encoding="utf-8")


def lay(machine: Machine, files: dict[str, bytes]) -> None:
    """Put the card in, with the folders of this machine in its booth.toml."""
    for name, content in files.items():
        file = machine.card / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    machine.edit("/etc/dialog", str(machine.config.parent))
    machine.edit("[central]", f'keys = "{machine.keys}"\nspool = "{machine.spool}"\n[central]')
    machine.edit('est = "', f'certificate = "{machine.keys}/booth.pem"\nest = "')
