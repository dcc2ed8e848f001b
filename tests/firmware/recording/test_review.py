"""Review through the visit's key, at the speed of the clip."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from firmware.appeals.sealing import VisitKey
from firmware.clock import SystemClock
from firmware.recording import opened
from firmware.recording.pipe import Pipe
from firmware.recording.recorder import Recorder
from firmware.recording.review import AHEAD_S, Review
from hw.camera.encoder import H264Encoder
from tests.conftest import HandClock, until


class Ears:
    """A loudspeaker that counts what it is given."""

    def __init__(self) -> None:
        self.samples = 0

    def play(self, samples: np.ndarray) -> None:
        self.samples += samples.size

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def stop(self) -> None: ...


@pytest.fixture
def clip(tmp_path: Path, sealed: Callable[[int], bytes]) -> Path:
    """One second of picture and sound, sealed."""
    file = tmp_path / "second.clip.age"
    file.write_bytes(sealed(1))
    return file


def test_it_plays_picture_and_sound_to_the_end(clip: Path, visit: VisitKey) -> None:
    ears = Ears()
    review = Review(clip, visit.identity, size=(160, 120), speaker=ears, clock=SystemClock())
    review.start()

    until(lambda: review.picture() is not None)
    picture = review.picture()
    assert picture is not None
    assert picture.i420.shape == (180, 160)
    until(lambda: review.picture() is not None and review.finished)
    assert ears.samples / 48_000 == pytest.approx(1.0, abs=0.05)
    assert review.failure is None
    review.close()


def test_closing_midway_stops_at_once_and_forgets_the_pictures(clip: Path, visit: VisitKey) -> None:
    review = Review(clip, visit.identity, size=(160, 120), speaker=Ears(), clock=SystemClock())
    review.start()
    until(lambda: review.picture() is not None)

    review.close()

    assert review.picture() is None


def test_a_pause_holds_the_position_and_the_picture(
    clip: Path, visit: VisitKey, clock: HandClock
) -> None:
    review = Review(clip, visit.identity, size=(160, 120), speaker=Ears(), clock=clock)
    review.start()
    until(lambda: review.picture() is not None)
    clock.forward(0.2)
    until(lambda: review.picture() is not None and review.picture().ts_us == 200_000)

    review.pause()
    until(lambda: review._ahead() >= AHEAD_S)
    clock.forward(60)

    assert review.paused
    assert review.position_s == pytest.approx(0.2)
    assert review.picture().ts_us == 200_000
    review.resume()
    clock.forward(0.2)
    assert not review.paused
    assert review.position_s == pytest.approx(0.4)
    review.close()


def test_each_review_plays_from_the_start(clip: Path, visit: VisitKey) -> None:
    assert [_first_picture(clip, visit) for _ in range(2)] == [0, 0]


def _first_picture(clip: Path, visit: VisitKey) -> int:
    """When in the clip the first picture is; watched to the end."""
    review = Review(clip, visit.identity, size=(160, 120), speaker=Ears(), clock=HandClock())
    review.start()
    until(lambda: review.picture() is not None)
    picture = review.picture()
    review.close()
    assert picture is not None
    return picture.ts_us


def test_a_long_clip_is_never_in_memory_as_a_whole(
    tmp_path: Path, visit: VisitKey, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = [0]

    class Watched(Pipe):
        def write(self, data: bytes) -> int:
            written = super().write(data)
            most[0] = max(most[0], self._held)
            return written

    monkeypatch.setattr(opened, "Pipe", Watched)
    recorder = Recorder(tmp_path / "x.clip.age", [VisitKey().recipient], visit, 25, SystemClock())
    chance = np.random.default_rng(1)
    encoder = H264Encoder(320, 240, 25, 40_000_000)
    pictures = [chance.integers(16, 235, (360, 320), np.uint8) for _ in range(10)]
    for index in range(250):
        for packet in encoder.encode(pictures[index % 10], index * 40_000):
            recorder.packet(packet)
    recorder.finish()
    assert recorder.file.stat().st_size > 12_000_000
    review = Review(recorder.file, visit.identity, size=(160, 120), speaker=Ears(), clock=clock)
    review.start()
    until(lambda: review.picture() is not None)

    while not review.finished:
        review.picture()
        # As many pictures wait as 0.3 s have and those of a fragment, whose sound comes
        # after them; and no more bytes than the pipe takes.
        assert len(review._frames) <= (0.3 + 0.5) * 25 + 2
        clock.forward(0.04)
        Event().wait(0.001)

    assert review.failure is None
    assert 0 < most[0] < opened._PIPE_BYTES + 65_536
    review.close()


@pytest.mark.parametrize("kind", ["_take_picture", "_take_sound"])
def test_what_was_being_decoded_when_it_was_halted_is_neither_heard_nor_seen(
    clip: Path, visit: VisitKey, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    decoding, go_on, ears = Event(), Event(), Ears()
    review = Review(clip, visit.identity, size=(160, 120), speaker=ears, clock=SystemClock())
    take = getattr(review, kind)

    def take_late(*decoded: object) -> None:
        decoding.set()
        go_on.wait(20)
        take(*decoded)

    monkeypatch.setattr(review, kind, take_late)
    review.start()
    assert decoding.wait(20)

    review.halt()
    go_on.set()
    review.close()

    assert ears.samples == 0
    assert review.picture() is None


def test_a_strangers_key_plays_nothing_and_says_so(clip: Path) -> None:
    review = Review(clip, VisitKey().identity, size=(160, 120), speaker=Ears(), clock=SystemClock())
    review.start()

    until(lambda: review.failure is not None)
    assert review.picture() is None
    review.close()
