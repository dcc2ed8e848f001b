"""A booth as a doctor meets it: everything simulated, all of it in order."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from firmware.appeals.sealing import VisitKey
from firmware.appeals.signing import make_key, public_pem
from firmware.doctor.finding import Patient
from firmware.settings import (
    BoothSettings,
    CameraSettings,
    CentralSettings,
    LightsSettings,
    MicrophoneSettings,
    PrinterSettings,
    Settings,
)
from hw.bench.paper import PaperRoll


@pytest.fixture
def roll() -> Iterator[PaperRoll]:
    made = PaperRoll()
    yield made
    made.close()


@pytest.fixture
def sound_booth(tmp_path: Path, roll: PaperRoll) -> Settings:
    """Settings of a booth in which everything works, but for the line."""
    recipient = VisitKey().recipient
    keys = tmp_path / "keys"
    keys.mkdir()
    make_key(keys / "booth.key")
    pem = tmp_path / "central.pem"
    pem.write_bytes(public_pem(make_key(tmp_path / "central.key")))
    return Settings(
        booth=BoothSettings(keys=str(keys), spool=str(tmp_path / "spool")),
        central=CentralSettings(
            tls=False, recipients=(recipient,), ask_recipient=recipient, signing_key=str(pem)
        ),
        camera=CameraSettings(driver="simulated"),
        microphone=MicrophoneSettings(driver="simulated"),
        printer=PrinterSettings(port=roll.port, flow="none"),
        lights=LightsSettings(driver="gpio-mock"),
    )


@pytest.fixture
def patient(sound_booth, clock) -> Callable[..., Patient]:
    """That booth, with sections of its settings changed: patient(camera={"driver": ...})."""

    def make(in_use: bool = False, **sections: dict[str, object]) -> Patient:
        settings = sound_booth
        for name, values in sections.items():
            changed = msgspec.structs.replace(getattr(settings, name), **values)
            settings = msgspec.structs.replace(settings, **{name: changed})
        return Patient(settings, clock, in_use)

    return make
