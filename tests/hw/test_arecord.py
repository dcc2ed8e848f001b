import os
import sys
import threading
from itertools import pairwise

import numpy as np
import pytest

from hw import arecord
from hw.arecord import BLOCK_US, FILL_AT_MOST_US, ArecordMicrophone, _Timeline
from hw.errors import DeviceNotFound
from hw.silent import SilentMicrophone


@pytest.fixture
def voice() -> np.ndarray:
    return np.random.default_rng(1).integers(-9000, 9000, 48_000).astype("<i2")


@pytest.fixture
def alsa(tmp_path, voice) -> dict[str, str]:
    """An environment whose ALSA has one device, `booth`, that plays a file."""
    raw = tmp_path / "voice.raw"
    raw.write_bytes(voice.tobytes())
    config = tmp_path / "asound.conf"
    config.write_text(
        'pcm.booth { type file slave.pcm { type null } file "/dev/null" '
        f'infile "{raw}" format "raw" }}\n'
    )
    return {**os.environ, "ALSA_CONFIG_PATH": str(config)}


def test_arecord_delivers_the_sound_in_continuous_blocks(alsa, voice, inbox) -> None:
    microphone, blocks = ArecordMicrophone("booth", "booth", alsa), inbox()
    microphone.start(blocks)
    try:
        heard = blocks.take(40)
        assert microphone.healthy()
    finally:
        microphone.close()
        microphone.close()
    assert not microphone.healthy()
    sound = np.concatenate([block.samples for block in heard if block.samples.any()])
    assert (sound[: 20 * 960] == voice[: 20 * 960]).all()
    steps = {b.ts_us - a.ts_us for a, b in pairwise(heard)}
    assert max(steps) < BLOCK_US + 100
    assert min(steps) > BLOCK_US - 100


def test_an_absent_card_is_not_found_with_the_reason(alsa, inbox) -> None:
    with pytest.raises(DeviceNotFound, match="Nonesuch"):
        ArecordMicrophone("Nonesuch", environment=alsa).start(inbox())


def test_an_absent_arecord_is_not_found(inbox) -> None:
    with pytest.raises(DeviceNotFound, match="cannot be started"):
        ArecordMicrophone("card", program=("no-such-program-here",)).start(inbox())


def test_a_card_that_gives_less_than_a_block_is_not_found(inbox, monkeypatch) -> None:
    monkeypatch.setattr(arecord, "FIRST_WITHIN_S", 0.5)
    stuck = "import os, time; os.write(1, bytes(100)); time.sleep(60)"
    with pytest.raises(DeviceNotFound, match="gave no sound"):
        ArecordMicrophone("card", program=(sys.executable, "-c", stuck)).start(inbox())


def test_an_arecord_that_hangs_is_ended_by_close(inbox, monkeypatch) -> None:
    monkeypatch.setattr(arecord, "_STOP_WITHIN_S", 0.5)
    hanging = (
        "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "os.write(1, bytes(19200)); time.sleep(60)"
    )
    microphone, blocks = ArecordMicrophone("card", program=(sys.executable, "-c", hanging)), inbox()
    microphone.start(blocks)
    blocks.take(2)
    process = microphone._process
    microphone.close()
    assert process.wait(5) is not None


def test_a_listener_that_fails_leaves_no_arecord_behind(monkeypatch) -> None:
    failed = []
    monkeypatch.setattr(threading, "excepthook", failed.append)
    microphone = ArecordMicrophone("card")
    monkeypatch.setattr(microphone, "_command", ["cat", "/dev/zero"])
    microphone.start(lambda _: 1 / 0)
    process = microphone._process
    assert process.wait(5) is not None
    microphone.close()
    assert failed[0].exc_type is ZeroDivisionError


def test_arecord_is_started_again_and_the_gap_is_silence(inbox) -> None:
    # A stand-in that gives a tenth of a second of sound and dies, like an unplugged card.
    dying = "import sys; sys.stdout.buffer.write(b'\\x01\\x02' * 4800)"
    microphone = ArecordMicrophone("card", program=(sys.executable, "-c", dying))
    blocks = inbox()
    microphone.start(blocks)
    try:
        heard = [blocks.next()]
        while sum(block.samples.any() for block in heard) <= 5:  # the sixth is of a new process
            heard.append(blocks.next())
    finally:
        microphone.close()
    assert not all(block.samples.any() for block in heard)
    assert all(abs(b.ts_us - a.ts_us - BLOCK_US) < 100 for a, b in pairwise(heard))


def test_a_clock_that_drifts_is_followed() -> None:
    timeline, now_us = _Timeline(), 1_000_000.0
    for _ in range(20_000):
        assert timeline.gap(int(now_us)) == []
        ts_us = timeline.next()
        now_us += BLOCK_US * 1.0001
    assert now_us - BLOCK_US * 2 - ts_us == pytest.approx(0, abs=3_000)


def test_a_long_gap_is_left_open() -> None:
    timeline = _Timeline()
    timeline.gap(1_000_000)
    timeline.next()
    later = 2_000_000 + FILL_AT_MOST_US
    assert timeline.gap(later) == []
    assert timeline.next() == later - BLOCK_US


def test_the_silent_microphone_is_silent_and_on_time(inbox) -> None:
    microphone, blocks = SilentMicrophone(), inbox()
    microphone.start(blocks)
    try:
        heard = blocks.take(10)
        assert microphone.healthy()
    finally:
        microphone.close()
    assert not any(block.samples.any() for block in heard)
    assert [b.ts_us - a.ts_us for a, b in pairwise(heard)] == [BLOCK_US] * 9
