"""Videos of answers go to the visit that asked, and to nobody else."""

import os
from concurrent.futures import Executor, Future
from hashlib import sha256
from pathlib import Path

import pytest

from central.viewings import (
    CHUNK_BYTES,
    KEEP_S,
    MAX_CREDIT,
    MOST,
    MOST_A_BOOTH,
    PACE_BYTES_S,
    Viewings,
)
from firmware.appeals.appeal import new_id
from firmware.appeals.errors import BadSeal
from firmware.wire import messages, topics
from firmware.wire.errors import WireError
from firmware.wire.messages import Enough, Unknown, VideoWish, Wait, WantVideo
from firmware.wire.topics import VideoChunkTopic, VideoFinTopic, VideoStateTopic, VideoWantTopic

FILM = os.urandom(300_000)
CREDIT = 131_072


class Now(Executor):
    """Does the work at once."""

    def submit(self, work, /, *arguments, **named):
        future: Future = Future()
        try:
            future.set_result(work(*arguments, **named))
        except (BadSeal, OSError) as error:
            future.set_exception(error)
        return future


class Later(Now):
    """Does the work when it is told."""

    def __init__(self) -> None:
        self.work: list = []

    def submit(self, work, /, *arguments, **_named):
        future: Future = Future()
        self.work.append(lambda: future.set_result(work(*arguments)))
        return future


class FakeVideos:
    """ "Seals" by writing the film."""

    broken: Exception | None = None

    def seal_for(self, id: str, recipient: str, out: Path) -> None:
        assert (id, recipient) == ("video", "age1visit")
        if self.broken:
            raise self.broken
        out.write_bytes(FILM)


class Bench:
    def __init__(self, folder: Path, pool: Executor) -> None:
        self.folder, self.now, self.videos = folder, 0.0, FakeVideos()
        self.viewings = Viewings(self.videos, folder, lambda: self.now, pool)

    def allow(self, booth: str = "001") -> str:
        rid = new_id()
        self.viewings.allow(booth, rid, "video", "age1visit")
        return rid

    def say(self, rid: str, wish: VideoWish, booth: str = "001") -> list:
        topic = VideoWantTopic("oskemen", booth, rid)
        said = list(self.viewings.received(topic, messages.write(wish)))
        for answered, payload in said:
            assert (answered.site, answered.booth, answered.rid) == ("oskemen", booth, rid)
            answered.check_size(payload)
            assert topics.parse(str(answered)) == answered
        return said

    def want(self, rid: str, have: int = 0, *, lost: bool = False, booth: str = "001") -> list:
        ranges = ((0, have),) if have else ()
        return self.say(rid, WantVideo(ranges, CREDIT, lost), booth)

    def files(self) -> list[str]:
        return [file.name for file in self.folder.iterdir()]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    (tmp_path / "left.age").write_bytes(b"of an earlier run")
    return Bench(tmp_path, Now())


def spans(said: list) -> list[tuple[int, int]]:
    return [
        (topic.offset, topic.offset + len(payload))
        for topic, payload in said
        if isinstance(topic, VideoChunkTopic)
    ]


def state(said: list) -> messages.VideoState:
    ((topic, payload),) = said
    assert isinstance(topic, VideoStateTopic)
    return messages.read_video_state(payload, topic)


def test_what_is_missing_comes_within_the_credit_and_then_the_end(bench) -> None:
    rid = bench.allow()

    first = bench.want(rid)
    assert spans(first) == [(0, CHUNK_BYTES), (CHUNK_BYTES, CREDIT)]
    for topic, payload in first:
        assert payload == FILM[topic.offset : topic.offset + len(payload)]
        assert topic.sha256 == sha256(payload).hexdigest()
    assert bench.want(rid) == [], "all of the credit is on its way"
    assert spans(bench.want(rid, CHUNK_BYTES)) == [(CREDIT, CREDIT + CHUNK_BYTES)]
    last = bench.want(rid, CREDIT + CHUNK_BYTES)
    assert spans(last) == [(196_608, 262_144), (262_144, 300_000)]
    assert last[-1] == (
        VideoFinTopic("oskemen", "001", rid, len(FILM), sha256(FILM).hexdigest()),
        b"",
    )


def test_what_was_lost_comes_again(bench) -> None:
    rid = bench.allow()
    bench.want(rid)

    assert spans(bench.want(rid, CHUNK_BYTES, lost=True))[0] == (CHUNK_BYTES, CREDIT)


def test_a_small_or_a_huge_credit_is_kept_to(bench) -> None:
    rid = bench.allow()

    assert spans(bench.say(rid, WantVideo((), 1000))) == [(0, 1000)]
    assert bench.say(rid, WantVideo((), 0)) == []
    said = bench.say(rid, WantVideo((), 2**30, lost=True))
    assert sum(end - start for start, end in spans(said)) <= MAX_CREDIT


def test_nobody_gets_what_another_booth_or_nobody_has_asked_for(bench) -> None:
    rid = bench.allow(booth="001")

    assert state(bench.want(rid, booth="002")) == Unknown()
    assert state(bench.want(new_id())) == Unknown()
    assert spans(bench.want(rid, booth="001"))


def test_enough_ends_it_and_deletes_the_file(bench) -> None:
    rid = bench.allow()
    bench.want(rid)
    assert bench.files() == [f"001.{rid}.age"], "what an earlier run left is gone"

    assert bench.say(rid, Enough()) == []

    assert bench.files() == []
    assert state(bench.want(rid)) == Unknown()
    assert bench.say(rid, Enough()) == []


def test_a_visit_that_says_nothing_is_over_after_a_while(bench) -> None:
    old, young = bench.allow(), bench.allow()
    bench.want(old)
    bench.now = KEEP_S - 1
    bench.want(young)
    bench.now = KEEP_S

    bench.viewings.forget_old()

    assert bench.files() == [f"001.{young}.age"]
    assert state(bench.want(old)) == Unknown()


def test_the_oldest_gives_way_when_there_are_too_many(bench) -> None:
    booths = [f"{number:03}" for number in range(1, MOST + 2)]
    rids = [bench.allow(booth) for booth in booths]

    assert state(bench.want(rids[0], booth=booths[0])) == Unknown()
    assert spans(bench.want(rids[1], booth=booths[1]))


def test_a_booth_that_asks_and_asks_pushes_out_only_its_own(bench) -> None:
    other = bench.allow("002")
    own = [bench.allow("001") for _ in range(MOST)]
    for rid in own:
        bench.want(rid)

    assert len(bench.files()) == MOST_A_BOOTH
    assert spans(bench.want(own[-1], lost=True))
    assert spans(bench.want(other, booth="002"))


def test_the_same_rid_of_two_booths_is_two_visits(bench) -> None:
    rid = bench.allow("001")
    bench.viewings.allow("002", rid, "video", "age1visit")
    bench.want(rid, booth="001")
    bench.want(rid, booth="002")

    bench.say(rid, Enough(), booth="002")

    assert spans(bench.want(rid, booth="001", lost=True))


def test_a_flood_of_wishes_does_not_get_a_flood_of_bytes(bench) -> None:
    rid = bench.allow()

    sent = 0
    for _ in range(100):
        said = bench.say(rid, WantVideo((), 2**30, lost=True))
        sent += sum(end - start for start, end in spans(said))
    assert sent < PACE_BYTES_S + MAX_CREDIT
    assert state(bench.want(rid, lost=True)) == Wait(1)

    bench.now = 1.0
    assert spans(bench.want(rid, lost=True))


def test_while_it_is_being_sealed_the_booth_is_asked_to_wait(tmp_path) -> None:
    later = Later()
    bench = Bench(tmp_path, later)
    rid = bench.allow()

    assert state(bench.want(rid)) == Wait(1)
    assert state(bench.want(rid)) == Wait(1)
    (work,) = later.work
    work()
    assert spans(bench.want(rid))


def test_a_visit_that_leaves_while_it_is_being_sealed_leaves_no_file(tmp_path) -> None:
    later = Later()
    bench = Bench(tmp_path, later)
    rid = bench.allow()
    bench.want(rid)
    future = bench.viewings._viewings["001", rid].sealing
    future.set_running_or_notify_cancel()

    bench.say(rid, Enough())
    later.work[0]()

    assert bench.files() == []


@pytest.mark.parametrize("broken", [BadSeal("torn"), OSError(28, "No space left on device")])
def test_what_cannot_be_sealed_anew_is_said_as_unknown(bench, broken, caplog) -> None:
    bench.videos.broken = broken
    rid = bench.allow()

    assert state(bench.want(rid)) == Unknown()
    assert "cannot be sealed" in caplog.text


def test_what_is_no_wish_is_refused(bench) -> None:
    topic = VideoWantTopic("oskemen", "001", bench.allow())
    for payload in (b"", b"{}", b'{"state":"stored"}', b" " * 2000):
        with pytest.raises(WireError):
            list(bench.viewings.received(topic, payload))
