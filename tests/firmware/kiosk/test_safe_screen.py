"""The safe screen: a picture without settings, data or devices; and when it makes way."""

import json
from pathlib import Path
from threading import Event

import pygame
import pytest

from firmware import cli, notice
from firmware.appeals.appeal import Language
from firmware.kiosk import safe_screen, texts, theme
from firmware.kiosk.display import Display, NoDisplay
from firmware.kiosk.page import Painter
from firmware.kiosk.safe_screen import TRY_AGAIN_S, SafeScreen, from_systemd, open_display
from firmware.kiosk.screens import safe
from firmware.kiosk.widgets import Brush, Label
from firmware.notice import BROKEN, SETTINGS, Notice
from firmware.settings import ScreenSettings

MISTAKE = Notice(SETTINGS, ("booth.toml: printer.baud: must be a number, 9600 to 921600",))
SMALL = ScreenSettings(width=800, height=480, width_mm=155, fullscreen=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "notice.json"


@pytest.fixture
def display():
    with Display(SMALL) as made:
        yield made


def written(page) -> str:
    return "\n".join(widget.text for widget in page.widgets if isinstance(widget, Label))


@pytest.mark.parametrize("said", [MISTAKE, Notice(BROKEN, ("dialog-kiosk.service: watchdog",))])
def test_every_panel_shows_all_of_it_large_enough(layout, surface_of, said):
    surface = surface_of(layout)
    brush = Brush(surface, layout)

    Painter(brush).paint(safe.build(said, layout))

    assert brush.type.squeezed == []
    corner, sheet = layout.screen.bottom - 1, layout.screen.bottom - layout.mm(8)
    assert surface.get_at((0, corner))[:3] == layout.palette[theme.STAGE]
    assert surface.get_at((layout.screen.w // 2, sheet))[:3] == layout.palette[theme.CARD]


def test_nothing_on_it_can_be_touched_and_all_languages_are_there(layout):
    page = safe.build(MISTAKE, layout)

    assert not page.tappable
    for language in Language:
        _ = texts.of(language).gettext
        assert _("This booth does not work at the moment.") in written(page)
        assert _("Please ask a member of staff.") in written(page)
    assert MISTAKE.lines[0] in written(page)


def test_words_of_a_mistake_are_not_those_of_a_broken_program(layout):
    assert written(safe.build(MISTAKE, layout)) != written(safe.build(Notice(), layout))


def test_more_lines_than_fit_cost_no_more_than_their_size(layout, surface_of):
    brush = Brush(surface_of(layout), layout)
    Painter(brush).paint(safe.build(Notice(SETTINGS, ("word " * 80,) * 12), layout))


def test_it_makes_way_after_a_few_minutes(display, file, clock):
    shown = SafeScreen(display, SMALL, file, Notice(), clock)
    clock.forward(TRY_AGAIN_S - 1)
    assert not shown.over
    clock.forward(1)
    assert shown.over


def test_it_makes_way_when_its_notice_is_gone(display, file, clock):
    notice.write(MISTAKE, file)
    shown = SafeScreen(display, SMALL, file, Notice(), clock)
    shown.show()
    assert not shown.over
    file.unlink()
    assert shown.over


def test_a_notice_that_changes_is_shown_anew(display, file, clock):
    notice.write(MISTAKE, file)
    shown = SafeScreen(display, SMALL, file, Notice(), clock)
    shown.show()
    before = pygame.image.tobytes(display.surface, "RGB")
    shown.show()
    assert pygame.image.tobytes(display.surface, "RGB") == before
    notice.write(Notice(SETTINGS, ("something else",)), file)
    shown.show()
    assert pygame.image.tobytes(display.surface, "RGB") != before


def test_systemd_hears_of_the_picture_and_of_every_look(
    display, file, clock, systemd, lifeline, watchdog_s
):
    shown = SafeScreen(display, SMALL, file, Notice(), clock)

    class Turns(Event):
        """Ends after some turns of half a watchdog each."""

        left = 4

        def wait(self, timeout: float | None = None) -> bool:
            del timeout
            clock.forward(watchdog_s / 2)
            self.left -= 1
            return self.left == 0

        def is_set(self) -> bool:
            return self.left == 0

    assert systemd.heard() == []
    shown.run(Turns(), lifeline)
    assert systemd.heard() == ["READY=1", *["WATCHDOG=1"] * 4]


def test_what_systemd_says_of_the_unit_that_failed_is_shown():
    environment = {
        "MONITOR_UNIT": "dialog-kiosk.service",
        "MONITOR_SERVICE_RESULT": "exit-code",
        "MONITOR_EXIT_STATUS": "1",
    }
    assert from_systemd(environment).lines == ("dialog-kiosk.service: exit-code 1",)
    assert from_systemd({}) == Notice()


@pytest.mark.parametrize("text", [None, "[screen]\nwidth = 'wide'\n", "\0"])
def test_without_readable_settings_the_display_says_its_own_size(
    tmp_path, clock, monkeypatch, text
):
    config = tmp_path / "booth.toml"
    if text is not None:
        config.write_text(text)
    monkeypatch.setattr(pygame.display, "get_desktop_sizes", lambda: [(640, 360)])

    display, screen = open_display(config, Event(), clock)

    with display:
        assert (screen.width, screen.height) == (640, 360)
        assert display.surface.get_size() == (640, 360)


def test_with_settings_the_panel_is_turned_and_measured_as_they_say(tmp_path, clock):
    config = tmp_path / "booth.toml"
    config.write_text("[screen]\nwidth = 480\nheight = 800\nwidth_mm = 90.0\nrotation = 90\n")

    display, screen = open_display(config, Event(), clock)

    with display:
        assert (screen.rotation, screen.width_mm) == (90, 90.0)
        assert display.surface.get_size() == (480, 800)


def test_a_display_that_another_still_holds_is_waited_for_but_not_for_ever(
    tmp_path, clock, monkeypatch
):
    tries = []

    def refused(screen: ScreenSettings) -> Display:
        tries.append(screen)
        raise NoDisplay("kmsdrm not available")

    class Patience(Event):
        def wait(self, timeout: float | None = None) -> bool:
            clock.forward(timeout or 0)
            return False

    monkeypatch.setattr(safe_screen, "Display", refused)
    with pytest.raises(NoDisplay):
        open_display(tmp_path / "booth.toml", Patience(), clock)
    assert len(tries) > 10


def test_a_kiosk_with_a_mistake_in_its_settings_leaves_a_notice(
    tmp_path, file, monkeypatch, capsys
):
    monkeypatch.setattr(notice, "FILE", file)
    config = tmp_path / "booth.toml"
    config.write_text("[printer]\nbaud = 'fast'\n")

    assert cli.main(["kiosk", "--config", str(config)]) == 2

    said = json.loads(file.read_text())
    assert said["kind"] == SETTINGS
    assert "printer.baud" in said["lines"][0]
    assert "printer.baud" in capsys.readouterr().err


def test_a_kiosk_without_a_display_is_started_again_and_leaves_no_notice(
    tmp_path, file, monkeypatch, capsys
):
    from firmware.kiosk import program

    def refused(_settings: object) -> int:
        raise NoDisplay("kmsdrm not available")

    monkeypatch.setattr(notice, "FILE", file)
    monkeypatch.setattr(program, "run_kiosk", refused)
    config = tmp_path / "booth.toml"
    config.write_text("")

    assert cli.main(["kiosk", "--config", str(config)]) == 1
    assert not file.exists()
    assert "kmsdrm" in capsys.readouterr().err
