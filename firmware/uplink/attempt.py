"""One attempt to send one clip: the rules of `sender` and the files of the spool."""

import hashlib
import logging
import os

from firmware.appeals.manifest import MAX_ENVELOPE_BYTES, FileFacts
from firmware.appeals.signing import PublicKey
from firmware.settings import Settings
from firmware.spool.outbox import Pending
from firmware.uplink.errors import ClipDamaged
from firmware.uplink.line import Line
from firmware.uplink.pace import Pace
from firmware.uplink.sender import Outcome, SendChunk, Sender, SendFin, SendInit, Step
from firmware.wire import messages
from firmware.wire.errors import WireError
from firmware.wire.messages import ClipState, Init
from firmware.wire.signed import StoredFacts, read_stored
from firmware.wire.topics import MAX_SEALED_MANIFEST_BYTES, ChunkTopic, FinTopic, InitTopic

log = logging.getLogger("uplink")

_HASH_BLOCK = 1_048_576


class Attempt:
    """Holds the clip's file open; `close` it."""

    def __init__(self, pending: Pending, settings: Settings, key: PublicKey, pace: Pace) -> None:
        """Raises ClipDamaged, OSError."""
        self.pending = pending
        self._pace = pace
        self._key = key
        self._site = settings.booth.site
        self._booth = settings.booth.id
        self._init = self._make_init()
        self._refused = 0
        self._on_way: dict[int, int] = {}
        self._sender = Sender(
            size=pending.clip_size,
            chunk_bytes=settings.uplink.chunk_bytes,
            verify=self._verify,
        )
        try:
            self._file = os.open(pending.clip, os.O_RDONLY)
        except FileNotFoundError:
            raise ClipDamaged("the clip's file is missing") from None

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    @property
    def id(self) -> str:
        """The id of the appeal."""
        return self.pending.id

    @property
    def outcome(self) -> Outcome | None:
        """How it ended, None while it runs."""
        return self._sender.outcome

    def take_refused(self) -> int:
        """How many forged or foreign `stored` came since the last call."""
        refused, self._refused = self._refused, 0
        return refused

    def connected(self, max_payload: int) -> None:
        """There is a line and its subscriptions stand."""
        self._on_way.clear()
        self._sender.connected(max_payload)

    def disconnected(self) -> None:
        """The line is gone."""
        self._on_way.clear()
        self._pace.broken()
        self._sender.disconnected()

    def acknowledged(self, mid: int, now: float) -> None:
        """The broker acknowledged that publish."""
        if mid in self._on_way:
            size = self._on_way.pop(mid)
            self._pace.acknowledged(size, now, len(self._on_way))
            self._sender.acknowledged(now)

    def received(self, state: ClipState, now: float) -> None:
        """Central said something about this clip."""
        self._sender.received(state, now)

    def publish_due(self, line: Line, now: float) -> None:
        """Publish what the rules want now. Raises ClipDamaged, OSError."""
        for step in self._sender.due(now, self._pace.chunk_bytes, self._may_send(now)):
            topic, payload = self._message(step)
            self._on_way[line.publish(topic, payload)] = len(payload)
            self._pace.sent(len(payload), now)

    def _may_send(self, now: float) -> int | None:
        """What limit and line leave room for; a chunk that takes all of a second may go alone."""
        room, window = self._pace.room(now), self._pace.window_bytes
        left = None if window is None else max(0, window - self._sender.on_way_bytes)
        allowed = [one for one in (room, left) if one is not None]
        return min(allowed) if allowed else None

    @property
    def progress(self) -> tuple[int, int]:
        """How many of how many bytes central is known to have."""
        return self._sender.sent_bytes, self.pending.clip_size

    def _message(self, step: Step) -> tuple[str, bytes]:
        site, booth = self._site, self._booth
        match step:
            case SendInit():
                return str(InitTopic(site, booth, self.id)), self._init
            case SendChunk(start=start, end=end):
                content = self._read(start, end)
                hashed = hashlib.sha256(content).hexdigest()
                return str(ChunkTopic(site, booth, self.id, start, hashed)), content
            case SendFin():
                self._check_file()
                size, sha = self.pending.clip_size, self.pending.clip_sha256
                return str(FinTopic(site, booth, self.id, size, sha)), b""

    def _read(self, start: int, end: int) -> bytes:
        content = os.pread(self._file, end - start, start)
        if len(content) != end - start:
            raise ClipDamaged("the clip's file is shorter than what was registered")
        return content

    def _check_file(self) -> None:
        hashed = hashlib.sha256()
        at = 0
        while block := os.pread(self._file, _HASH_BLOCK, at):
            hashed.update(block)
            at += len(block)
        if at != self.pending.clip_size or hashed.hexdigest() != self.pending.clip_sha256:
            raise ClipDamaged("the clip's file differs from what was registered")

    def _make_init(self) -> bytes:
        try:
            envelope = self.pending.envelope.read_text(encoding="ascii")
            manifest = self.pending.manifest.read_bytes()
        except FileNotFoundError as error:
            raise ClipDamaged("the manifest or envelope is missing") from error
        except UnicodeDecodeError as error:
            raise ClipDamaged("the envelope is not a signed token") from error
        if len(envelope) > MAX_ENVELOPE_BYTES or len(manifest) > MAX_SEALED_MANIFEST_BYTES:
            raise ClipDamaged("the manifest or envelope is larger than allowed")
        if hashlib.sha256(manifest).hexdigest() != self.pending.manifest_sha256:
            raise ClipDamaged("the manifest differs from what was registered")
        return messages.write(Init(envelope=envelope, manifest=manifest))

    def _verify(self, signed: str) -> bool:
        try:
            facts = read_stored(signed, self._key)
        except WireError as error:
            log.warning("clip %s: stored refused: %s", self.id, error)
            self._refused += 1
            return False
        if facts != self._expected():
            log.warning("clip %s: stored refused: speaks of other bytes", self.id)
            self._refused += 1
            return False
        return True

    def _expected(self) -> StoredFacts:
        return StoredFacts(
            id=self.id,
            booth=self._booth,
            site=self._site,
            clip=FileFacts(size=self.pending.clip_size, sha256=self.pending.clip_sha256),
            manifest_sha256=self.pending.manifest_sha256,
        )
