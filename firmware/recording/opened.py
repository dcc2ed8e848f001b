"""A sealed clip opened as a stream: decrypted through a bounded pipe, never whole in memory."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import av.container
import pyrage

from firmware.recording.errors import ReviewFailed
from firmware.recording.pipe import Pipe

_PIPE_BYTES = 1024 * 1024


def _decrypt(file: Path, identity: str, pipe: Pipe) -> None:
    try:
        key = pyrage.x25519.Identity.from_str(identity)
        with file.open("rb") as sealed:
            pyrage.decrypt_io(sealed, pipe, [key])
        pipe.end()
    except (OSError, pyrage.DecryptError, pyrage.IdentityError) as error:
        pipe.end(torn=error)


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
def opened_clip(file: Path, identity: str) -> Iterator[av.container.InputContainer]:
    """The clip as PyAV reads it, front to back.

    Raises ReviewFailed for a foreign, torn or broken file: at once, or at the end
    of what could be read.
    """
    pipe = Pipe(_PIPE_BYTES)
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
        pipe.break_(InterruptedError("closed"))
        thread.join(5.0)
    if source.broken is not None:
        raise ReviewFailed(f"the clip cannot be read: {source.broken}")
