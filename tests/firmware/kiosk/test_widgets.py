"""Texts that fit, meters that tell the truth, photos that may be broken."""

from io import BytesIO

import numpy as np
import pygame
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from firmware.kiosk.box import Box
from firmware.kiosk.theme import CALM, INK
from firmware.kiosk.widgets import Brush, LevelMeter, QrCode
from firmware.kiosk.widgets.field import DigitField
from firmware.kiosk.widgets.pictures import Pictures
from firmware.kiosk.widgets.typeset import Style, Typesetter, width, wrap

LETTERS = st.text("абвгдеқңұіAB -\n", max_size=200)


@given(LETTERS, st.integers(30, 600), st.integers(12, 200))
def test_no_letter_of_a_text_is_ever_lost(text, room, height):
    setting = Typesetter().fit(text, (room, height), Style(40, 20, INK))
    joined = "".join(setting.lines)
    assert joined.replace(" ", "") == text.replace("\n", "").replace(" ", "")


@given(LETTERS, st.integers(30, 600))
def test_every_line_is_as_narrow_as_its_room(text, room):
    for line in wrap(text, "regular", 20, room) or []:
        assert width(line, "regular", 20) <= room


def test_a_text_stays_at_its_size_where_it_fits():
    assert Typesetter().fit("Жіберу", (400, 60), Style(40, 20, INK)).px == 40


def test_a_text_below_its_floor_is_told():
    setter = Typesetter()
    setter.fit("Құқық бұзушылық туралы хабарлау", (120, 30), Style(40, 30, INK))
    assert setter.squeezed == ["Құқық бұзушылық туралы хабарлау"]


def test_forgetting_drops_every_text():
    setter = Typesetter()
    setter.draw(pygame.Surface((200, 60)), "701", Box(0, 0, 200, 60), Style(40, 20, INK), CALM)
    setter.forget()
    assert "701" not in repr(vars(setter))


@pytest.mark.parametrize(("level", "bars"), [(None, 0), (-90.0, 0), (-29.0, 7), (0.0, 14)])
def test_the_meter_shows_silence_speech_and_noise(level, bars):
    assert LevelMeter.bars_of(level) == bars


def test_the_qr_on_the_screen_can_be_read(big, surface_of):
    surface = surface_of(big)
    surface.fill((255, 255, 255))
    QrCode(key="qr", box=Box(100, 100, 380, 380), content="0014823190765542").draw(
        Brush(surface, big)
    )
    picture = np.swapaxes(pygame.surfarray.array3d(surface), 0, 1).copy()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == ["0014823190765542"]


def test_a_broken_photo_is_no_photo():
    assert Pictures().photo(b"not a picture", (30, 40)) is None


def test_a_photo_is_cut_not_stretched():
    wide = pygame.Surface((400, 100))
    wide.fill((255, 0, 0))
    wide.fill((0, 0, 255), (150, 0, 100, 100))
    file = BytesIO()
    pygame.image.save(wide, file, "photo.png")
    cut = Pictures().photo(file.getvalue(), (75, 100))
    assert cut is not None
    assert cut.get_size() == (75, 100)
    assert cut.get_at((37, 50))[2] > 200


def test_a_frame_is_converted_once_and_forgotten_at_the_end(frame):
    pictures = Pictures()
    picture = frame(120)
    first = pictures.frame("live", picture, (320, 180), mirrored=True)
    assert pictures.frame("live", picture, (320, 180), mirrored=True) is first
    pictures.forget()
    assert pictures.frame("live", picture, (320, 180), mirrored=True) is not first


def test_digits_typed_do_not_move_the_others(big, surface_of):
    pictures = []
    for digits in ("7", "70"):
        surface = surface_of(big)
        DigitField(
            key="f", box=Box(0, 0, 600, 100), template="+7 ddd ddd dd dd", digits=digits, px=50
        ).draw(Brush(surface, big))
        pictures.append(pygame.image.tobytes(surface.subsurface((0, 0, 160, 100)), "RGB"))
    assert pictures[0] == pictures[1]
