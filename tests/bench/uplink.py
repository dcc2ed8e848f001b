"""The figures of the line: goodput beside a plain TCP copy, health behind a clip, memory, CPU.

The line is emulated (see `line.emulator`), without TLS for both that are compared. A
small clip goes first, so that the connection stands: what is measured is from the first
question about the second clip to central's signed `stored`, fsync and hash included.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from tests.bench.figure import Figure
from tests.bench.line.beats import beats
from tests.bench.line.journey import Journey
from tests.bench.line.lines import Ends, Kind, copy_s, line, possible, wait_for

SMALL = 20_000
MB = 1_000_000
LINES = (
    (Kind(5, 40), 8 * MB),
    (Kind(5, 200), 8 * MB),
    (Kind(20, 80), 8 * MB),
    (Kind(1, 100), 2 * MB),
)
LOSSY, LOSSY_SIZE = Kind(5, 80, 1.0), 4 * MB
BUSY, BUSY_SIZE = Kind(5, 80), 4 * MB
CLEAN_SHARE, LOSSY_GAIN = 0.95, 2.5
HEALTH_LIMIT_S = 0.5
LARGE, HUGE = 40 * MB, 100 * MB
MEMORY_MB = 70.0
CPU_S_PER_GB = 6.0


def figures() -> list[Figure]:
    """Lines only where this machine lets us make them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = _costs(folder / "costs")
        if not possible():
            print("uplink: no emulated lines, they need root and /dev/net/tun", file=sys.stderr)
            return found
        for kind, size in LINES:
            found.append(_clean(folder / str(kind), kind, size))
        return [*found, *_lossy(folder / "lossy"), _health(folder / "busy")]


def _clean(folder: Path, kind: Kind, size: int) -> Figure:
    with line(kind) as ends:
        clip = _mbit(size, _clip_s(folder, ends, size))
        copy = _mbit(size, copy_s(ends, size, _congestion()))
    name = f"uplink.goodput_{kind}"
    return Figure(name, clip, "Mbit/s", copy, CLEAN_SHARE * copy, at_least=True)


def _lossy(folder: Path) -> list[Figure]:
    size, congestion = LOSSY_SIZE, _congestion()
    with line(LOSSY) as ends:
        clip = _mbit(size, _clip_s(folder, ends, size))
        cubic = _mbit(size, copy_s(ends, size, "cubic"))
        same = _mbit(size, copy_s(ends, size, congestion))
    name = f"uplink.goodput_{LOSSY}"
    return [
        Figure(f"{name}_beside_cubic", clip, "Mbit/s", cubic, LOSSY_GAIN * cubic, at_least=True),
        Figure(
            f"{name}_beside_{congestion}", clip, "Mbit/s", same, CLEAN_SHARE * same, at_least=True
        ),
    ]


def _clip_s(folder: Path, ends: Ends, size: int) -> float:
    journey = Journey(folder, ends)
    journey.put(SMALL)
    clip = journey.put(size)
    with journey.far_end(), journey.uplink() as process:
        begun = wait_for(process, f"{clip}: sending".encode())
        return wait_for(process, f"{clip}: stored".encode()) - begun


def _health(folder: Path) -> Figure:
    """What a small message waits while a clip is on its way, beside the same without a clip."""
    with line(BUSY) as ends:
        journey = Journey(folder, ends)
        with journey.far_end():
            with beats(journey) as alone:
                threading.Event().wait(4)
            clip = journey.put(BUSY_SIZE)
            with journey.uplink() as process:
                wait_for(process, f"{clip}: sending".encode())
                with beats(journey) as behind:
                    wait_for(process, f"{clip}: stored".encode())
    own = statistics.median(alone)
    p95 = statistics.quantiles(behind, n=20)[-1]
    return Figure("uplink.health_behind_a_clip_p95_s", p95, "s", own, own + HEALTH_LIMIT_S)


def _costs(folder: Path) -> list[Figure]:
    """Memory and CPU of the uplink on this machine's own network."""
    journey = Journey(folder)
    with journey.far_end():
        with journey.uplink() as process:
            threading.Event().wait(2)
            empty = _memory_mb(process.pid)
            journey.put(SMALL)
            large = journey.put(LARGE)
            wait_for(process, f"{large}: stored".encode())
            memory = _memory_mb(process.pid)
            before = _cpu_s(process.pid)
            huge = journey.put(HUGE)
            wait_for(process, f"{huge}: stored".encode())
            cpu = _cpu_s(process.pid) - before
        plain = subprocess.run(journey.paho(str(HUGE)), check=True, capture_output=True, text=True)
    scale = 1000 * MB / HUGE
    reference = float(plain.stdout) * scale
    return [
        Figure("uplink.memory_mb", memory, "MB", empty, MEMORY_MB),
        Figure("uplink.cpu_s_per_gb", cpu * scale, "s", reference, CPU_S_PER_GB),
    ]


def _memory_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _congestion() -> str:
    """What the bulk socket gets: BBR where the kernel has it."""
    known = Path("/proc/sys/net/ipv4/tcp_available_congestion_control").read_text().split()
    return "bbr" if "bbr" in known else "cubic"


def _mbit(size: int, seconds: float) -> float:
    return size * 8 / seconds / 1e6
