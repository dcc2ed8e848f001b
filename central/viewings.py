"""The sending of videos of answers to booths, by the rules of a transfer with roles swapped.

The reply to a question is the offer. The booth says `want`: what it has, and how much may
be on its way. Central sends that much of what is missing, then `fin`; what was lost on the
way it sends again when the booth says so. `enough` ends it.

What is sent is sealed to the visit that asks: each visit has a file of its own, made at its
first `want` and deleted when it is over.
"""

import logging
import os
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path

from central.videos import Videos
from firmware.appeals.errors import BadSeal
from firmware.wire import messages, ranges
from firmware.wire.messages import Enough, Unknown, VideoState, Wait, WantVideo
from firmware.wire.ranges import Range
from firmware.wire.topics import (
    VideoChunkTopic,
    VideoFinTopic,
    VideoStateTopic,
    VideoTopic,
    VideoWantTopic,
)

log = logging.getLogger("central")

CHUNK_BYTES = 65_536
MAX_CREDIT = 1_048_576
# Of a visit that has said nothing for so long nobody is there any more.
KEEP_S = 900.0
MOST = 256
# A booth has one screen: whoever asks for more is no booth, and must not push the others out.
MOST_A_BOOTH = 4
# Twenty times what a video needs; a booth that is broken or hostile could ask for more than
# central's own line carries.
PACE_BYTES_S = 4_194_304
RETRY_S = 1

Said = tuple[VideoTopic, bytes]


@dataclass(frozen=True, slots=True)
class _Sealed:
    """The file that is sent."""

    file: Path
    size: int
    sha256: str


@dataclass(slots=True)
class _Viewing:
    """One video on its way to one visit; `ahead` is by how many bytes of the pace."""

    video: str
    recipient: str
    heard: float
    sealing: "Future[_Sealed] | None" = None
    on_way: list[Range] = field(default_factory=list)
    ahead: float = 0.0


class Viewings:
    """Knows which visit may have which video, and what to say to its `want`."""

    def __init__(
        self,
        videos: Videos,
        folder: Path,
        monotonic: Callable[[], float],
        pool: Executor | None = None,
    ) -> None:
        """`folder`: for the files on their way; what an earlier run left there is deleted.

        `pool` does the sealing, so that other booths need not wait for it.
        """
        self._videos = videos
        self._folder = folder
        self._monotonic = monotonic
        self._viewings: OrderedDict[tuple[str, str], _Viewing] = OrderedDict()
        self._pool = pool or ThreadPoolExecutor(1, "viewings")
        for file in folder.iterdir():
            file.unlink()

    def close(self) -> None:
        """Finish what is being sealed."""
        self._pool.shutdown(cancel_futures=True)

    def allow(self, booth: str, rid: str, video: str, recipient: str) -> None:
        """Whoever asked that question at that booth may have that video, sealed to `recipient`."""
        self._forget((booth, rid))
        own = [key for key in self._viewings if key[0] == booth]
        if len(own) >= MOST_A_BOOTH:
            self._forget(own[0])
        if len(self._viewings) >= MOST:
            self._forget(next(iter(self._viewings)))
        self._viewings[booth, rid] = _Viewing(video, recipient, self._monotonic())

    def received(self, topic: VideoWantTopic, payload: bytes) -> Iterator[Said]:
        """What to say to a booth that wants a video. Raises WireError, OSError."""
        wish = messages.read_video_wish(payload, topic)
        key = (topic.booth, topic.rid)
        viewing = self._viewings.get(key)
        if isinstance(wish, Enough):
            self._forget(key)
            return
        if viewing is None:
            yield _state(topic, Unknown())
            return
        now = self._monotonic()
        viewing.ahead = max(0.0, viewing.ahead - PACE_BYTES_S * (now - viewing.heard))
        viewing.heard = now
        self._viewings.move_to_end(key)
        if viewing.sealing is None:
            viewing.sealing = self._pool.submit(self._seal, viewing, key)
        if not viewing.sealing.done() or viewing.ahead >= PACE_BYTES_S:
            yield _state(topic, Wait(RETRY_S))
            return
        try:
            sealed = viewing.sealing.result()
        except (BadSeal, OSError) as error:
            log.error("video %s cannot be sealed anew: %s", viewing.video, error)
            self._forget(key)
            yield _state(topic, Unknown())
            return
        yield from _send(topic, viewing, sealed, wish)

    def forget_old(self) -> None:
        """Delete what is sealed for visits that are over; to be called now and then."""
        now = self._monotonic()
        for key, viewing in list(self._viewings.items()):
            if now - viewing.heard < KEEP_S:
                return
            self._forget(key)

    def _seal(self, viewing: _Viewing, key: tuple[str, str]) -> _Sealed:
        # By the booth too: of another booth's rid nobody knows that it is another.
        out = self._folder / f"{'.'.join(key)}.age"
        self._videos.seal_for(viewing.video, viewing.recipient, out)
        with out.open("rb") as sealed:
            return _Sealed(out, out.stat().st_size, file_digest(sealed, "sha256").hexdigest())

    def _forget(self, key: tuple[str, str]) -> None:
        viewing = self._viewings.pop(key, None)
        if viewing and viewing.sealing and not viewing.sealing.cancel():
            viewing.sealing.add_done_callback(_delete)


def _delete(sealing: "Future[_Sealed]") -> None:
    if sealing.exception() is None:
        sealing.result().file.unlink(missing_ok=True)


def _state(topic: VideoWantTopic, state: VideoState) -> Said:
    return VideoStateTopic(topic.site, topic.booth, topic.rid), messages.write(state)


def _send(
    topic: VideoWantTopic, viewing: _Viewing, sealed: _Sealed, want: WantVideo
) -> Iterator[Said]:
    have = ranges.merge(want.have)
    if want.lost:
        viewing.on_way.clear()
    viewing.on_way = [part for part in viewing.on_way if not ranges.covers(have, *part)]
    room = min(want.credit, MAX_CREDIT) - ranges.total(ranges.merge(viewing.on_way))
    with sealed.file.open("rb") as file:
        while gaps := ranges.missing(ranges.merge((*have, *viewing.on_way)), sealed.size):
            start = gaps[0][0]
            end = min(gaps[0][1], start + CHUNK_BYTES)
            if end - start > room:
                if viewing.on_way or room <= 0:
                    return
                end = start + room
            content = os.pread(file.fileno(), end - start, start)
            viewing.on_way.append((start, end))
            viewing.ahead += end - start
            room -= end - start
            hashed = sha256(content).hexdigest()
            yield VideoChunkTopic(topic.site, topic.booth, topic.rid, start, hashed), content
    yield VideoFinTopic(topic.site, topic.booth, topic.rid, sealed.size, sealed.sha256), b""
