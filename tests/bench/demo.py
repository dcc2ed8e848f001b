"""The figures of the whole main job: one scripted visit with a 30 s recording."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.bench.figure import Figure

SPEAK_S = 30.0
FPS = 25


def figures() -> list[Figure]:
    """Make the visit and compare.

    References: for the way from "send" to `stored`, writing the same bytes with
    fsync and sending them once over a loopback socket; for the offset, the length
    of one frame; for dropped frames, the frames that a sensor has in that time.
    """
    with tempfile.TemporaryDirectory() as folder:
        summary = _visit(Path(folder))
        size = (Path(folder) / "clip.mp4").stat().st_size
        floor = _write_and_send(Path(folder) / "floor", size)
    offset = abs(summary["av_offset_ms"])
    return [
        Figure("demo.send_to_stored_s", summary["seconds_from_send_to_stored"], "s", floor, 2.0),
        Figure("demo.av_offset_ms", offset, "ms", 1000 / FPS, 40.0),
        Figure("demo.dropped_frames", summary["dropped_frames"], "", SPEAK_S * FPS, 0),
    ]


def _visit(out: Path) -> dict[str, float]:
    environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
    command = [sys.executable, "-m", "firmware.cli", "demo", "--scripted", "--out", str(out)]
    done = subprocess.run(
        [*command, "--speak", str(SPEAK_S)], env=environment, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise SystemExit(f"the visit did not prove itself:\n{done.stdout}{done.stderr}")
    summary: dict[str, float] = json.loads((out / "summary.json").read_text())
    return summary


def _write_and_send(file: Path, size: int) -> float:
    """Seconds to write and sync so many bytes and to push them through a loopback socket."""
    content = os.urandom(size)
    begun = time.perf_counter()
    with file.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    ours, theirs = socket.socketpair()
    reader = threading.Thread(target=lambda: _drain(theirs))
    reader.start()
    ours.sendall(content)
    ours.close()
    reader.join()
    theirs.close()
    return time.perf_counter() - begun


def _drain(end: socket.socket) -> None:
    while end.recv(1 << 16):
        pass
