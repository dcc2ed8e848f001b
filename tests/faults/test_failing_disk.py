"""A disk whose fsync fails: nothing is tried again, no number is given, the log says why.

After a failed fsync the kernel has forgotten which pages were not written: a second
one on the same file reports success for bytes that are lost. The errors are put into
the system calls themselves, by strace.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from firmware.appeals.sealing import VisitKey
from firmware.appeals.signing import load_key
from firmware.recording import sealer
from firmware.recording.errors import SealFailed
from firmware.recording.recorder import Recorder
from firmware.spool.models import Appeal
from firmware.spool.recovery import Recovered, recover
from firmware.spool.spool import Spool
from tests.conftest import HandClock
from tests.faults.booth import grey_second

HERE = Path(__file__).parent
SYNC = re.compile(r"^\d+\s+(fsync|fdatasync)\(\d+<(?P<path>[^>]*)>")
STEPS = {
    "clip": r"recording/take\.clip\.age$",
    "manifest": r"\.manifest\.age$",
    "envelope": r"\.envelope\.jws$",
    "folder": r"/clips$",
    "row": r"spool\.db-wal$",
}


def register(folder: Path, *inject: str) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Register one appeal and print its slip in a process; and the lines of its calls."""
    folder.mkdir()
    log = folder / "strace.log"
    command = ["strace", "-f", "-y", "-qq", "-s", "0", "-o", str(log), *inject]
    command += ["-e", "trace=fsync,fdatasync,write"]
    done = subprocess.run(
        [*command, sys.executable, str(HERE / "register_once.py"), str(folder)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done, log.read_text().splitlines()


def syncs(log: list[str]) -> list[tuple[str, str]]:
    """The syncs in order: (name of the call, path)."""
    found = (SYNC.match(line) for line in log)
    return [(call[1], call["path"]) for call in found if call]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, int]]:
    """For each step the call that syncs it, and its number among the calls of that name."""
    done, log = register(tmp_path_factory.mktemp("sound") / "booth")
    assert done.returncode == 0, done.stderr
    found, all_syncs = {}, syncs(log)
    for step, pattern in STEPS.items():
        at = _place(all_syncs, pattern)
        if step == "row":  # the one after the folder's
            at = _place(all_syncs, pattern, after=_place(all_syncs, STEPS["folder"]))
        name = all_syncs[at][0]
        found[step] = (name, sum(other == name for other, _ in all_syncs[: at + 1]))
    return found


def _place(all_syncs: list[tuple[str, str]], pattern: str, after: int = -1) -> int:
    found = (n for n, (_, path) in enumerate(all_syncs) if n > after and re.search(pattern, path))
    return next(found)


@pytest.mark.parametrize("step", STEPS)
def test_a_sync_that_fails_is_not_tried_again_and_gives_no_number(
    step: str, places: dict[str, tuple[str, int]], tmp_path: Path
) -> None:
    name, number = places[step]
    done, log = register(tmp_path / "booth", "-e", f"inject={name}:error=EIO:when={number}")

    failed = next(n for n, line in enumerate(log) if "INJECTED" in line)
    match = SYNC.match(log[failed])
    assert match is not None
    assert re.search(STEPS[step], match["path"])
    later = [path for _, path in syncs(log[failed + 1 :])]
    if step == "folder":
        # Once more, when the files in it are destroyed: nobody relies on its answer.
        assert later.count(match["path"]) == 1
    else:
        assert match["path"] not in later
    assert not any(re.search(r"write\(\d+</dev/(pts/\d+|ptmx)>", line) for line in log)
    assert done.returncode != 0
    assert "StorageFailed" in done.stderr
    _assert_nothing_is_registered(tmp_path / "booth")


def _assert_nothing_is_registered(folder: Path) -> None:
    spool = Spool(folder / "spool")
    key = load_key(folder / "booth.key").public_key()
    assert recover(spool, key) == Recovered()
    with spool.connection():
        assert Appeal.select().count() == 0
    assert list(spool.clips.iterdir()) == list(spool.recording.iterdir()) == []


@pytest.mark.parametrize("what", ["write", "fdatasync"])
def test_a_card_that_fails_while_somebody_speaks_ends_the_recording_at_the_first_error(
    what: str, clock: HandClock, city: VisitKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def fail(*_: object) -> int:
        calls.append(what)
        raise OSError(5, "Input/output error")

    if what == "write":
        monkeypatch.setattr(sealer._SyncedFile, "_put", fail)
    else:
        monkeypatch.setattr(os, "fdatasync", fail)
    recorder = Recorder(tmp_path / "x.clip.age", [city.recipient], VisitKey(), 25, clock)
    clock.forward(sealer.SYNC_EVERY_S)
    for packet in grey_second():
        recorder.packet(packet)

    with pytest.raises(SealFailed, match="Input/output error"):
        recorder.finish()
    assert calls == [what]
    recorder.discard()
    assert not recorder.file.exists()
