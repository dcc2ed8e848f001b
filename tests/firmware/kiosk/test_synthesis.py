"""Phrases become sound: clips first, then the program; without it the booth is silent."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from firmware.appeals.appeal import Language
from firmware.kiosk import synthesis
from firmware.kiosk.synthesis import Prompts, _keys, clip_key, missing, open_voice
from firmware.kiosk.texts import catalogue
from firmware.kiosk.voice import PAUSE_S
from hw.microphone import SAMPLE_RATE

PHRASE = "Back"
PAUSE = int(PAUSE_S * SAMPLE_RATE)

FAKE = """\
#!{python}
import struct, sys
text = sys.stdin.buffer.read().decode()
open({notes!r}, "w").write(repr((sys.argv[1:], text)))
pcm = struct.pack("<h", 9000) * 22050
head = b"RIFF" + struct.pack("<I", 0x7FFFF024) + b"WAVEfmt " + struct.pack(
    "<IHHIIHH", 16, 1, 1, 22050, 44100, 2, 16)
sys.stdout.buffer.write(head + b"data" + struct.pack("<I", 0x7FFFF000) + pcm)
"""


@pytest.fixture
def notes(tmp_path) -> Path:
    return tmp_path / "notes"


@pytest.fixture
def program(tmp_path, notes) -> str:
    """Something that is called like espeak-ng, and answers with one second of sound."""
    file = tmp_path / "speaks"
    file.write_text(FAKE.format(python=sys.executable, notes=str(notes)))
    file.chmod(0o755)
    return str(file)


def _record(file: Path) -> None:
    file.parent.mkdir(parents=True)
    with av.open(str(file), "w") as clip:
        stream = clip.add_stream("libopus", rate=SAMPLE_RATE, layout="stereo")
        samples = np.zeros((2, SAMPLE_RATE), np.int16).T.reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="stereo")
        frame.rate = SAMPLE_RATE
        clip.mux(stream.encode(frame))
        clip.mux(stream.encode(None))


def test_the_program_is_given_the_text_where_others_cannot_read_it(program, notes, tmp_path):
    sound = Prompts(tmp_path, program)("Сәлем", Language.KK)

    arguments, text = eval(notes.read_text())
    assert text == "Сәлем"
    assert arguments[:2] == ["-v", "kk"]
    assert "Сәлем" not in arguments
    assert sound.dtype == np.int16
    assert abs(sound.size - SAMPLE_RATE - PAUSE) < 100
    assert abs(int(sound[24_000]) - 9000) < 50
    assert not sound[-PAUSE:].any()


def test_a_recorded_clip_comes_before_the_program(program, notes, tmp_path):
    _record(tmp_path / "en" / f"{clip_key(PHRASE)}.ogg")

    sound = Prompts(tmp_path, program)(PHRASE, Language.EN)

    assert abs(sound.size - SAMPLE_RATE - PAUSE) < 3000
    assert not notes.exists()
    assert clip_key(PHRASE) not in missing(Language.EN, tmp_path)


def test_without_the_program_the_booth_is_silent_and_says_so_once(tmp_path, caplog):
    prompts = Prompts(tmp_path, str(tmp_path / "nothing"))
    with caplog.at_level(logging.WARNING):
        assert prompts(PHRASE, Language.EN) is None
        assert prompts("A secret", Language.EN) is None
    assert len(caplog.records) == 1
    assert "secret" not in caplog.text


def test_an_error_of_the_program_does_not_carry_the_phrase(tmp_path):
    program = tmp_path / "fails"
    program.write_text("#!/bin/sh\ncat >/dev/null\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(subprocess.CalledProcessError) as error:
        Prompts(tmp_path, str(program))("A secret", Language.EN)
    assert "secret" not in str(error.value)


def test_what_ps_shows_of_the_program_is_never_the_phrase(tmp_path):
    shown = tmp_path / "shown"
    program = tmp_path / "looks"
    program.write_text(
        f"#!/bin/sh\ncat >/dev/null\ncat /proc/$$/cmdline /proc/$$/environ >{shown}\n"
    )
    program.chmod(0o755)
    with pytest.raises(av.FFmpegError):
        Prompts(tmp_path, str(program))("A secret -v", Language.EN)
    assert b"--stdin" in shown.read_bytes()
    assert b"secret" not in shown.read_bytes()


def test_a_program_that_hangs_is_ended_at_the_deadline(tmp_path, monkeypatch):
    pid = tmp_path / "pid"
    program = tmp_path / "hangs"
    program.write_text(f"#!/bin/sh\necho $$ >{pid}\nexec sleep 600\n")
    program.chmod(0o755)
    monkeypatch.setattr(synthesis, "DEADLINE_S", 2.0)
    with pytest.raises(subprocess.TimeoutExpired) as error:
        Prompts(tmp_path, str(program))("A secret", Language.EN)
    assert "secret" not in str(error.value)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_a_booth_may_have_no_voice():
    assert open_voice("none")(PHRASE, Language.EN) is None


@pytest.mark.parametrize("language", Language)
def test_clips_have_one_name_in_all_languages_and_no_two_share_it(language):
    keys = [m.id for m in catalogue(language) if isinstance(m.id, str) and m.id and "{" not in m.id]
    assert len({clip_key(key) for key in keys}) == len(keys)
    assert set(_keys(language).values()) <= {clip_key(key) for key in keys} | set("0123456789")
    assert len(missing(language)) == len(set(_keys(language).values()))


@pytest.mark.parametrize("language", Language)
def test_espeak_speaks_every_language_of_the_booth(language, tmp_path):
    sound = Prompts(tmp_path)("Сәлем, 4217", language)
    assert sound.size > SAMPLE_RATE
    assert np.abs(sound).max() > 5_000
