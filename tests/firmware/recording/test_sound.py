"""The sound track follows the camera's clock whatever the microphone does."""

from collections.abc import Iterable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from firmware.recording.sound import TOLERANCE_US, Samples, SoundLine, to_samples
from hw.microphone import BLOCK_SAMPLES, PcmBlock

ONE = np.ones(BLOCK_SAMPLES, dtype=np.int16)


def length(pieces: Iterable[Samples]) -> int:
    return sum(piece.size for piece in pieces)


def test_steady_blocks_pass_unchanged() -> None:
    line = SoundLine(0)

    for index in range(50):
        assert length(line.add(PcmBlock(ONE, index * 20_000))) == BLOCK_SAMPLES
    assert (line.end_us, line.silence_samples) == (1_000_000, 0)


def test_a_hole_becomes_silence() -> None:
    line = SoundLine(0)
    list(line.add(PcmBlock(ONE, 0)))

    assert length(line.add(PcmBlock(ONE, 120_000))) == to_samples(100_000) + BLOCK_SAMPLES
    assert line.silence_samples == to_samples(100_000)


def test_sound_from_before_the_start_is_cut_off() -> None:
    line = SoundLine(1_000_000)

    assert length(line.add(PcmBlock(ONE, 900_000))) == 0
    assert length(line.add(PcmBlock(ONE, 990_000))) == BLOCK_SAMPLES // 2


def test_a_late_first_block_is_led_in_by_silence() -> None:
    line = SoundLine(0)

    pieces = list(line.add(PcmBlock(ONE, 10_000)))

    assert length(pieces) == BLOCK_SAMPLES + to_samples(10_000)
    assert pieces[0].max() == 0


@given(st.lists(st.integers(-30_000, 300_000), max_size=60))
def test_the_line_never_strays_from_the_stamps_by_more_than_the_tolerance(
    jitters: list[int],
) -> None:
    line, now = SoundLine(0), 0
    for jitter in jitters:
        now = max(0, now + 20_000 + jitter)
        before = line.end_us
        list(line.add(PcmBlock(ONE, now)))
        assert line.end_us >= before
        assert line.end_us - (now + 20_000) >= -TOLERANCE_US - 100
        assert line.end_us <= max(before, now + 20_000 + TOLERANCE_US) + 100
