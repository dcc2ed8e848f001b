"""The gallery: every state is drawn and shown, and nothing is missing on the page."""

import re
from itertools import islice

import pytest

from firmware.appeals.appeal import Language
from firmware.kiosk.gallery import chart, samples
from firmware.kiosk.gallery.__main__ import main
from firmware.kiosk.gallery.panels import MODES, PANELS
from firmware.kiosk.gallery.sheet import page
from firmware.kiosk.gallery.shots import Shot, count, take
from firmware.kiosk.visit import Visit


def test_the_drawing_has_every_state_of_the_visit():
    drawn = set(re.findall(r'href="#(\w+)"', chart.svg()))
    assert drawn == {state.id for state in Visit.states}


def test_there_is_a_picture_of_everything(every_view):
    one = len(samples.cases(every_view, Language.KK, MODES["normal"]))
    assert count() == one * len(PANELS) * len(MODES) * len(Language)


def test_pictures_are_written_where_the_page_looks_for_them(tmp_path):
    shots = list(islice(take(tmp_path), 3))
    html = page(shots)
    for shot in shots:
        assert (tmp_path / shot.file).stat().st_size > 1000
        assert f"src='{shot.file}'" in html


def test_the_page_offers_every_panel_mode_and_language():
    shots = [
        Shot("x.png", panel, mode, str(language), "menu", 0)
        for panel in PANELS
        for mode in MODES
        for language in Language
    ]
    html = page(shots)
    for value in (*PANELS, *MODES, *Language):
        assert f"value='{value}'" in html
    assert html.count("checked>") == 3


def test_without_a_folder_it_says_how_it_is_called(capsys):
    with pytest.raises(SystemExit, match="2"):
        main([])
    assert "gallery [-h] OUT" in capsys.readouterr().err
