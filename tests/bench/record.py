"""The figures of a recording: CPU and memory beside ffmpeg's, and the time until a number."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figure import Figure
from tests.bench.recording import ffmpeg, raw
from tests.bench.recording.stopping import stop_to_registered_s

FOLDER = Path("build")
SECONDS = 60.0
LAPSE_S = 240.0
CPU_RATIO = 1.10
MEMORY_MB = 30.0
REGISTERED_S = 1.5


@dataclass(frozen=True)
class Run:
    """What a process took, start to end, and what it said."""

    cpu_s: float
    peak_mb: float
    said: dict[str, float]


def figures() -> list[Figure]:
    """A recording of 60 s with sound, four minutes of one, and 50 that become appeals.

    CPU is user and system time of whole processes, start-up and read-back included, in
    real time: as fast as it can, a program keeps its caches warm and never wakes up,
    and both is most of what a recording costs beside x264. All run side by side,
    so that other load hits all of them alike. References: for `cpu_s` the ffmpeg
    command with the same encoder settings to a plain file; for `cpu_preview_s` the same
    with every picture also made small, as the kiosk's screen needs it; for
    `cpu_beside_pyav_s` a bare loop with the libraries that the booth itself uses, which
    are not the builds of ffmpeg. `memory_mb` is beside ffmpeg's, its growth (from 30 s on)
    beside the length of the sealed clip; `stop_to_registered_s` beside a plain write with
    fsync of as many bytes.
    """
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as name:
        folder = Path(name)
        files = raw.make(folder)
        found = _beside_ffmpeg(*files, folder)
        waits = stop_to_registered_s(*files, folder)
        plain = _plain_write_s(folder / "plain", _clip_bytes())
    p99 = statistics.quantiles(waits, n=100, method="inclusive")[98]
    return [*found, Figure("record.stop_to_registered_p99_s", p99, "s", plain, REGISTERED_S)]


def _beside_ffmpeg(pictures: Path, sound: Path, folder: Path) -> list[Figure]:
    booth, preview, bare, plain, small = _together(
        *(_child(kind, pictures, sound, folder, SECONDS) for kind in ("booth", "preview", "bare")),
        ffmpeg.command(pictures, sound, folder / "plain.mp4", SECONDS, preview=False),
        ffmpeg.command(pictures, sound, folder / "small.mp4", SECONDS, preview=True),
    )
    (lapse,) = _together(_child("lapse", pictures, sound, folder, LAPSE_S))
    had = sum(run.said["sensor"] for run in (booth, preview, lapse))
    dropped = had - sum(run.said["frames"] for run in (booth, preview, lapse))
    high, clip_mb = lapse.said["peak_mb"], (folder / "lapse").stat().st_size / 1e6
    growth = max(0.0, high - lapse.said["warm_mb"])
    return [
        _cpu("cpu_s", booth, plain),
        _cpu("cpu_preview_s", preview, small),
        _cpu("cpu_beside_pyav_s", booth, bare),
        Figure("record.dropped_frames", dropped, "", had, 0),
        Figure("record.memory_mb", high, "MB", small.peak_mb, small.peak_mb + MEMORY_MB),
        Figure("record.memory_growth_mb", growth, "MB", clip_mb, MEMORY_MB),
    ]


def _cpu(name: str, ours: Run, reference: Run) -> Figure:
    limit = round(CPU_RATIO * reference.cpu_s, 2)
    return Figure(f"record.{name}", ours.cpu_s, "s", reference.cpu_s, limit)


def _child(kind: str, pictures: Path, sound: Path, folder: Path, seconds: float) -> list[str]:
    command = [sys.executable, "-m", "tests.bench.recording.child", kind]
    return [*command, *map(str, (pictures, sound, folder / kind, seconds))]


def _together(*commands: list[str]) -> list[Run]:
    """All at once, and what each took."""
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for command in commands]
    return [_ended(process) for process in running]


def _ended(process: subprocess.Popen[bytes]) -> Run:
    assert process.stdout is not None
    with process.stdout as pipe:
        said = pipe.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"it failed with {process.returncode}: {process.args!r}")
    cpu_s = used.ru_utime + used.ru_stime
    return Run(cpu_s, used.ru_maxrss / 1000, json.loads(said or b"{}"))


def _clip_bytes() -> int:
    return round(raw.MODE.bitrate / 8 * 120)


def _plain_write_s(file: Path, size: int) -> float:
    content = os.urandom(size)
    begun = time.perf_counter()
    with file.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    return time.perf_counter() - begun
