"""Who a booth is does not change under its appeals."""

import hashlib
from datetime import UTC, datetime

from firmware import config
from firmware.appeals.manifest import ClipFacts
from firmware.appeals.sealing import VisitKey
from firmware.spool.models import Transfer, TransferState
from firmware.spool.registration import Recording, Registrar
from firmware.spool.spool import Spool
from tests.conftest import DRAFT


def appeal(machine, booth_key, state: TransferState) -> None:
    """One that was registered here."""
    spool = Spool(machine.spool)
    with spool.connection():
        file = spool.recording / "take.clip.age"
        file.write_bytes(b"sealed")
        sha256 = hashlib.sha256(b"sealed").hexdigest()
        facts = ClipFacts(sha256=sha256, size=6, duration_ms=1, video_frames=1, codec="x/y")
        recording = Recording(file, facts, datetime.now(UTC), True)
        recipients = (VisitKey().recipient,)
        registrar = Registrar(
            spool, booth="001", site="oskemen", key=booth_key, recipients=recipients
        )
        registered = registrar.register(DRAFT, recording, registrar.reserve_number())
        Transfer.insert(appeal=registered.id, state=state).execute()


def other_number(machine) -> None:
    machine.edit('id = "001"', 'id = "002"')


def test_a_booth_with_appeals_that_wait_keeps_its_number(machine, booth_key) -> None:
    machine.start()
    appeal(machine, booth_key, TransferState.WAITING)
    other_number(machine)

    assert machine.start() == 0
    assert config.load(machine.config).booth.id == "001"
    assert "booth.id: 1 appeals of booth 001, oskemen, wait" in machine.board.remarks()[0]


def test_once_central_has_them_it_may_become_another(machine, booth_key) -> None:
    machine.start()
    appeal(machine, booth_key, TransferState.STORED)
    other_number(machine)

    assert machine.start() == 0
    assert config.load(machine.config).booth.id == "002"


def test_a_new_booth_is_whoever_its_card_says(machine) -> None:
    machine.start()
    other_number(machine)

    assert machine.start() == 0
    assert config.load(machine.config).booth.id == "002"
