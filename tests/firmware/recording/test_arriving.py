"""A sealed clip is read, and watched, while it still arrives."""

import io
import os
import threading
from contextlib import closing
from queue import Queue

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.transcode import transcode
from firmware.appeals.sealing import seal
from firmware.recording.arriving import Arriving
from firmware.recording.errors import NothingCame, TakenAway
from firmware.recording.review import Review, fitted
from tests.conftest import HandClock, until

SECONDS = 6


class Ears:
    """A loudspeaker that counts what it is given, and knows whether it is held."""

    def __init__(self) -> None:
        self.samples = 0
        self.held = False

    def play(self, samples: np.ndarray) -> None:
        self.samples += samples.size

    def pause(self) -> None:
        self.held = True

    def resume(self) -> None:
        self.held = False

    def stop(self) -> None: ...


class Hasty(HandClock):
    """Two seconds later at every look."""

    def monotonic(self) -> float:
        self.seconds += 2
        return self.seconds


@pytest.fixture
def read_in_thread():
    """Reads everything in a thread of its own; what it read or what was raised is put here."""
    threads = []

    def start(arriving) -> Queue:
        ended: Queue = Queue()

        def read() -> None:
            got = b""
            try:
                with arriving:
                    while piece := arriving.read(1000):
                        got += piece
                ended.put(got)
            except OSError as error:
                ended.put(error)

        threads.append(threading.Thread(target=read))
        threads[-1].start()
        return ended

    yield start
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(shares=st.lists(st.floats(0, 1), max_size=5), content=st.binary(max_size=5000))
def test_what_is_read_is_the_whole_file_however_it_grew(line_of, read_in_thread, shares, content):
    line = line_of(content)
    line.whole.unlink(missing_ok=True)
    ended = read_in_thread(line.arriving())
    for share in sorted(shares):
        line.bring(share)
    line.finish()

    assert ended.get(timeout=20) == content


def test_a_file_that_is_whole_already_is_read_at_once(line_of):
    line = line_of(b"sealed")
    line.finish()

    with line.arriving() as reader:
        assert [reader.read(4), reader.read(4), reader.read(4)] == [b"seal", b"ed", b""]


def test_a_file_that_never_comes_ends_the_patience(line_of):
    line = line_of(b"x")
    with (
        Arriving(line.part, line.whole, Hasty(), 15) as reader,
        pytest.raises(NothingCame) as raised,
    ):
        reader.read(1000)
    assert raised.value.patience_s == 15


def test_a_file_that_stops_growing_ends_the_patience_however_long_it_grew(line_of):
    line = line_of(bytes(100))
    with Arriving(line.part, line.whole, Hasty(), 15) as reader:
        for share in (0.2, 0.4, 0.6, 0.8):
            line.bring(share)
            assert len(reader.read(1000)) == 20
        with pytest.raises(NothingCame):
            reader.read(1000)


def test_a_file_that_is_deleted_and_made_anew_is_not_read_on(line_of):
    line = line_of(bytes(100))
    line.bring(0.5)
    with line.arriving() as reader:
        assert len(reader.read(1000)) == 50
        line.part.unlink()
        line.bring(0.7)
        with pytest.raises(TakenAway) as raised:
            reader.read(1000)
    assert raised.value.read_bytes == 50


def test_who_waits_is_told_at_once_when_it_is_closed(line_of, read_in_thread):
    arriving = line_of(b"x").arriving()
    ended = read_in_thread(arriving)
    arriving.close()

    assert isinstance(ended.get(timeout=20), BrokenPipeError)


def player(line, visit, ears, clock, ahead_s=1.5) -> Review:
    review = Review(
        line.arriving(),
        visit.identity,
        size=(160, 160),
        speaker=ears,
        clock=clock,
        ahead_s=ahead_s,
    )
    review.start()
    return review


def watch(review: Review, clock: HandClock, seen: list[int]) -> None:
    """One look of the screen, a little later."""
    picture = review.picture()
    if picture is not None and picture.ts_us not in seen:
        seen.append(picture.ts_us)
    clock.forward(0.02)
    threading.Event().wait(0.002)


def test_it_begins_before_it_is_whole_stands_where_nothing_came_and_drops_nothing(
    line_of, sealed, visit, clock
):
    line, ears, seen = line_of(sealed(SECONDS)), Ears(), []
    line.bring(0.6)
    with closing(player(line, visit, ears, clock)) as review:
        assert review.waiting
        until(lambda: review.picture() is not None)
        assert not line.whole.exists()
        while not review.waiting:
            watch(review, clock, seen)

        held_at, heard = review.position_s, ears.samples
        assert 1 < held_at < 5
        assert ears.held
        clock.forward(10)
        assert (review.position_s, ears.samples) == (pytest.approx(held_at), heard)
        assert not review.finished

        line.finish()
        until(lambda: not review.waiting)
        assert not ears.held
        assert review.position_s == pytest.approx(held_at)
        while not review.finished:
            watch(review, clock, seen)

    assert seen == [n * 40_000 for n in range(25 * SECONDS)]
    assert ears.samples / 48_000 == pytest.approx(SECONDS, abs=0.06)
    assert review.failure is None


def test_where_it_stands_the_loudspeaker_is_free_for_who_says_why(line_of, sealed, visit, clock):
    line, ears, seen = line_of(sealed(SECONDS)), Ears(), []
    line.bring(0.6)
    with closing(player(line, visit, ears, clock)) as review:
        until(lambda: review.picture() is not None)
        while not review.waiting:
            watch(review, clock, seen)
        review.hold(False)
        assert ears.held

        review.hold(True)
        assert not ears.held


def test_nothing_is_seen_or_heard_before_there_is_enough(line_of, sealed, visit, clock):
    line, ears = line_of(sealed(SECONDS)), Ears()
    line.bring(0.4)
    with closing(player(line, visit, ears, clock, ahead_s=3)) as review:
        until(lambda: review._frames)
        assert (review.picture(), ears.samples, review.position_s) == (None, 0, 0)
        assert review.waiting
        line.bring(0.9)
        until(lambda: review.picture() is not None)
        assert ears.samples > 0


def test_it_does_not_begin_while_it_is_paused_or_somebody_speaks(line_of, sealed, visit, clock):
    line, ears = line_of(sealed(1)), Ears()
    line.finish()
    with closing(player(line, visit, ears, clock, ahead_s=9)) as review:
        review.hold(True)
        review.pause()
        until(lambda: review._decoded)
        review.resume()
        assert ears.samples == 0
        review.hold(False)
        until(lambda: review.picture() is not None)
        assert ears.samples > 0


def test_a_video_that_never_comes_says_so(line_of, visit):
    line = line_of(b"")
    line.clock = Hasty()
    with closing(player(line, visit, Ears(), HandClock())) as review:
        until(lambda: review.finished)
        assert "nothing came for 15 s" in str(review.failure)
        assert review.picture() is None


def test_what_came_of_a_video_that_stops_is_shown_before_it_says_so(line_of, sealed, visit, clock):
    line, seen = line_of(sealed(SECONDS)), []
    line.bring(0.6)
    with closing(player(line, visit, Ears(), clock)) as review:
        while not review.finished:
            watch(review, clock, seen)
            if review.waiting:
                clock.forward(1)
    assert len(seen) > 25
    assert review.failure is not None


@pytest.mark.parametrize("fault", ["foreign", "torn", "sealed to a stranger", "spoilt"])
def test_a_video_that_is_none_says_so(line_of, sealed, visit, clock, fault):
    content = sealed(1)
    if fault == "foreign":
        content = os.urandom(5000)
    elif fault == "torn":
        content = content[: len(content) // 2]
    elif fault == "spoilt":
        content = content[:-20] + bytes(20)
    line = line_of(content)
    line.finish()
    key = type(visit)() if fault == "sealed to a stranger" else visit
    with closing(player(line, key, Ears(), clock)) as review:
        while not review.finished:
            watch(review, clock, [])
        assert review.failure is not None


def test_what_central_makes_of_an_officials_film_is_watched_whole(line_of, visit, clock, tmp_path):
    given, made, seen = tmp_path / "film.mkv", io.BytesIO(), []
    with av.open(str(given), "w") as film:
        stream = film.add_stream("libx264", rate=25, options={"bf": "2"})
        stream.width, stream.height, stream.pix_fmt = 720, 1280, "yuv420p"
        for shade in range(50):
            grey = np.full((1920, 720), 100 + shade, np.uint8)
            film.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="yuv420p")))
        film.mux(stream.encode())
    duration_ms = transcode(given, made, lambda _: None)
    line = line_of(seal(made.getvalue(), [visit.recipient]))
    line.bring(0.5)
    line.finish()
    with closing(player(line, visit, Ears(), clock)) as review:
        while not review.finished:
            watch(review, clock, seen)
    assert review.failure is None
    assert len(seen) * 40 == duration_ms == 2000


def test_halting_ends_the_thread_of_a_player_that_waits(line_of, visit, clock):
    review = player(line_of(b""), visit, Ears(), clock)
    review.halt()
    review._thread.join(20)
    assert not review._thread.is_alive()


@given(
    size=st.tuples(st.integers(2, 4000), st.integers(2, 4000)),
    most=st.tuples(st.integers(16, 2000), st.integers(16, 2000)),
)
def test_a_picture_is_never_larger_than_its_place_and_even(size, most):
    width, height = fitted(*size, most)
    assert 2 <= width <= most[0]
    assert 2 <= height <= most[1]
    assert width % 2 == height % 2 == 0


@pytest.mark.parametrize(
    ("size", "shown"), [((1280, 720), (640, 360)), ((720, 1280), (360, 640)), ((9, 9), (640, 640))]
)
def test_a_picture_keeps_its_aspect(size, shown):
    assert fitted(*size, (640, 640)) == shown
