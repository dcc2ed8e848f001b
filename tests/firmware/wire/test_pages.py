"""Pages of information: their order, and what is refused at the door."""

import msgspec
import pytest

from firmware.appeals.signing import make_key
from firmware.wire import signed
from firmware.wire.directory import Directory, Text
from firmware.wire.errors import BadMessage
from firmware.wire.pages import MAX_BODY_CHARS, MAX_PAGES, Body, InfoPage, PageKind, Pages
from firmware.wire.signed import SignedDirectory, SignedPages

TITLE, BODY = Text("қ", "р", "e"), Body("қ", "р", "e")


def page(id: str, kind: PageKind = PageKind.QUESTION, body: Body = BODY) -> InfoPage:
    return InfoPage(id, kind, TITLE, body)


@pytest.fixture
def key(tmp_path):
    return make_key(tmp_path / "central.pem")


def test_pages_stand_by_kind_and_then_as_central_has_them():
    pages = Pages(
        1, "oskemen", (page("c", PageKind.DOCUMENTS), page("b"), page("h", PageKind.HOW), page("a"))
    )
    assert [one.id for one in pages.in_order()] == ["b", "a", "h", "c"]
    assert pages.page("h").kind is PageKind.HOW
    assert pages.page("nothing") is None


def test_signed_pages_are_read_back(key):
    pages = Pages(1, "oskemen", (page("a"),))
    assert signed.read_pages(signed.sign(SignedPages(pages), key), key.public_key()) == pages


def test_a_directory_is_not_taken_for_pages(key):
    token = signed.sign(SignedDirectory(Directory(1, "oskemen", (), (), ())), key)
    with pytest.raises(BadMessage):
        signed.read_pages(token, key.public_key())


@pytest.mark.parametrize(
    "pages",
    [
        Pages(0, "oskemen", ()),
        Pages(1, "Oskemen/+", ()),
        Pages(1, "oskemen", tuple(page(f"p{n}") for n in range(MAX_PAGES + 1))),
        Pages(1, "oskemen", (page("../etc"),)),
        Pages(1, "oskemen", (page("a", body=Body("", "р", "e")),)),
        Pages(1, "oskemen", (page("a", body=Body("қ" * (MAX_BODY_CHARS + 1), "р", "e")),)),
        Pages(1, "oskemen", (msgspec.structs.replace(page("a"), kind="advertisement"),)),
    ],
)
def test_what_is_too_much_or_out_of_shape_is_refused(pages, key):
    with pytest.raises(BadMessage):
        signed.read_pages(signed.sign(SignedPages(pages), key), key.public_key())
