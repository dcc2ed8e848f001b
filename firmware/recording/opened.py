"""A sealed clip opened as a stream: decrypted through a bounded pipe, never whole in memory."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import av.container
import pyrage

from firmware.recording.pipe import Pipe

_PIPE_BYTES = 1024 * 1024


def _decrypt(file: Path, identity: str, pipe: Pipe) -> None:
    try:
        key = pyrage.x25519.Identity.from_str(identity)
        with file.open("rb") as sealed:
            pyrage.decrypt_io(sealed, pipe, [key])
        pipe.end()
    except (OSError, pyrage.DecryptError, pyrage.IdentityError) as error:
        pipe.break_(error)


@contextmanager
def opened_clip(file: Path, identity: str) -> Iterator[av.container.InputContainer]:
    """The clip as PyAV reads it, front to back. Raises what av.open raises.

    A torn or foreign file breaks the pipe, which PyAV reports as an OSError.
    """
    pipe = Pipe(_PIPE_BYTES)
    thread = threading.Thread(
        target=_decrypt, args=(file, identity, pipe), name="opener", daemon=True
    )
    thread.start()
    try:
        with av.open(pipe, "r", format="mp4") as container:
            yield container
    finally:
        pipe.break_(InterruptedError("closed"))
        thread.join(5.0)
