"""What central published, as it lies in the spool."""

from firmware.spool.shelf import Shelf
from firmware.wire.directory import Text
from firmware.wire.pages import Body, InfoPage, PageKind, Pages

TITLE, BODY = Text("қ", "р", "e"), Body("қ\nқ", "р\nр", "e\ne")


def pages(version: int) -> Pages:
    return Pages(version, "oskemen", (InfoPage("one", PageKind.HOW, TITLE, BODY),))


def test_there_are_no_pages_before_the_first_have_come(spool):
    assert Shelf(spool).pages() is None


def test_new_pages_take_the_place_of_the_old(spool):
    shelf = Shelf(spool)
    shelf.put_pages(pages(1))
    shelf.put_pages(pages(2))
    assert shelf.pages() == pages(2)


def test_a_photo_that_cannot_be_read_is_none(spool):
    (spool.photos / ("0" * 64)).mkdir()

    assert Shelf(spool).photo("0" * 64) is None
