"""From a taken-over clip to a row of the registry.

What cannot be opened or believed is quarantined with the reason, never dropped:
the booth has given a number for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from central.deadlines import Deadlines
from central.models import Appeal, AppealState
from firmware.appeals import number as numbers
from firmware.appeals import sealing
from firmware.appeals.deadlines import promise_date
from firmware.appeals.errors import AppealError
from firmware.appeals.manifest import Envelope, Manifest, read_manifest
from firmware.wire.errors import one_line

# A date outside was not written by a working clock, whatever the booth says of it.
_OLDEST = datetime(2026, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is about to be registered: the manifest, or why there is none."""

    envelope: Envelope
    manifest: Manifest | None
    reason: str


class Registrar:
    """Opens manifests with central's identities."""

    def __init__(
        self,
        identities: Sequence[str],
        timezone: ZoneInfo,
        deadlines: Deadlines,
        now: Callable[[], datetime],
    ) -> None:
        self._identities = identities
        self._timezone = timezone
        self._deadlines = deadlines
        self._now = now

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
        return Entry(envelope, manifest, "")

    def insert(self, entry: Entry) -> None:
        """The row, inside the caller's transaction."""
        manifest, reason, now = entry.manifest, entry.reason, self._now()
        if manifest and Appeal.select().where(Appeal.number == manifest.number).exists():
            manifest, reason = None, "manifest: its number was given before"
        Appeal.insert(
            id=entry.envelope.id,
            booth=entry.envelope.booth,
            site=entry.envelope.site,
            seq=entry.envelope.seq,
            state=AppealState.RECEIVED if manifest else AppealState.QUARANTINED,
            reason=reason,
            received_at=now.isoformat(),
            legal=self._deadlines.answer_by(now) if manifest else None,
            closed_at=None if manifest else now.isoformat(),
            clip_size=entry.envelope.clip.size,
            clip_sha256=entry.envelope.clip.sha256,
            **(self._said(manifest) if manifest else {}),
        ).execute()

    def _said(self, manifest: Manifest) -> dict[str, object]:
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
            "promised": promise_date(self._start(manifest), self._timezone),
        }

    def _start(self, manifest: Manifest) -> datetime:
        # A booth whose clock was unsure may have written any date.
        now, recorded = self._now(), manifest.recorded_at
        believed = manifest.clock == "trusted" and _OLDEST <= recorded <= now + _AHEAD
        return recorded if believed else now
