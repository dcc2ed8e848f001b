"""Pages of information: from central's pages to what is read at the screen."""

import pytest

from firmware.kiosk.newsstand import REFRESH_S
from firmware.spool.shelf import Shelf
from firmware.wire.directory import Text
from firmware.wire.pages import Body, InfoPage, PageKind, Pages


def pages(version: int = 1) -> Pages:
    made = [
        InfoPage(kind, PageKind(kind), Text(f"{kind} kk", "р", "e"), Body("қ", "текст", "e"))
        for kind in ("documents", "question")
    ]
    return Pages(version, "oskemen", tuple(made))


@pytest.fixture
def informed(bench):
    Shelf(bench.rooms.spool).put_pages(pages())
    bench.tick(REFRESH_S)
    bench.work()
    bench.touch("touched", "chosen_language:ru")
    return bench


def test_without_pages_information_is_shown_but_closed(bench):
    bench.touch("touched", "chosen_language:ru")
    assert not bench.look().information


def test_pages_are_listed_by_kind_and_read(informed):
    assert informed.look().information
    informed.touch("see_information")
    assert [choice.id for choice in informed.look().articles] == ["question", "documents"]
    informed.touch("page:1", "article_chosen:documents")
    assert informed.look().text == "текст"
    assert informed.look().page == 0
    informed.touch("switch_language:kk")
    assert informed.look().title == "documents kk"
    informed.touch("back", "back")
    assert informed.state == "menu"


def test_a_page_that_is_not_there_cannot_be_opened(informed):
    informed.touch("see_information", "article_chosen:nothing")
    assert informed.state == "information"


def test_a_visit_keeps_the_pages_that_it_began_with(informed):
    informed.touch("see_information", "article_chosen:documents")
    Shelf(informed.rooms.spool).put_pages(Pages(2, "oskemen", ()))
    informed.tick(REFRESH_S)
    informed.work()
    assert informed.look().text == "текст"
    informed.touch("cancel", "touched", "chosen_language:ru")
    assert not informed.look().information
