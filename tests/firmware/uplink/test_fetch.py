"""The video of an answer arrives in order, whole, and goes with the wish."""

import io
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest

from firmware.appeals.appeal import new_id
from firmware.spool.mailbox import KioskMailbox, UplinkMailbox, arriving
from firmware.spool.spool import Spool
from firmware.uplink import fetch
from firmware.uplink.fetch import CREDIT_BYTES, SILENCE_S, Fetches
from firmware.wire import messages, topics
from firmware.wire.errors import BadMessage, TooLarge
from firmware.wire.messages import Enough, Unknown, VideoWish, Wait, WantVideo
from firmware.wire.topics import VideoChunkTopic, VideoFinTopic, VideoStateTopic

SITE, BOOTH = "oskemen", "001"
FILM = os.urandom(300_000)


class Booth:
    """The booth's end of a video, and what it says."""

    def __init__(self, spool: Spool, keep_free_bytes: int = 0) -> None:
        self.said: list[VideoWish] = []
        self.kiosk, self.rid = KioskMailbox(spool), new_id()
        self.fetches = Fetches(UplinkMailbox(spool), SITE, BOOTH, self._say, keep_free_bytes)

    def _say(self, name: str, payload: bytes) -> None:
        topic = topics.parse(name)
        assert isinstance(topic, topics.VideoWantTopic)
        assert (topic.site, topic.booth, topic.rid) == (SITE, BOOTH, self.rid)
        self.said.append(messages.read_video_wish(payload, topic))

    def want(self, now: float = 0.0) -> None:
        self.kiosk.want_video(self.rid)
        self.poll(now)

    def poll(self, now: float, *, online: bool = True) -> list[VideoWish]:
        before = len(self.said)
        self.fetches.poll(now, online=online)
        return self.said[before:]

    def chunk(self, start: int, end: int, now: float = 0.0, film: bytes = FILM) -> None:
        content = film[start:end]
        hashed = sha256(content).hexdigest()
        self.fetches.received(VideoChunkTopic(SITE, BOOTH, self.rid, start, hashed), content, now)

    def fin(self, film: bytes = FILM) -> None:
        hashed = sha256(film).hexdigest()
        self.fetches.received(VideoFinTopic(SITE, BOOTH, self.rid, len(film), hashed), b"", 0.0)

    def state(self, state: messages.VideoState, now: float = 0.0) -> None:
        topic = VideoStateTopic(SITE, BOOTH, self.rid)
        self.fetches.received(topic, messages.write(state), now)

    @property
    def file(self) -> Path:
        return self.kiosk.video_file(self.rid)


@pytest.fixture
def booth(spool: Spool) -> Iterator[Booth]:
    made = Booth(spool)
    yield made
    made.fetches.close()
    assert list(made.file.parent.iterdir()) == []


def want(size: int, *, lost: bool = False) -> WantVideo:
    return WantVideo(((0, size),) if size else (), CREDIT_BYTES, lost)


def test_a_video_that_is_wanted_is_asked_for_and_grows_and_is_whole_at_its_end(booth) -> None:
    booth.want()
    assert booth.said == [want(0)]

    booth.chunk(0, 100_000)
    assert arriving(booth.file).read_bytes() == FILM[:100_000]
    booth.chunk(100_000, 200_000)
    assert booth.said[1:] == [want(100_000), want(200_000)], "before the line is empty"
    booth.chunk(200_000, 300_000)
    assert not booth.file.exists()
    booth.fin()

    assert booth.file.read_bytes() == FILM
    assert not arriving(booth.file).exists()
    assert booth.said[-1] == Enough()
    assert booth.poll(1000.0) == []


def test_nothing_of_it_survives_the_wish(booth) -> None:
    booth.want()
    booth.chunk(0, 100_000)

    booth.kiosk.drop_video(booth.rid)

    assert booth.poll(0.1) == [Enough()]
    assert list(booth.file.parent.iterdir()) == []
    booth.chunk(100_000, 200_000)
    assert list(booth.file.parent.iterdir()) == []


def test_a_whole_one_is_deleted_too_when_the_wish_is_gone_even_without_a_line(booth) -> None:
    booth.want()
    booth.chunk(0, 300_000)
    booth.fin()

    booth.kiosk.forget_all()

    assert booth.poll(0.1, online=False) == []
    assert list(booth.file.parent.iterdir()) == []


def test_a_start_deletes_what_the_last_run_left_and_fetches_it_anew(spool, booth) -> None:
    booth.want()
    booth.chunk(0, 100_000)

    after = Booth(spool)
    after.rid = booth.rid

    assert list(after.file.parent.iterdir()) == []
    assert after.poll(0.0) == [want(0)]
    after.fetches.close()


def test_a_lost_chunk_is_said_once_and_what_follows_it_waits(booth) -> None:
    booth.want()
    booth.chunk(0, 10)
    booth.chunk(20, 30)
    booth.chunk(30, 40)
    booth.fin(FILM[:40])

    assert booth.said[1:] == [want(10), want(10, lost=True)]
    assert arriving(booth.file).read_bytes() == FILM[:10]
    for start in (10, 20, 30):
        booth.chunk(start, start + 10)
    booth.chunk(20, 30)
    booth.fin(FILM[:40])
    assert booth.file.read_bytes() == FILM[:40]


def test_after_a_silence_and_on_a_new_line_it_says_what_it_has(booth) -> None:
    booth.want()
    booth.chunk(0, 10, now=1.0)
    assert booth.poll(1.0 + SILENCE_S - 0.1) == []
    assert booth.poll(1.0 + SILENCE_S) == [want(10, lost=True)]

    assert booth.poll(2.0 + SILENCE_S, online=False) == []
    booth.fetches.connected()
    assert booth.poll(2.0 + SILENCE_S) == [want(10, lost=True)]


def test_central_may_ask_for_patience(booth) -> None:
    booth.want()
    booth.state(Wait(retry_s=1), now=0.1)

    assert booth.poll(1.0) == []
    assert booth.poll(1.1) == [want(0, lost=True)]


def test_what_central_does_not_know_is_not_asked_for_again(booth) -> None:
    booth.want()
    booth.state(Unknown())

    assert booth.poll(1000.0) == []
    assert list(booth.file.parent.iterdir()) == []


def test_a_spoiled_chunk_is_refused_and_comes_again(booth) -> None:
    booth.want()
    topic = VideoChunkTopic(SITE, BOOTH, booth.rid, 0, "0" * 64)
    with pytest.raises(BadMessage, match="hash"):
        booth.fetches.received(topic, b"spoiled", 0.0)
    with pytest.raises(TooLarge):
        topics.VideoChunkTopic(SITE, BOOTH, booth.rid, 0, "0" * 64).check_size(b" " * 300_000)

    assert booth.poll(SILENCE_S) == [want(0, lost=True)]


def test_other_bytes_than_were_meant_are_not_kept(booth) -> None:
    booth.want()
    booth.chunk(0, 100)
    booth.fin(b"x" * 100)

    assert booth.said[-1] == Enough()
    assert list(booth.file.parent.iterdir()) == []
    assert booth.poll(1000.0) == []


def test_a_video_without_end_is_given_up(booth, monkeypatch) -> None:
    monkeypatch.setattr(fetch, "MAX_VIDEO_BYTES", 50)
    booth.want()

    booth.chunk(0, 40)
    booth.chunk(40, 80)

    assert booth.said[-1] == Enough()
    assert list(booth.file.parent.iterdir()) == []


def test_the_disk_is_for_appeals_first(spool) -> None:
    booth = Booth(spool, keep_free_bytes=2**62)

    booth.want()

    assert booth.said == []
    assert list(booth.file.parent.iterdir()) == []


def test_a_disk_that_fills_meanwhile_is_left_to_appeals(spool, monkeypatch) -> None:
    booth, free = Booth(spool, keep_free_bytes=1000), 1000
    monkeypatch.setattr(fetch.shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free))
    booth.want()
    booth.chunk(0, 100)
    assert arriving(booth.file).read_bytes() == FILM[:100]

    free = 999
    booth.chunk(100, 200)

    assert booth.said[-1] == Enough()
    assert list(booth.file.parent.iterdir()) == []


def test_a_disk_that_takes_a_part_is_given_the_rest(booth) -> None:
    class Short(io.FileIO):
        def write(self, content) -> int:
            return super().write(memoryview(content)[:7])

    made = fetch.Fetch(booth.file)
    made._out.close()
    made._out = Short(arriving(booth.file), "w")

    assert made.take(0, FILM[:100])
    made.finish()

    assert booth.file.read_bytes() == FILM[:100]
    made.drop()


def test_a_disk_that_fails_costs_the_video_alone(booth, monkeypatch) -> None:
    def full(_fetch, _offset, _content) -> bool:
        raise OSError(28, "No space left on device")

    booth.want()
    monkeypatch.setattr(fetch.Fetch, "take", full)
    booth.chunk(0, 100)

    assert booth.said[-1] == Enough()
    assert list(booth.file.parent.iterdir()) == []
    booth.kiosk.drop_video(booth.rid)
    booth.poll(1.0)
    booth.rid = new_id()
    monkeypatch.undo()
    booth.want(2.0)
    booth.chunk(0, 100)
    assert arriving(booth.file).read_bytes() == FILM[:100]
