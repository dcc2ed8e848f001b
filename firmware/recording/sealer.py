"""The sealing thread: plain bytes in, a sealed file on disk, synced as it grows."""

import errno
import os
import threading
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import pyrage

from firmware.appeals.sealing import parse_recipients
from firmware.clock import Clock
from firmware.recording import allotment
from firmware.recording.errors import NoRoom, SealFailed
from firmware.recording.pipe import Pipe

# A chunk of a lively picture comes this often; no cut takes more than that and a fragment.
SYNC_EVERY_S = 0.25
_FULL = (errno.ENOSPC, errno.EDQUOT)


class _SyncedFile:
    """What pyrage writes to: counts, hashes, and syncs off the muxing path.

    The first error is kept: pyrage 1.4.0 hides that of its last write, and the kind of
    every other.
    """

    def __init__(self, file: BinaryIO, clock: Clock) -> None:
        self._file = file
        self._clock = clock
        self._synced_at = clock.monotonic()
        self.hash = sha256()
        self.size = 0
        self.failure: OSError | None = None

    def write(self, data: bytes) -> int:
        # pyrage goes on after an error, and a second sync may call lost pages safe.
        if self.failure is not None:
            raise self.failure
        try:
            self._put(data)
        except OSError as error:
            self.failure = self.failure or error
            raise
        return len(data)

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self.hash.update(data)
        self.size += len(data)
        if self._clock.monotonic() - self._synced_at >= SYNC_EVERY_S:
            self.flush()
            os.fdatasync(self._file.fileno())
            self._synced_at = self._clock.monotonic()

    def flush(self) -> None:
        self._file.flush()


def _failed(file: Path, error: OSError) -> SealFailed:
    kind = NoRoom if error.errno in _FULL else SealFailed
    return kind(f"{file.name}: {error.strerror}")


class Sealer:
    """Seals what is written to `pipe` into `file`, in a thread of its own."""

    def __init__(
        self, file: Path, recipients: Sequence[str], clock: Clock, room_bytes: int = 0
    ) -> None:
        """`room_bytes` are taken on the disk at once.

        Raises BadSeal for the recipients, NoRoom, SealFailed when the file cannot be made.
        """
        self.pipe = Pipe()
        self._recipients = parse_recipients(recipients)
        try:
            # Owner and group only: the folder is shared with the uplink's group.
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
        except OSError as error:
            raise _failed(file, error) from error
        self._file = os.fdopen(handle, "wb")
        try:
            if room_bytes:
                allotment.take(handle, room_bytes)
        except OSError as error:
            self._file.close()
            file.unlink(missing_ok=True)
            raise _failed(file, error) from error
        self._sink = _SyncedFile(self._file, clock)
        self.failure: SealFailed | None = None
        self._thread = threading.Thread(target=self._run, name="sealer", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            with self._file:
                pyrage.encrypt_io(self.pipe, self._sink, self._recipients)
                if self._sink.failure is not None:
                    raise self._sink.failure
                self._file.flush()
                allotment.give_back(self._file.fileno())
        except (OSError, pyrage.EncryptError) as caught:
            error = self._sink.failure or caught
            full = isinstance(error, OSError) and error.errno in _FULL
            self.failure = (NoRoom if full else SealFailed)(f"sealing stopped: {error}")
            self.pipe.break_(error)

    def finish(self, deadline_s: float = 30.0) -> tuple[str, int]:
        """Seal the rest; (sha256, size) of the sealed file. Raises SealFailed."""
        self.pipe.end()
        self._thread.join(deadline_s)
        if self._thread.is_alive():
            raise SealFailed("the disk did not take the clip in time")
        if self.failure is not None:
            raise self.failure
        return self._sink.hash.hexdigest(), self._sink.size

    def abort(self) -> None:
        """Stop at once; the file is left torn for the caller to destroy."""
        self.pipe.break_(InterruptedError("recording given up"))
        self._thread.join(5.0)
