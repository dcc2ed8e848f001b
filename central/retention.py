"""How long appeals are kept: legal holds, deletion with a proof, and what has grown old.

Of a deleted appeal the registry keeps what no person can be known by: ids, hashes, days,
and central's signed word of what was deleted when and why. First the rows, then the files:
what a crash leaves between the two, `sweep` takes away.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from central.audit import CENTRAL, SIGN_IN, Audit
from central.errors import BadInput
from central.models import (
    CLOSED,
    Answer,
    AnswerVideo,
    Appeal,
    AppealState,
    Decision,
    Deletion,
    Extension,
    Intake,
    LegalHold,
)
from central.notices.models import Notice
from central.registry import Registry
from central.rights import Act
from central.store import Store
from central.videos import Videos
from firmware.appeals import signing
from firmware.wire.messages import MAX_REASON_CHARS

log = logging.getLogger("central")

BATCH = 200
_TRUSTED = timedelta(days=7)


class DeletionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the proof of a deletion says; nothing personal. Times are UTC."""

    v: int = 1
    id: str
    booth: str
    clip_size: int
    clip_sha256: str
    manifest_sha256: str
    received_at: str
    deleted_at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Files:
    """Where the sealed bytes lie."""

    drop_clip: Callable[[str], None]
    videos: Videos


class Retention:
    """Holds and deletes; each call is one transaction, or a part of the caller's."""

    def __init__(
        self,
        store: Store,
        registry: Registry,
        audit: Audit,
        files: Files,
        key: signing.PrivateKey,
        now: Callable[[], datetime],
        *,
        days: int,
    ) -> None:
        """`days`: how long an appeal is kept after it was closed."""
        self._store = store
        self._registry = registry
        self._audit = audit
        self._files = files
        self._key = key
        self._now = now
        self._days = days

    def hold(self, case: str, reason: str) -> None:
        """Forbid the deletion of an appeal. Raises NotFound, BadInput."""
        _check(reason)
        with self._store.transaction():
            entry = self._registry.find(case)
            if entry.held:
                raise BadInput(f"appeal {entry.id} is held already")
            if entry.state is AppealState.DELETED:
                raise BadInput(f"appeal {entry.id} was deleted")
            LegalHold.insert(
                appeal=entry.id, reason=reason, placed_at=self._now().isoformat()
            ).execute()

    def release(self, case: str) -> None:
        """Allow it again. Raises NotFound, BadInput."""
        with self._store.transaction():
            entry = self._registry.find(case)
            if not entry.held:
                raise BadInput(f"appeal {entry.id} is not held")
            LegalHold.update(released_at=self._now().isoformat()).where(
                LegalHold.appeal == entry.id, LegalHold.released_at.is_null()
            ).execute()

    def delete(self, case: str, reason: str) -> str:
        """Delete an appeal; returns the proof. The files go with `sweep`, after the commit.

        Raises NotFound, BadInput for one that is held or was deleted.
        """
        _check(reason)
        with self._store.transaction():
            entry = self._registry.find(case)
            if entry.held:
                raise BadInput(f"appeal {entry.id} is held: it must not be deleted")
            if entry.state is AppealState.DELETED:
                raise BadInput(f"appeal {entry.id} was deleted already")
            row = self._registry.row(entry.id)
            proof = self._proof(row, reason)
            _forget(row, self._now().isoformat())
        return proof

    def proof(self, case: str) -> str | None:
        """The proof of a deletion; None for what was not deleted. Raises NotFound."""
        with self._store.connection():
            entry = self._registry.find(case)
            row = Deletion.get_or_none(Deletion.appeal == entry.id)
            return None if row is None else str(row.signed)

    def expire(self) -> int:
        """Delete what was closed long enough ago; how many.

        Nothing while nobody has signed in within a week: a clock that jumped years ahead would
        make everything old, and with such a clock no one-time code is right.
        """
        if not self._clock_was_right():
            log.warning("nothing is deleted: nobody has signed in at the desk within a week")
            return 0
        last = (self._now() - timedelta(days=self._days)).isoformat()
        with self._store.connection():
            held = LegalHold.select(LegalHold.appeal).where(LegalHold.released_at.is_null())
            query = Appeal.select(Appeal.id).where(
                Appeal.state.in_(list(CLOSED - {AppealState.DELETED})),
                Appeal.closed_at < last,
                Appeal.id.not_in(held),
            )
            old = [row.id for row in query.limit(BATCH)]
        for id in old:
            with self._store.transaction():
                self.delete(id, f"kept {self._days} days after it was closed")
                self._audit.note(CENTRAL, Act.DELETE, id, days=self._days)
        return len(old)

    def _clock_was_right(self) -> bool:
        signed_in = self._audit.newest(1, act=SIGN_IN)
        return bool(signed_in) and abs(self._now() - signed_in[0].at) <= _TRUSTED

    def sweep(self) -> None:
        """Take away the files of what was deleted, and videos that no answer has any more."""
        with self._store.connection():
            gone = [row.appeal.id for row in Deletion.select().where(Deletion.swept == 0)]
        for id in gone:
            self._files.drop_clip(id)
            self._drop_videos(id)
            with self._store.transaction():
                Deletion.update(swept=1).where(Deletion.appeal == id).execute()
            log.info("appeal %s: its files were deleted", id)
        if gone:
            self._store.overwrite()
        with self._store.connection():
            kept = {row.video for row in AnswerVideo.select(AnswerVideo.video)}
        self._files.videos.drop_others(kept)

    def _drop_videos(self, id: str) -> None:
        """Those of its answers; the rows last, so that what a crash leaves is found again."""
        with self._store.connection():
            query = AnswerVideo.select().join(Answer).where(Answer.appeal == id)
            for row in list(query):
                self._files.videos.drop(row.video)
                row.delete_instance()

    def _proof(self, row: Appeal, reason: str) -> str:
        intake = Intake.get_by_id(row.id)
        at = self._now().isoformat()
        facts = DeletionFacts(
            id=row.id,
            booth=row.booth,
            clip_size=row.clip_size,
            clip_sha256=row.clip_sha256,
            manifest_sha256=intake.manifest_sha256,
            received_at=row.received_at,
            deleted_at=at,
            reason=reason,
        )
        signed = signing.sign(msgspec.json.encode(facts), self._key)
        Deletion.insert(appeal=row.id, reason=reason, deleted_at=at, signed=signed).execute()
        return signed


def _forget(row: Appeal, at: str) -> None:
    """Everything by which a person could be known; its numbers in the figures stay."""
    Appeal.update(
        state=AppealState.DELETED,
        reason="",
        number=None,
        phone=None,
        about=None,
        recorded_at=None,
        official_number=None,
        closed_at=row.closed_at or at,
    ).where(Appeal.id == row.id).execute()
    # The envelope and the signed `stored` stay: the booth may ask again, and must not send anew.
    Intake.update(manifest=b"").where(Intake.id == row.id).execute()
    Answer.update(text="").where(Answer.appeal == row.id).execute()
    Decision.update(text="").where(Decision.appeal == row.id).execute()
    Extension.update(reason="").where(Extension.appeal == row.id).execute()
    LegalHold.update(reason="").where(LegalHold.appeal == row.id).execute()
    Notice.update(text="", phone="").where(Notice.appeal == row.id).execute()


def _check(reason: str) -> None:
    if not reason.strip() or len(reason) > MAX_REASON_CHARS:
        raise BadInput(f"a reason has 1 to {MAX_REASON_CHARS} characters")
