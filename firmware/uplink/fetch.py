"""The video of an answer on its way to the booth: the transfer's rules with roles swapped.

The kiosk says which video is wanted, and the visit alone can open it. Bytes are taken in
order, so that the file only grows and can be shown while it arrives; what comes out of
order is dropped, and asked for again. Nothing of it survives the wish.
"""

import contextlib
import logging
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from firmware.spool.mailbox import UplinkMailbox, arriving
from firmware.wire import messages
from firmware.wire.errors import BadMessage
from firmware.wire.messages import Enough, Wait, WantVideo
from firmware.wire.topics import (
    MAX_VIDEO_BYTES,
    VideoChunkTopic,
    VideoFinTopic,
    VideoStateTopic,
    VideoTopic,
    VideoWantTopic,
)

log = logging.getLogger("uplink")

# What may be on its way: twice what 5 Mbit/s carry in 200 ms, and not long to wait behind.
CREDIT_BYTES = 262_144
SILENCE_S = 3.0


class Fetch:
    """One video that arrives into a file."""

    def __init__(self, file: Path) -> None:
        """`file` is where it is once it is whole; until then see `arriving`. Raises OSError."""
        self.size = 0
        self.missed_size = -1
        self.ask_at = float("inf")
        self._file = file
        self._part = arriving(file)
        self._hash = sha256()
        file.unlink(missing_ok=True)
        self._part.unlink(missing_ok=True)
        handle = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
        self._out = os.fdopen(handle, "wb", buffering=0)

    def take(self, offset: int, content: bytes) -> bool:
        """Append bytes; whether they were the next ones. Raises OSError."""
        if offset != self.size:
            return False
        left = memoryview(content)
        while left:
            # A disk that fills takes a part, and raises only at the next write.
            left = left[self._out.write(left) :]
        self._hash.update(content)
        self.size += len(content)
        return True

    def is_whole(self, size: int, hashed: str) -> bool:
        """Whether these are the bytes that were meant."""
        return (self.size, self._hash.hexdigest()) == (size, hashed)

    def finish(self) -> None:
        """It is all there. Raises OSError."""
        self._out.close()
        self._part.rename(self._file)

    def drop(self) -> None:
        """Close and delete it."""
        self._out.close()
        for file in (self._part, self._file):
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)


class Fetches:
    """Fetches what the kiosk wants, and deletes what it wants no more."""

    def __init__(
        self,
        mailbox: UplinkMailbox,
        site: str,
        booth: str,
        publish: Callable[[str, bytes], object],
        keep_free_bytes: int,
    ) -> None:
        """`keep_free_bytes` of the disk are for appeals. Deletes what an earlier run left."""
        self._mailbox = mailbox
        self._site, self._booth = site, booth
        self._publish = publish
        self._keep_free_bytes = keep_free_bytes
        self._arriving: dict[str, Fetch] = {}
        # Whole, or given up: they are only deleted, when nobody wants them any more.
        self._settled: dict[str, Fetch | None] = {}
        for file in mailbox.videos():
            file.unlink(missing_ok=True)

    def close(self) -> None:
        """Delete what is there; the next start fetches what is still wanted."""
        for fetch in (*self._arriving.values(), *filter(None, self._settled.values())):
            fetch.drop()
        self._arriving.clear()
        self._settled.clear()

    def connected(self) -> None:
        """There is a line again; what was on the old one is lost."""
        for fetch in self._arriving.values():
            fetch.ask_at = float("-inf")

    def poll(self, now: float, *, online: bool) -> None:
        """Begin what is newly wanted, end what is not wanted any more, ask where it is silent."""
        wanted = self._mailbox.wanted_videos()
        for rid in [rid for rid in (*self._arriving, *self._settled) if rid not in wanted]:
            self._end(rid)
        if not online:
            return
        for rid in wanted:
            if rid not in self._arriving and rid not in self._settled:
                self._begin(rid, now)
            elif rid in self._arriving and now >= self._arriving[rid].ask_at:
                self._want(rid, now, lost=True)

    def received(self, topic: VideoTopic, payload: bytes, now: float) -> None:
        """Something of a video came. Raises WireError; a disk that fails ends only the video."""
        fetch = self._arriving.get(topic.rid)
        if fetch is None:
            return
        try:
            match topic:
                case VideoChunkTopic():
                    self._chunk(topic, payload, fetch, now)
                case VideoFinTopic():
                    self._fin(topic, fetch, now)
                case VideoStateTopic():
                    self._state(topic, payload, fetch, now)
        except OSError as error:
            self._give_up(topic.rid, f"the disk: {error.strerror}")

    def _begin(self, rid: str, now: float) -> None:
        file = self._mailbox.video_file(rid)
        try:
            if self._is_full(file.parent):
                self._settled[rid] = None
                log.warning("an answer's video is not fetched: the disk is kept for appeals")
                return
            self._arriving[rid] = Fetch(file)
            self._want(rid, now)
        except OSError as error:
            self._settled[rid] = None
            log.error("an answer's video is not fetched: %s", error.strerror)

    def _is_full(self, folder: Path) -> bool:
        return shutil.disk_usage(folder).free < self._keep_free_bytes

    def _end(self, rid: str) -> None:
        fetch = self._arriving.pop(rid, None)
        if fetch is not None:
            self._say(rid, Enough())
        else:
            fetch = self._settled.pop(rid)
        if fetch is not None:
            fetch.drop()

    def _give_up(self, rid: str, why: str) -> None:
        """The kiosk sees that nothing more comes, and says so."""
        log.warning("an answer's video did not come: %s", why)
        self._arriving.pop(rid).drop()
        self._settled[rid] = None
        self._say(rid, Enough())

    def _chunk(self, topic: VideoChunkTopic, payload: bytes, fetch: Fetch, now: float) -> None:
        if sha256(payload).hexdigest() != topic.sha256:
            raise BadMessage(str(topic), "not the bytes of that hash")
        if topic.offset + len(payload) > MAX_VIDEO_BYTES:
            self._give_up(topic.rid, "it is larger than allowed")
        elif self._is_full(self._mailbox.video_file(topic.rid).parent):
            self._give_up(topic.rid, "the disk is kept for appeals")
        elif fetch.take(topic.offset, payload):
            self._want(topic.rid, now)
        elif topic.offset > fetch.size:
            self._missing(topic.rid, fetch, now)

    def _fin(self, topic: VideoFinTopic, fetch: Fetch, now: float) -> None:
        if fetch.is_whole(topic.size, topic.sha256):
            fetch.finish()
            self._settled[topic.rid] = self._arriving.pop(topic.rid)
            self._say(topic.rid, Enough())
        elif fetch.size >= topic.size:
            self._give_up(topic.rid, "it came otherwise than it was sent")
        else:
            self._missing(topic.rid, fetch, now)

    def _state(self, topic: VideoStateTopic, payload: bytes, fetch: Fetch, now: float) -> None:
        state = messages.read_video_state(payload, topic)
        if isinstance(state, Wait):
            fetch.ask_at = now + state.retry_s
        else:
            self._give_up(topic.rid, "central knows nothing of it")

    def _missing(self, rid: str, fetch: Fetch, now: float) -> None:
        """One was lost on the way: said once, not for each that follows it."""
        if fetch.missed_size != fetch.size:
            fetch.missed_size = fetch.size
            self._want(rid, now, lost=True)

    def _want(self, rid: str, now: float, *, lost: bool = False) -> None:
        fetch = self._arriving[rid]
        fetch.ask_at = now + SILENCE_S
        have = ((0, fetch.size),) if fetch.size else ()
        self._say(rid, WantVideo(have, CREDIT_BYTES, lost))

    def _say(self, rid: str, wish: messages.VideoWish) -> None:
        self._publish(str(VideoWantTopic(self._site, self._booth, rid)), messages.write(wish))
