"""Registers one appeal and prints its slip, for strace to watch.

Usage: register_once.py FOLDER [STEP]: with STEP, that one fsync is taken out of
the build, which the test of the order must notice.
"""

import hashlib
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from firmware.appeals.appeal import Draft, Kind, Language
from firmware.appeals.manifest import ClipFacts
from firmware.appeals.receipt import Slip, lay_out
from firmware.appeals.sealing import VisitKey
from firmware.appeals.signing import make_key
from firmware.spool import durable
from firmware.spool import spool as spools
from firmware.spool.registration import Recording, Registrar
from hw.bench.paper import PaperRoll
from hw.escpos import EscposPrinter

STEPS = ("clip.age", "manifest.age", "envelope.jws", "clips", "commit")


def take_out(step: str) -> None:
    """Make the fsync of that step do nothing."""
    if step == "commit":
        spools._PRAGMAS["synchronous"] = "off"
        return
    real: Callable[[int], None] = os.fsync

    def fsync(handle: int) -> None:
        if not str(Path(f"/proc/self/fd/{handle}").readlink()).endswith(step):
            real(handle)

    durable.os.fsync = fsync  # type: ignore[assignment]


def main(folder: Path, step: str | None) -> None:
    if step is not None:
        take_out(step)
    spool = spools.Spool(folder / "spool")
    registrar = Registrar(
        spool,
        booth="001",
        site="oskemen",
        key=make_key(folder / "booth.key"),
        recipients=(VisitKey().recipient,),
    )
    content = b"sealed clip"
    clip = spool.recording / "take.clip.age"
    clip.write_bytes(content)
    facts = ClipFacts(
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        duration_ms=1,
        video_frames=1,
        codec="avc1",
    )
    draft = Draft(
        kind=Kind.APPLICATION,
        addressee="housing",
        language=Language.KK,
        directory_version=1,
        consent_version="test",
    )
    registered = registrar.register(
        draft, Recording(clip, facts, datetime.now(UTC), True), registrar.reserve_number()
    )
    slip = Slip(number=registered.number, title="001", address="", number_label="№")
    roll = PaperRoll()
    printer = EscposPrinter(roll.port)
    printer.print(lay_out(slip, 576))
    printer.close()
    roll.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
