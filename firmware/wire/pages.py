"""The pages of reference information: frequent questions, how to apply, which documents.

Central publishes them retained and signed, like the directory; the kiosk shows
them to whoever asks for information.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from firmware.appeals.manifest import Site
from firmware.wire.directory import Key, Text

MAX_BODY_CHARS = 8_000
MAX_PAGES = 100

Paragraphs = Annotated[str, Meta(min_length=1, max_length=MAX_BODY_CHARS)]


class PageKind(StrEnum):
    """What a page is about; the booth lists them in this order."""

    QUESTION = "question"
    HOW = "how"
    DOCUMENTS = "documents"


class Body(Struct, frozen=True, forbid_unknown_fields=True):
    """The text of a page in the languages of the booth; paragraphs by newlines."""

    kk: Paragraphs
    ru: Paragraphs
    en: Paragraphs

    def in_(self, language: str) -> str:
        """The text in that language."""
        return str(getattr(self, language))


class InfoPage(Struct, frozen=True, forbid_unknown_fields=True):
    """One page of information."""

    id: Key
    kind: PageKind
    title: Text
    body: Body


class Pages(Struct, frozen=True, forbid_unknown_fields=True):
    """All pages that the booths of one site show."""

    version: Annotated[int, Meta(ge=1)]
    site: Site
    pages: Annotated[tuple[InfoPage, ...], Meta(max_length=MAX_PAGES)]

    def page(self, id: str) -> InfoPage | None:
        """The page of that id, if there is one."""
        return next((page for page in self.pages if page.id == id), None)

    def in_order(self) -> list[InfoPage]:
        """By kind, and within a kind in central's order."""
        kinds = list(PageKind)
        return sorted(self.pages, key=lambda page: kinds.index(page.kind))
