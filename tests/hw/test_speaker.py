"""The loudspeaker, on SDL's dummy output."""

from collections.abc import Iterator

import numpy as np
import pygame
import pytest

from hw.speaker import MixerSpeaker, Mute, Speaker, outputs

SECOND = np.ones(48_000, np.int16)


@pytest.fixture
def speaker() -> Iterator[MixerSpeaker]:
    yield MixerSpeaker()
    pygame.mixer.quit()


def test_it_plays_what_is_queued_piece_by_piece(speaker: MixerSpeaker) -> None:
    speaker.play(SECOND)
    speaker.tick()

    assert pygame.mixer.Channel(0).get_busy()
    assert pygame.mixer.Channel(0).get_queue() is not None
    assert speaker._waiting.size == 48_000 - 2 * 9_600


def test_nothing_comes_after_a_stop(speaker: MixerSpeaker) -> None:
    speaker.play(SECOND)
    speaker.tick()
    speaker.stop()
    speaker.tick()

    assert not pygame.mixer.Channel(0).get_busy()
    assert speaker._waiting.size == 0


def test_a_new_clip_plays_after_one_that_was_stopped_on_hold(speaker: MixerSpeaker) -> None:
    speaker.play(SECOND)
    speaker.tick()
    speaker.pause()
    speaker.stop()
    speaker.play(SECOND)
    speaker.tick()

    assert pygame.mixer.Channel(0).get_busy()


def test_who_does_not_tick_loses_the_oldest_beyond_five_seconds(speaker: MixerSpeaker) -> None:
    for _ in range(8):
        speaker.play(SECOND)

    assert speaker._waiting.size == 5 * 48_000


@pytest.mark.parametrize("call", ["pause", "resume", "stop", "tick"])
def test_a_booth_without_a_loudspeaker_takes_every_call(call: str) -> None:
    mute: Speaker = Mute()
    mute.play(SECOND)
    getattr(mute, call)()


def test_the_gain_scales_what_goes_to_the_mixer(
    speaker: MixerSpeaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[bytes] = []
    sound = pygame.mixer.Sound

    def note(buffer: bytes) -> pygame.mixer.Sound:
        heard.append(buffer)
        return sound(buffer=buffer)

    monkeypatch.setattr(pygame.mixer, "Sound", note)
    for gain_db in (-20.0, 0.0, 20.0):
        speaker.set_gain(gain_db)
        speaker.stop()
        speaker.play(np.full(100, 1000, np.int16))
        speaker.tick()

    assert [int(np.frombuffer(one, np.int16)[0]) for one in heard] == [100, 1000, 1000]


def test_the_sound_outputs_have_names() -> None:
    names = outputs()
    pygame.mixer.quit()

    assert names
    assert all(names)


def test_an_output_that_is_not_there_is_an_error_and_not_another_output() -> None:
    with pytest.raises(pygame.error):
        MixerSpeaker("no such output")
