"""A sealed clip opened as a stream: decrypted through a bounded pipe, never whole in memory."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import av.container
import pyrage

from firmware.recording.arriving import Arriving
from firmware.recording.errors import ReviewFailed
from firmware.recording.pipe import Pipe

_PIPE_BYTES = 1024 * 1024

Sealed = Path | Arriving
"""Where sealed bytes are: a file, or one that still arrives."""


def _decrypt(file: Sealed, identity: str, pipe: Pipe) -> None:
    torn: BaseException | None = BrokenPipeError("decrypting was given up")
    try:
        key = pyrage.x25519.Identity.from_str(identity)
        with file.open("rb") if isinstance(file, Path) else file as sealed:
            pyrage.decrypt_io(sealed, pipe, [key])
        torn = None
    except (OSError, pyrage.DecryptError, pyrage.IdentityError) as error:
        torn = error
    finally:
        pipe.end(torn)


def give_up(file: Sealed) -> None:
    """Whoever waits for more of that file is told at once; from any thread."""
    if isinstance(file, Arriving):
        file.close()


class _Source:
    """The pipe as PyAV may see it: a broken one is an end, and noted.

    PyAV 14.2 tries a read that raises again and again, for ever.
    """

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self.broken: OSError | None = None

    def read(self, size: int) -> bytes:
        try:
            return self._pipe.read(size)
        except OSError as error:
            self.broken = error
            return b""


@contextmanager
def opened_clip(file: Sealed, identity: str) -> Iterator[av.container.InputContainer]:
    """The clip as PyAV reads it, front to back.

    Raises ReviewFailed for a foreign, torn or broken file: at once, or at the end
    of what could be read.
    """
    # No clock ends the waiting here: a player may pause, a file arrive slowly.
    pipe = Pipe(_PIPE_BYTES, patience_s=None)
    source = _Source(pipe)
    thread = threading.Thread(
        target=_decrypt, args=(file, identity, pipe), name="opener", daemon=True
    )
    thread.start()
    try:
        with av.open(source, "r", format="mp4") as container:
            yield container
    except (OSError, ValueError, av.FFmpegError) as error:
        raise ReviewFailed(f"the clip cannot be read: {source.broken or error}") from error
    finally:
        give_up(file)
        pipe.break_(InterruptedError("closed"))
        thread.join(5.0)
    if source.broken is not None:
        raise ReviewFailed(f"the clip cannot be read: {source.broken}")
