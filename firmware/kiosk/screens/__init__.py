"""The screens, one file each: a view goes in, a page of widgets comes out."""

from collections.abc import Callable
from typing import Any

from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens import (
    answer,
    area,
    article,
    asking,
    attract,
    body,
    consent,
    countdown,
    failed,
    information,
    language,
    menu,
    number,
    official,
    phone,
    position,
    rating,
    receipt,
    recording,
    registering,
    review,
    thanks,
    watching,
)
from firmware.kiosk.views import Chrome, View

Builder = Callable[[Any, Chrome, Layout], Page]

SCREENS: dict[str, Builder] = {
    "attract": attract.build,
    "language": language.build,
    "menu": menu.build,
    "area": area.build,
    "official": official.build,
    "body": body.build,
    "phone": phone.build,
    "consent": consent.build,
    "position": position.build,
    "countdown": countdown.build,
    "recording": recording.build,
    "review": review.build,
    "registering": registering.build,
    "receipt": receipt.build,
    "thanks": thanks.build,
    "failed": failed.build,
    "number": number.build,
    "asking": asking.build,
    "answer": answer.build,
    "watching": watching.build,
    "rating": rating.build,
    "information": information.build,
    "article": article.build,
}


LIVE = frozenset({"position", "countdown", "recording", "review", "number", "watching"})
"""States whose view changes with every frame of the camera or the clip."""


def build(state: str, view: View, chrome: Chrome, layout: Layout) -> Page:
    """The page of a state of the visit; `view` is that state's own."""
    return SCREENS[state](view, chrome, layout.seen_with(chrome.aids))


class Screens:
    """Builds pages for one panel, and builds none anew whose view has not changed."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._of: tuple[str, View, Chrome] | None = None
        self._page: Page | None = None

    def page(self, state: str, view: View, chrome: Chrome) -> Page:
        """The page of that view."""
        if state in LIVE or self._page is None or self._of != (state, view, chrome):
            self._page = build(state, view, chrome, self._layout)
            self._of = (state, view, chrome)
        return self._page

    def forget(self) -> None:
        """Drop the last page and view: they show the last citizen."""
        self._of, self._page = None, None
