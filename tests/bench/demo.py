"""The figures of the whole main job: one scripted visit with a 30 s recording."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.broker import publish_s
from tests.bench.figure import Figure

SPEAK_S = 30.0
FPS = 25


def figures() -> list[Figure]:
    """Make the visit and compare.

    References: for the way from "send" to `stored`, the same number of bytes as one
    plain publish through the same kind of broker; for the offset, the length
    of one frame; for dropped frames, the frames that a sensor has in that time.
    """
    with tempfile.TemporaryDirectory() as folder:
        summary = _visit(Path(folder))
        size = (Path(folder) / "clip.mp4").stat().st_size
        plain = publish_s(Path(folder) / "plain", size)
    offset = abs(summary["av_offset_ms"])
    return [
        Figure("demo.send_to_stored_s", summary["seconds_from_send_to_stored"], "s", plain, 2.0),
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
