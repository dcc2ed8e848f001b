"""The sample pages as they are shown: nothing cut off, every line of them to be read."""

from importlib import resources

import msgspec
import pytest

import central.sample
from central.publisher import PagesFile
from firmware.appeals.appeal import Language
from firmware.kiosk.page import Painter
from firmware.kiosk.screens import build
from firmware.kiosk.views import ArticleView, Choice, Chrome, InformationView
from firmware.kiosk.voice import phrases
from firmware.kiosk.widgets import Brush

PAGES = msgspec.json.decode(
    resources.files(central.sample).joinpath("pages.json").read_bytes(), type=PagesFile
).pages


@pytest.mark.parametrize("language", Language)
def test_the_list_of_pages_fits(language, layout, surface_of):
    choices = tuple(Choice(page.id, page.title.in_(language)) for page in PAGES)
    brush = Brush(surface_of(layout), layout)
    for number in range(len(PAGES)):
        view = InformationView(choices, number)
        Painter(brush).paint(build("information", view, Chrome(language), layout))
    assert brush.type.squeezed == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
def test_every_word_of_a_page_can_be_read_and_heard(page, language, layout, surface_of):
    brush = Brush(surface_of(layout), layout)
    text, read, heard = page.body.in_(language), "", []
    for number in range(20):
        view = ArticleView(page.title.in_(language), text, number)
        built = build("article", view, Chrome(language), layout)
        Painter(brush).paint(built)
        part = built.widget("article.text").text
        if part in read:
            break
        read += part + "\n"
        heard += phrases(built)
    assert brush.type.squeezed == []
    assert read.split() == text.split()
    assert set(text.split()) <= set(" ".join(heard).split())
