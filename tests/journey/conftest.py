"""The scripted demo is started before the first journey: it takes a citizen's time."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass
class RunningDemo:
    """A demo on its way, and where it leaves what it has to show."""

    out: Path
    process: subprocess.Popen[str]

    def end(self) -> str:
        """What it has said, once it has come to its end."""
        said, _ = self.process.communicate(timeout=150)
        return said


@pytest.fixture(scope="session")
def running_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """The scripted demo in a process of its own, as a newcomer runs it."""
    out = tmp_path_factory.mktemp("demo")
    environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
    command = [sys.executable, "-m", "firmware.cli", "demo", "--scripted", "--speak", "4"]
    with subprocess.Popen(
        [*command, "--out", str(out)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        yield RunningDemo(out, process)
        process.terminate()  # where nobody asked for it: it ends what it has started
