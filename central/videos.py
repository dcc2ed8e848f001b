"""The videos of answers at rest: each a file, sealed to the key that opens questions."""

import contextlib
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO

from central.clips import Clips
from central.errors import BadInput
from central.piping import piped
from central.transcode import Progress, transcode
from firmware.appeals.appeal import new_id
from firmware.appeals.errors import BadSeal
from firmware.appeals.files import growing
from firmware.appeals.sealing import open_stream, seal_stream

_TORN_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Video:
    """A video that was given with an answer."""

    id: str
    duration_ms: int


class Videos:
    """Puts videos in, and seals them anew for the one who may look."""

    def __init__(self, folder: Path, clips: Clips, recipient: str, identity: str) -> None:
        """`folder`: where they are made; `clips`: where they lie."""
        self._folder = folder
        self._clips = clips
        self._recipient = recipient
        self._identity = identity

    def put(self, source: Path, progress: Progress) -> Video:
        """Make a video what the booth shows, and keep it, sealed as it is made.

        Raises BadInput for what is not a video, OSError for central's own disk.
        """
        if not source.is_file():
            raise BadInput(f"{source}: no such file")
        self._drop_torn()
        id = new_id()
        made = self._folder / f"{id}.new"
        try:
            duration_ms = self._seal(
                lambda sink: transcode(source, sink, progress), made, self._recipient
            )
            # Before the answer says that there is one.
            with made.open("rb") as sealed:
                self._clips.keep(id, made, file_digest(sealed, "sha256").hexdigest())
        finally:
            made.unlink(missing_ok=True)
        return Video(id, duration_ms)

    def seal_for(self, id: str, recipient: str, out: Path) -> None:
        """Seal it anew into `out`, which appears only when it is whole.

        Raises BadSeal, OSError.
        """

        def opened(sink: BinaryIO) -> int:
            self.open_into(id, sink)
            return 0

        self._seal(opened, out, recipient)

    def open_into(self, id: str, plain: BinaryIO) -> None:
        """Write it, opened, into a stream. Raises BadSeal, OSError."""
        with self._clips.reader(id) as sealed:
            open_stream(sealed, plain, [self._identity])

    def drop(self, id: str) -> None:
        """Delete one that no answer has."""
        self._clips.delete(id)

    def drop_others(self, kept: Collection[str]) -> None:
        """Delete those that no answer has: replaced, deleted, or left by a crash.

        One that was made a moment ago may be on its way to its answer.
        """
        for id in list(self._clips.aged(_TORN_S)):
            if id not in kept:
                self._clips.delete(id)

    def _drop_torn(self) -> None:
        """What a crash left half made; one that is being made was written to a moment ago."""
        for fresh in self._folder.glob("*.new*"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - fresh.stat().st_mtime > _TORN_S:
                    fresh.unlink()

    def _seal(self, make: Callable[[BinaryIO], int], out: Path, recipient: str) -> int:
        with growing(out) as sealed:
            return piped(make, lambda plain: _seal_into(sealed, plain, recipient))


def _seal_into(sealed: BinaryIO, plain: BinaryIO, recipient: str) -> None:
    """Raises BadSeal, but what the disk says as it says it."""
    try:
        seal_stream(plain, sealed, [recipient])
    except BadSeal as error:
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from error
        raise
