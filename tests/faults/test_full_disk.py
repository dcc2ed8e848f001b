"""A disk that is full before, while and after somebody speaks: real small disks."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
import pytest

from firmware.appeals.appeal import Language
from firmware.kiosk.layout import Layout
from firmware.kiosk.newsstand import REFRESH_S
from firmware.kiosk.screens import Screens
from firmware.kiosk.views import Chrome, FailedView, Failure, Notice
from firmware.recording import allotment
from firmware.settings import VisitSettings
from firmware.sizes import longest_clip_bytes
from firmware.spool.models import Appeal
from hw.camera import VideoPacket
from hw.camera.encoder import H264Encoder
from tests.faults.booth import SCREEN, grey_second
from tests.faults.disks import card, fill, small_disk
from tests.firmware.kiosk.visits.conftest import Bench, _bench, _directory

MakeBench = Callable[[Path], AbstractContextManager[Bench]]

WORDS = {
    Failure.FULL: {
        Language.KK: "Жад толы",
        Language.RU: "Память заполнена",
        Language.EN: "The memory is full",
    },
    Failure.STORAGE: {
        Language.KK: "Өтінішті сақтау мүмкін болмады",
        Language.RU: "Не удалось сохранить обращение",
        Language.EN: "The appeal could not be saved",
    },
}


@pytest.fixture
def make_bench(clock, booth_key) -> MakeBench:
    """A booth whose spool is on that disk; the longest clip is a minute."""
    visit = VisitSettings(clip_s=60, extensions=0)
    return lambda folder: _bench(
        folder / "spool", clock, grey_second(), booth_key, _directory(), visit
    )


@contextmanager
def booth_on(make_bench: MakeBench, folder: Path, megabytes: int) -> Iterator[tuple[Bench, Path]]:
    with small_disk(folder, megabytes) as disk, make_bench(disk) as bench:
        yield bench, disk


def noise(seconds: int) -> list[VideoPacket]:
    """Pictures that do not get small: 60 kB a frame."""
    encoder, chance = H264Encoder(320, 240, 25, 12_000_000), np.random.default_rng(1)
    pictures = (chance.integers(16, 235, (360, 320), np.uint8) for _ in range(25 * seconds))
    return [one for n, i420 in enumerate(pictures) for one in encoder.encode(i420, n * 40_000)]


def record_on_a_full_disk(bench: Bench, disk: Path, seconds: int) -> Path:
    """So much noise is spoken to a disk that got full after the countdown began; what fills it."""
    bench.camera.packets = noise(seconds)
    bench.to_position()
    bench.touch("ready")
    bench.work()
    filler = fill(disk)
    bench.tick(3.0)
    bench.work()
    return filler


def said(bench: Bench, language: Language) -> list[str]:
    """The texts of the screen that is shown, in that language."""
    page = Screens(Layout(SCREEN)).page(bench.state, bench.look(), Chrome(language))
    return [getattr(widget, "text", "") for widget in page.widgets]


def assert_said(bench: Bench, reason: Failure) -> None:
    assert bench.state == "failed"
    view = bench.look()
    assert isinstance(view, FailedView)
    assert view.reason is reason
    for language, words in WORDS[reason].items():
        assert any(words in text for text in said(bench, language)), said(bench, language)


def assert_nothing_is_left(bench: Bench) -> None:
    bench.work()
    assert bench.files == list(bench.rooms.spool.clips.iterdir()) == []
    with bench.rooms.spool.connection():
        assert Appeal.select().count() == 0


def test_where_no_clip_fits_nobody_is_asked_to_speak(make_bench, tmp_path):
    with booth_on(make_bench, tmp_path / "disk", 40) as (bench, _disk):
        bench.tick(REFRESH_S)
        bench.work()
        bench.touch("touched", "chosen_language:ru")

        assert not bench.look().appeal
        assert Notice.DISK_FULL in bench.conductor.presenter.chrome(bench.session, None).notices


def test_a_disk_that_fills_up_before_the_countdown_refuses_before_anybody_speaks(
    make_bench, tmp_path, caplog
):
    with booth_on(make_bench, tmp_path / "disk", 64) as (bench, disk):
        bench.to_position()
        filler = fill(disk)
        bench.touch("ready")
        bench.work()

        assert_said(bench, Failure.FULL)
        assert not bench.camera.recording
        assert "No space left" in caplog.text
        filler.unlink()
        assert_nothing_is_left(bench)
        bench.touch("again")
        bench.to_receipt()


def test_the_room_of_a_recording_is_its_own_however_full_the_disk_gets(make_bench, tmp_path):
    with booth_on(make_bench, tmp_path / "disk", 64) as (bench, disk):
        filler = record_on_a_full_disk(bench, disk, 1)
        bench.speak()
        bench.touch("stopped")
        bench.work()

        assert bench.state == "review"
        size = bench.session.recording.facts.size
        assert 500_000 < size < longest_clip_bytes(bench.rooms.settings)
        filler.unlink()


def test_a_disk_that_fills_up_while_somebody_speaks_is_said(
    make_bench, tmp_path, monkeypatch, caplog
):
    # A file system that cannot take room beforehand.
    monkeypatch.setattr(allotment, "take", lambda *_: False)
    with booth_on(make_bench, tmp_path / "disk", 64) as (bench, disk):
        filler = record_on_a_full_disk(bench, disk, 2)
        bench.until(lambda: bench.session.recorder.failure is not None)
        with caplog.at_level(logging.ERROR):
            bench.tick()

        assert_said(bench, Failure.FULL)
        assert "the recording was ended" in caplog.text
        assert "No space left" in caplog.text
        filler.unlink()
        assert_nothing_is_left(bench)


def test_a_disk_that_fills_up_before_send_gives_no_number(make_bench, tmp_path, caplog):
    with booth_on(make_bench, tmp_path / "disk", 64) as (bench, disk):
        bench.to_review()
        filler = fill(disk)
        bench.touch("send_it")
        bench.work()

        assert_said(bench, Failure.STORAGE)
        assert bench.printer.slips == []
        assert "job registered failed" in caplog.text
        filler.unlink()
        assert_nothing_is_left(bench)
        bench.touch("again")
        bench.to_receipt()


@pytest.mark.parametrize("state", ["position", "recording", "review"])
def test_a_card_that_turns_read_only_is_said_in_neutral_words(make_bench, tmp_path, caplog, state):
    with card(tmp_path / "card", 96) as disk, make_bench(disk.folder) as bench:
        if state == "position":
            bench.to_position()
            disk.fail()
            bench.touch("ready")
        elif state == "recording":
            bench.camera.packets = noise(2)
            bench.to_recording()
            disk.fail()
            bench.speak()
            bench.touch("stopped", "send_it")
        else:
            bench.to_review()
            disk.fail()
            bench.touch("send_it")
        bench.work()

        assert_said(bench, Failure.STORAGE)
        assert not any("ext4" in text or "Read-only" in text for text in said(bench, Language.EN))
        assert "Read-only file system" in caplog.text or "readonly" in caplog.text
        assert bench.printer.slips == []
        for _ in range(3):
            bench.touch("cancel")
            bench.tick(REFRESH_S)
            bench.work()
        assert bench.state == "attract"
