"""The appeals on their way to central, for the uplink alone."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from firmware.spool.models import Appeal, Transfer, TransferState
from firmware.spool.spool import Spool

Now = Callable[[], float]

_OPEN = (TransferState.WAITING, TransferState.SENDING)


@dataclass(frozen=True, slots=True)
class Pending:
    """An appeal that central has not taken over: ids, sizes, hashes and its files."""

    id: str
    seq: int
    clip: Path
    clip_size: int
    clip_sha256: str
    manifest: Path
    manifest_sha256: str
    envelope: Path


class Outbox:
    """Reads `appeal`, owns `transfer`. Files of stored appeals are kept for `keep_s`."""

    def __init__(self, spool: Spool, keep_s: float = 0.0, now: Now = time.time) -> None:
        self._spool = spool
        self._keep_s = keep_s
        self._now = now

    def pending(self) -> list[Pending]:
        """What must still be sent, oldest first; new appeals get their transfer row here."""
        with self._spool.transaction():
            fresh = Appeal.select(Appeal.id).where(
                Appeal.id.not_in(Transfer.select(Transfer.appeal))
            )
            rows = [{"appeal": appeal.id} for appeal in fresh]
            if rows:
                Transfer.insert_many(rows).execute()
            appeals = (
                Appeal.select().join(Transfer).where(Transfer.state.in_(_OPEN)).order_by(Appeal.seq)
            )
            return [self._pending(appeal) for appeal in appeals]

    def _pending(self, appeal: Appeal) -> Pending:
        clips = self._spool.clips
        return Pending(
            id=appeal.id,
            seq=appeal.seq,
            clip=clips / f"{appeal.id}.clip.age",
            clip_size=appeal.clip_size,
            clip_sha256=appeal.clip_sha256,
            manifest=clips / f"{appeal.id}.manifest.age",
            manifest_sha256=appeal.manifest_sha256,
            envelope=clips / f"{appeal.id}.envelope.jws",
        )

    def begin(self, id: str) -> None:
        """A new attempt to send."""
        self._update_open(id, state=TransferState.SENDING, attempts=Transfer.attempts + 1)

    def fail(self, id: str, error: str) -> None:
        """The attempt failed; it stays pending. `error` is words without personal data."""
        self._update_open(id, state=TransferState.WAITING, last_error=error[:200])

    def reject(self, id: str, why: str) -> None:
        """Central refuses it: the files stay, a person must look."""
        self._update_open(id, state=TransferState.REJECTED, last_error=why[:200])

    def finish(self, id: str, stored: str) -> None:
        """Central took it over: note its signed `stored`, then unlink the files in time.

        The caller has verified the signature and compared the hash. A repeated call
        is harmless.
        """
        self._update(id, state=TransferState.STORED, stored=stored, stored_at=self._now())
        if self._keep_s <= 0:
            self.purge(id)

    def purge(self, id: str) -> None:
        """Unlink the files of a stored appeal, the envelope last; harmless when repeated."""
        with self._spool.connection():
            state = Transfer.get_by_id(id).state
            if state != TransferState.STORED:
                return
            for kind in ("clip.age", "manifest.age", "envelope.jws"):
                (self._spool.clips / f"{id}.{kind}").unlink(missing_ok=True)
            self._update(id, state=TransferState.PURGED)

    def purge_stored(self) -> None:
        """Unlink what is stored and was kept long enough, also after a crash.

        A wall clock that jumps makes it sooner or later, which harms nobody: central
        has the clip.
        """
        with self._spool.connection():
            until = self._now() - self._keep_s
            over = Transfer.stored_at.is_null() | (Transfer.stored_at <= until)
            query = (
                Appeal.select(Appeal.id)
                .join(Transfer)
                .where((Transfer.state == TransferState.STORED) & over)
            )
            for appeal in list(query):
                self.purge(appeal.id)

    def _update_open(self, id: str, **values: object) -> None:
        """Not what is stored: a stick may have brought that in the middle of an attempt."""
        with self._spool.transaction():
            still = (Transfer.appeal == id) & Transfer.state.in_(_OPEN)
            Transfer.update(**values).where(still).execute()

    def _update(self, id: str, **values: object) -> None:
        with self._spool.transaction():
            Transfer.update(**values).where(Transfer.appeal == id).execute()
