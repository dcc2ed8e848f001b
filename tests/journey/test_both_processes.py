"""Kiosk and uplink as the two processes they are, with the spool between them."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firmware.demo.installation import Installation, Wanted
from firmware.demo.proof import measure, read_number, sha256_of
from tests.conftest import until

# It goes on meanwhile.
pytestmark = pytest.mark.usefixtures("running_demo")

ROOT = Path(__file__).parents[2]
Kiosk = subprocess.Popen[str]


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path, Wanted())
    made.start()
    yield made
    made.stop()


@pytest.fixture
def start_kiosk(installation: Installation) -> Iterator[Callable[[float], Kiosk]]:
    started: list[Kiosk] = []

    def start(seconds: float) -> Kiosk:
        command = [sys.executable, "-m", "tests.journey.scripted_kiosk", str(installation.config)]
        kiosk = subprocess.Popen(
            [*command, str(seconds)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        started.append(kiosk)
        return kiosk

    yield start
    for kiosk in started:
        kiosk.kill()
        kiosk.communicate()


def lines(kiosk: Kiosk) -> Iterator[dict[str, str]]:
    assert kiosk.stdout is not None
    for line in kiosk.stdout:
        if line.startswith("{"):
            yield json.loads(line)


def spool(installation: Installation, part: str) -> list[Path]:
    return sorted((installation.config.parent / "booth" / "spool" / part).iterdir())


def test_a_visit_in_one_process_leaves_by_the_other(
    installation: Installation, start_kiosk: Callable[[float], Kiosk]
) -> None:
    kiosk = start_kiosk(3)
    said = next(line for line in lines(kiosk) if "number" in line)

    entry = installation.central.wait_for_appeal(said["number"], 30)
    assert kiosk.wait(30) == 0

    assert entry is not None
    assert (entry.id, said["slip"]) == (said["id"], "printed")
    assert read_number(installation.roll.slips[-1]) == said["number"]
    assert sha256_of(installation.central, entry.id) == entry.clip_sha256
    out = installation.config.parent / "clip.mp4"
    installation.central.open_clip(entry.id, out)
    assert measure(out).decodes
    until(lambda: spool(installation, "clips") == [], "the booth to unlink what was stored")


def test_a_kiosk_killed_while_recording_promised_nothing_and_starts_clean(
    installation: Installation, start_kiosk: Callable[[float], Kiosk]
) -> None:
    kiosk = start_kiosk(60)
    next(line for line in lines(kiosk) if line.get("screen") == "recording")
    until(
        lambda: any(path.stat().st_size > 100_000 for path in spool(installation, "recording")),
        "a recording that grows",
    )
    kiosk.kill()
    kiosk.wait()

    assert spool(installation, "recording") != []
    assert spool(installation, "clips") == []
    assert installation.central.registry.all() == []

    again = start_kiosk(2)
    said = next(line for line in lines(again) if "number" in line)
    assert again.wait(30) == 0

    assert spool(installation, "recording") == []
    assert installation.central.wait_for_appeal(said["number"], 30) is not None
    assert [entry.number for entry in installation.central.registry.all()] == [said["number"]]
