import io

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hw.bench import marks
from hw.camera.encoder import H264Encoder
from hw.camera.picture import Resizer, blank, planes

NUMBERS = st.integers(0, 2**32 - 1)


@settings(max_examples=60, deadline=None)
@given(number=NUMBERS, size=st.sampled_from([(1280, 720), (640, 360), (1920, 1080), (960, 540)]))
def test_a_drawn_number_reads_back(number: int, size: tuple[int, int]) -> None:
    luma = planes(blank(*size, 128))[0]
    marks.draw_mark(luma, number)
    assert marks.read_mark(luma) == number


@settings(max_examples=20, deadline=None)
@given(number=NUMBERS)
def test_a_number_survives_the_encoder_and_the_small_preview(number: int) -> None:
    rng = np.random.default_rng(number)
    picture = rng.integers(16, 235, (1080, 1280), dtype=np.uint8)
    luma = planes(picture)[0]
    marks.draw_mark(luma, number)
    encoder = H264Encoder(1280, 720, 25, 2_000_000)
    packets = [encoder.encode(picture, ts)[0] for ts in (0, 40_000)]
    with av.open(io.BytesIO(b"".join(p.data for p in packets)), "r", format="h264") as clip:
        for frame in clip.decode(video=0):
            small = Resizer(640, 360).resize_frame(frame)
            assert marks.read_mark(planes(frame.to_ndarray())[0]) == number
            assert marks.read_mark(planes(small)[0]) == number


@pytest.mark.parametrize("luma", [16, 128, 235])
def test_a_plain_picture_has_no_number(luma: int) -> None:
    assert marks.read_mark(planes(blank(1280, 720, luma))[0]) is None


def test_a_wrong_cell_is_no_number() -> None:
    luma = planes(blank(1280, 720, 128))[0]
    marks.draw_mark(luma, 1234)
    cell = 1280 // marks.CELLS
    spoilt = luma[: marks.mark_rows(720), 20 * cell : 21 * cell]
    spoilt[...] = 251 - spoilt
    assert marks.read_mark(luma) is None


def test_the_flash_is_seen_only_where_it_is() -> None:
    luma = planes(blank(640, 360, 128))[0]
    assert not marks.is_flash(luma)
    marks.draw_flash(luma)
    assert marks.is_flash(luma)


def test_beeps_are_found_at_their_first_sample() -> None:
    rate = 48_000
    sound = np.zeros(rate * 3, np.int16)
    beep = (marks.beep(rate) * 32767).astype(np.int16)
    for start in (1_000, 50_321, 99_999):
        sound[start : start + len(beep)] = beep
    found = marks.beep_onsets(sound, rate)
    assert np.abs(np.array(found) - (1_000, 50_321, 99_999)).max() <= 1


def test_silence_has_no_beeps() -> None:
    assert marks.beep_onsets(np.zeros(48_000, np.int16), 48_000) == []


def test_a_clip_without_marks_is_refused() -> None:
    encoder = H264Encoder(640, 360, 25, 500_000)
    data = b"".join(encoder.encode(blank(640, 360), ts)[0].data for ts in (0, 40_000))
    with pytest.raises(marks.NoMarks, match="no frame of"):
        marks.measure_clip(io.BytesIO(data))
