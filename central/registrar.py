"""From a taken-over clip to a row of the registry.

It needs an age identity, and nothing else of the receiver but the database: it may run on
another machine. What cannot be opened or believed is quarantined with the reason, never
dropped: the booth has given a number for it.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from peewee import DataError, IntegrityError, fn

from central.deadlines import Deadlines
from central.errors import CentralError, DatabaseAway
from central.models import Appeal, AppealState, Intake, IntakeState
from central.offers import kept_envelope
from central.store import Store
from firmware.appeals import number as numbers
from firmware.appeals import sealing
from firmware.appeals.deadlines import promise_date
from firmware.appeals.errors import AppealError
from firmware.appeals.manifest import Envelope, Manifest, read_manifest
from firmware.wire.errors import one_line

log = logging.getLogger("central")

# A date outside was not written by a working clock, whatever the booth says of it.
_OLDEST = datetime(2026, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=2)
# As many at once as memory easily holds.
_BATCH = 100
_MAX_SEQ = 2**63 - 1
# An appeal that failed is tried again, but not at every look.
_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is about to be registered: the manifest, or why there is none."""

    envelope: Envelope
    manifest: Manifest | None
    reason: str


class _NotTaken(CentralError, ValueError):
    """The database refuses what a row says."""


class Registrar:
    """Registers what was stored, each clip once, however many registrars there are."""

    def __init__(
        self,
        store: Store,
        identities: Sequence[str],
        timezone: ZoneInfo,
        deadlines: Deadlines,
        now: Callable[[], datetime],
        registered: Callable[[str], None],
    ) -> None:
        """`registered` is called with the id of a new row, inside its transaction."""
        self._store = store
        self._identities = identities
        self._timezone = timezone
        self._deadlines = deadlines
        self._now = now
        self._registered = registered
        self._not_before: dict[str, datetime] = {}

    def register_all(self) -> int:
        """Register what waits, the oldest first; how many that were. Raises DatabaseError."""
        done = 0
        while rows := self._waiting():
            for row in rows:
                done += self._register_or_say_why(row)
        return done

    def _waiting(self) -> list[Intake]:
        now = self._now()
        self._not_before = {id: at for id, at in self._not_before.items() if at > now}
        with self._store.connection():
            query = Intake.select().where(
                Intake.state == IntakeState.STORED, Intake.id.not_in(list(self._not_before))
            )
            return list(query.order_by(Intake.stored_at, Intake.id).limit(_BATCH))

    def _register_or_say_why(self, row: Intake) -> bool:
        try:
            return self._register(row)
        except (DatabaseAway, OSError):
            raise
        except Exception:
            # One appeal that nobody foresaw must not keep the others waiting.
            log.exception("appeal %s: cannot be registered now", row.id)
            self._not_before[row.id] = self._now() + _AGAIN
            return False

    def _register(self, row: Intake) -> bool:
        entry = self.examine(kept_envelope(row), bytes(row.manifest))
        try:
            return self._take(row, entry)
        except _NotTaken as error:
            if entry.manifest is None:
                raise
            log.error("appeal %s: %s", row.id, error)
            reason = "manifest: the database does not take what it says"
            return self._take(row, Entry(entry.envelope, None, reason))

    def _take(self, row: Intake, entry: Entry) -> bool:
        with self._store.transaction():
            mine = Intake.update(state=IntakeState.REGISTERED).where(
                Intake.id == row.id, Intake.state == IntakeState.STORED
            )
            if not mine.execute():
                return False
            self._insert(entry, row)
            self._registered(row.id)
        return True

    def examine(self, envelope: Envelope, sealed: bytes) -> Entry:
        """Open and check a manifest; never raises for what a booth sent."""
        try:
            manifest = read_manifest(sealing.open_sealed(sealed, self._identities))
            numbers.parse(manifest.number)
        except AppealError as error:
            return Entry(envelope, None, one_line(str(error))[:200])
        if manifest.id != envelope.id:
            return Entry(envelope, None, "manifest: of another appeal")
        if manifest.clip_sha256 != envelope.clip.sha256:
            return Entry(envelope, None, "manifest: of another clip")
        if manifest.number[:3] != envelope.booth:
            return Entry(envelope, None, "manifest: a number of another booth")
        if any("\0" in text for text in (manifest.addressee, manifest.about or "")):
            return Entry(envelope, None, "manifest: a text with a zero in it")
        return Entry(envelope, manifest, "")

    def _insert(self, entry: Entry, row: Intake) -> None:
        manifest, reason = entry.manifest, entry.reason
        if manifest and Appeal.select().where(Appeal.number == manifest.number).exists():
            manifest, reason = None, "manifest: its number was given before"
        # It came when it was stored, however long nobody opened it.
        received = datetime.fromisoformat(row.stored_at) if row.stored_at else self._now()
        said = self._said(manifest, received) if manifest else {}
        # Writers come one after the other, so that nobody reads past one that is still to come.
        last = Appeal.select(fn.MAX(Appeal.place)).scalar() or 0
        insert = Appeal.insert(
            place=last + 1,
            id=entry.envelope.id,
            booth=entry.envelope.booth,
            site=entry.envelope.site,
            seq=min(entry.envelope.seq, _MAX_SEQ),
            state=AppealState.RECEIVED if manifest else AppealState.QUARANTINED,
            reason=reason,
            received_at=received.isoformat(),
            legal=self._deadlines.answer_by(received) if manifest else None,
            closed_at=None if manifest else received.isoformat(),
            clip_size=entry.envelope.clip.size,
            clip_sha256=entry.envelope.clip.sha256,
            **said,
        )
        try:
            insert.execute()
        except (DataError, IntegrityError) as error:
            # Not what it says: a server names the values, which are numbers and telephones.
            raise _NotTaken(type(error).__name__) from None

    def _said(self, manifest: Manifest, received: datetime) -> dict[str, object]:
        return {
            "number": manifest.number,
            "kind": manifest.kind,
            "addressee": manifest.addressee,
            "holder": manifest.addressee,
            "about": manifest.about,
            "phone": manifest.phone,
            "language": manifest.language,
            "recorded_at": manifest.recorded_at.isoformat(),
            "clock": manifest.clock,
            "duration_ms": manifest.duration_ms,
            "promised": promise_date(_start(manifest, received), self._timezone),
        }


def _start(manifest: Manifest, received: datetime) -> datetime:
    # A booth whose clock was unsure may have written any date.
    recorded = manifest.recorded_at
    believed = manifest.clock == "trusted" and _OLDEST <= recorded <= received + _AHEAD
    return recorded if believed else received
