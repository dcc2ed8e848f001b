"""Programs of the tools chroot (image-build/inside), where the build folder is /build."""

import contextlib
import os
import signal
import subprocess
from pathlib import Path

from tests.boot.errors import ToolFailed

REPOSITORY = Path(__file__).resolve().parents[2]
BUILD = REPOSITORY / "build"
INSIDE = REPOSITORY / "image-build" / "inside"


def seen_inside(path: Path) -> str:
    """The name of a file of the build folder as programs of the chroot see it."""
    return str(Path("/build") / path.resolve().relative_to(BUILD))


def run(*command: str, stdin: bytes = b"") -> bytes:
    """What the program wrote. Raises ToolFailed."""
    done = subprocess.run([INSIDE, *command], input=stdin, capture_output=True, check=False)
    if done.returncode:
        raise ToolFailed(command[0], done.returncode, done.stderr.decode(errors="replace"))
    return done.stdout


def start(*command: str, log: Path) -> subprocess.Popen[bytes]:
    """Start the program in a process group of its own, which `kill` ends as a whole."""
    with log.open("wb") as file:
        return subprocess.Popen(
            [INSIDE, *command],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def kill(process: subprocess.Popen[bytes]) -> None:
    """End what `start` started, at once."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
