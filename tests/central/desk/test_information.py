"""The editor of information pages, and its preview."""

import re

import pytest

from central.desk.drafts import Drafts
from central.desk.models import Draft
from central.rights import Role
from firmware.wire.pages import PageKind

SITE = "/pages/oskemen"
PAGE = {
    "id": "new-page",
    "kind": "how",
    "title_kk": "Қалай?",
    "title_ru": "Как?",
    "title_en": "How?",
    "body_kk": "Бірінші жол.\r\nЕкінші жол.",
    "body_ru": "Первая строка.",
    "body_en": "First line.",
}


class Operator:
    """An operator's browser that sends forms with what stands hidden on their page."""

    def __init__(self, reader, parts) -> None:
        self.reader = reader
        self.parts = parts

    def send(self, path: str, page: str = SITE, **fields: str):
        return self.reader.post(path, data={**self.reader.hidden(page), **fields})

    def draft(self):
        return Drafts(self.parts.store, self.parts.publisher, self.parts.now).pages("oskemen")


@pytest.fixture
def operator(signed_in, parts) -> Operator:
    return Operator(signed_in(Role.OPERATOR), parts)


def drafts_left(parts) -> int:
    with parts.store.connection():
        return Draft.select().count()


def test_a_page_is_added_and_published(operator, parts) -> None:
    assert operator.reader.get("/pages").headers["location"] == SITE
    answer = operator.send(f"{SITE}/new", **PAGE)
    assert answer.headers["location"] == f"{SITE}?done=saved#page-new-page"
    assert parts.publisher.pages("oskemen").page("new-page") is None
    assert "Added" in operator.reader.get(SITE).text

    assert operator.send(f"{SITE}/publish").headers["location"] == f"{SITE}?done=published"

    page = parts.publisher.pages("oskemen").page("new-page")
    assert page.kind is PageKind.HOW
    assert page.body.kk == "Бірінші жол.\nЕкінші жол."
    assert drafts_left(parts) == 0
    noted = parts.audit.newest(1)[0]
    assert (noted.act, noted.detail["changes"]) == ("pages", {"added": 1})


def test_a_page_is_changed_moved_and_removed(operator) -> None:
    ids = [page.id for page in operator.draft().file.pages]
    assert operator.send(f"{SITE}/page/lost-slip", **PAGE).status_code == 303
    operator.send(f"{SITE}/page/{ids[0]}/remove")
    operator.send(f"{SITE}/new", **PAGE)
    operator.send(f"{SITE}/page/new-page/move", way="up")

    pages = operator.draft().file.pages
    assert ids[0] not in [page.id for page in pages]
    assert operator.draft().file.pages[0].title.ru == "Как?"
    hows = [page.id for page in pages if page.kind is PageKind.HOW]
    assert hows.index("new-page") == len(hows) - 2
    shown = operator.reader.get(SITE).text
    for word in ("Added", "Changed", "Removed"):
        assert word in shown
    assert operator.send(f"{SITE}/discard").status_code == 303
    assert [page.id for page in operator.draft().file.pages] == ids


REFUSED = [
    ("id", "lost-slip", "already"),
    ("id", "", "fill this in"),
    ("kind", "news", "from the list"),
    ("title_kk", "", "fill this in"),
    ("title_en", "x" * 201, "At most 200"),
    ("body_ru", "", "fill this in"),
    ("body_kk", "x" * 8001, "At most 8000"),
    ("body_en", "a\x07", "cannot be read"),
]


def test_what_a_booth_would_refuse_is_said_beside_the_field(operator, parts) -> None:
    for field, value, said in REFUSED:
        page = operator.send(f"{SITE}/new", **{**PAGE, field: value})

        assert page.status_code == 422, (field, value)
        assert said in page.text.split(f'id="{field}-error">')[1].split("<")[0]
    assert drafts_left(parts) == 0


def test_a_full_form_in_three_languages_is_taken(operator) -> None:
    full = {f"body_{one}": "Ә" * 8000 for one in ("kk", "ru", "en")}

    assert operator.send(f"{SITE}/new", **{**PAGE, **full}).status_code == 303


def test_an_older_page_does_nothing_and_loses_nothing(operator) -> None:
    operator.send(f"{SITE}/page/lost-slip", **PAGE)
    old = operator.reader.hidden(SITE)
    operator.send(f"{SITE}/page/lost-slip", **{**PAGE, "title_en": "Newer"})
    before = operator.draft()
    for path in ("/publish", "/discard", "/new", "/page/lost-slip", "/page/lost-slip/move"):
        answer = operator.reader.post(
            SITE + path, data={**old, **PAGE, "title_en": "Typed", "way": "up"}
        )

        assert answer.status_code == 409, path
        assert operator.draft() == before
        assert "Typed" in answer.text or path not in ("/new", "/page/lost-slip")


def test_the_preview_keeps_what_was_typed_and_saves_nothing(operator, parts) -> None:
    fresh = operator.reader.hidden(f"{SITE}/page/lost-slip")
    page = operator.reader.post(f"{SITE}/preview", data={**fresh, **PAGE, "title_en": ""})

    assert page.status_code == 200
    assert 'action="/pages/oskemen/page/lost-slip"' in page.text
    assert "Бірінші жол." in page.text
    assert drafts_left(parts) == 0
    assert operator.reader.hidden(f"{SITE}/page/lost-slip")["seen"] == fresh["seen"]


def test_the_preview_shows_lines_in_each_language_and_both_sizes(operator) -> None:
    long = "\n".join(f"Жол {number}" for number in range(40))

    page = operator.send(f"{SITE}/preview", **{**PAGE, "body_kk": long}).text

    screens = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    kazakh = [one for one in screens if 'lang="kk"' in one]
    assert len(screens) - len(kazakh) == 4
    assert len(kazakh) > 4
    assert any(">1 / " in one for one in kazakh)
    for number in range(40):
        assert sum(f">Жол {number}<" in one for one in kazakh) == 2


def test_the_preview_of_anything_is_a_page_without_its_signs(operator) -> None:
    page = operator.send(
        f"{SITE}/preview", title_kk="<script>", body_kk="</svg><script>alert(1)</script>\x00‮"
    )

    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "&lt;/svg&gt;" in page.text


def test_a_preview_does_not_make_an_old_page_new(operator) -> None:
    old = operator.reader.hidden(f"{SITE}/page/lost-slip")
    operator.send(f"{SITE}/page/lost-slip", **PAGE)

    page = operator.reader.post(f"{SITE}/preview", data={**old, **PAGE}).text

    assert f'name="seen" value="{old["seen"]}"' in page
