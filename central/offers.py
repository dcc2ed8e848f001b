"""An offered clip: `init`, checked against the booth's key, its topic and itself."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import msgspec

from central.errors import CentralError
from central.models import Intake
from firmware.appeals.errors import AppealError
from firmware.appeals.manifest import Envelope, read_envelope
from firmware.appeals.signing import PublicKey
from firmware.wire import messages
from firmware.wire.errors import one_line
from firmware.wire.messages import Init
from firmware.wire.topics import InitTopic


class OfferRefused(CentralError, ValueError):
    """An offer that can never be taken as it is."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A checked offer."""

    envelope: Envelope
    manifest: bytes

    def is_of(self, row: Intake) -> bool:
        """Whether it speaks of the very same bytes as a known transfer."""
        clip, manifest = self.envelope.clip, self.envelope.manifest
        return (clip.size, clip.sha256, manifest.sha256) == (
            row.size,
            row.sha256,
            row.manifest_sha256,
        )

    def insert(self, now: datetime) -> Intake:
        """A new transfer."""
        envelope = self.envelope
        return Intake.create(
            id=envelope.id,
            booth=envelope.booth,
            begun_at=now.isoformat(),
            size=envelope.clip.size,
            sha256=envelope.clip.sha256,
            manifest_sha256=envelope.manifest.sha256,
            envelope=msgspec.json.encode(envelope).decode(),
            manifest=self.manifest,
        )


def read_offer(topic: InitTopic, payload: bytes, key: PublicKey, max_clip_bytes: int) -> Offer:
    """The offer on that topic of the booth with that key. Raises OfferRefused, WireError."""
    init = messages.read(payload, Init, topic)
    try:
        envelope = read_envelope(init.envelope, key)
    except AppealError as error:
        raise OfferRefused(f"envelope: {one_line(str(error))}") from error
    if (envelope.site, envelope.booth, envelope.id) != (topic.site, topic.booth, topic.id):
        raise OfferRefused("envelope: of another site, booth or appeal than the topic")
    if envelope.clip.size > max_clip_bytes:
        raise OfferRefused(f"clip of {envelope.clip.size} bytes, at most {max_clip_bytes}")
    if sha256(init.manifest).hexdigest() != envelope.manifest.sha256:
        raise OfferRefused("manifest: not the one that was signed")
    return Offer(envelope, init.manifest)


def kept_envelope(row: Intake) -> Envelope:
    """The envelope of a known transfer; it was verified when it came."""
    return msgspec.json.decode(row.envelope, type=Envelope)
