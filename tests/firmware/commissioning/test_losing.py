"""The power goes, and the disk loses what was not synced: the next start makes it good."""

import random
from pathlib import Path

from firmware import config
from firmware.appeals.signing import load_key
from firmware.commissioning.code import KeptCode
from firmware.spool.shelf import Shelf
from firmware.spool.spool import Spool
from firmware.wire import card
from tests.faults.cuts.storage import LosingStorage, context
from tests.firmware.commissioning.losing import start
from tests.firmware.commissioning.machine import Machine, lay

CUTS = 12
WIFI = 'ssid = "net"\npassword = "canary-of-wifi"\ncountry = "KZ"\n'


def run(folder: Path, cut_at: int | None = None) -> tuple[int, int] | None:
    """What a start came to; None where it was cut."""
    ours, theirs = context.Pipe()
    process = context.Process(target=start, args=(folder, cut_at, theirs))
    process.start()
    theirs.close()
    process.join(60)
    assert process.exitcode == 0
    with ours:
        try:
            return ours.recv()
        except EOFError:
            return None


def prepare(storage: LosingStorage, files: dict[str, bytes]) -> None:
    """A new machine whose card somebody has just written on a computer."""
    made = Machine(storage.left, storage.left / "card")
    lay(made, files)
    # It works where the disk is mounted.
    made.edit(str(storage.left), str(storage.folder))
    made.put(card.WIFI, WIFI)


def code_is_somewhere(folder: Path, code: str) -> bool:
    on_card = [file for file in (folder / "card").glob("*ode.txt*") if file.is_file()]
    return KeptCode(folder / "keys").get() == code or any(
        file.read_bytes().strip() == code.encode() for file in on_card
    )


def test_a_cut_at_any_moment_loses_neither_code_nor_booth(made_card) -> None:
    code = made_card[card.CODE].decode().strip()
    photos = sorted(name for name in made_card if name.endswith(".jpg"))
    files = {name: made_card[name] for name in set(made_card) - set(photos[1:])}
    chance = random.Random(3)
    count: int | None = None
    for _ in range(CUTS + 1):
        storage = LosingStorage()
        try:
            prepare(storage, files)
            storage.power_on()
            if count is None:
                done = run(storage.folder)
                assert done is not None
                assert done[0] == 0
                count = done[1]
                continue
            at = chance.randrange(count)
            assert run(storage.folder, at) is None
            storage.cut(chance)
            assert code_is_somewhere(storage.left, code), at
            storage.power_on()
            done = run(storage.folder)
            assert done is not None
            assert done[0] == 0, at
            storage.cut(chance)
            good(storage.left, code)
        finally:
            storage.close()
    assert count is not None
    assert count > 40


def good(folder: Path, code: str) -> None:
    """What a finished start leaves, even if the power goes right after it."""
    assert config.load(folder / "etc/booth.toml").booth.id == "001"
    assert (folder / "etc/central/ca.pem").exists()
    assert load_key(folder / "keys/booth.key")
    assert KeptCode(folder / "keys").get() == code
    shelf = Shelf(Spool(folder / "spool"))
    assert shelf.version() > 0
    assert shelf.pages() is not None
    assert "canary-of-wifi" in (folder / "etc/network/dialog-wifi.nmconnection").read_text()
    left = {file.name for file in (folder / "card").iterdir()}
    assert not {card.CODE, card.WIFI, f"{card.CODE}.taken", f"{card.WIFI}.taken"} & left
