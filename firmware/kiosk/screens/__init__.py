"""The screens, one file each: a view goes in, a page of widgets comes out."""

from collections.abc import Callable
from typing import Any

from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens import (
    answer,
    area,
    asking,
    attract,
    body,
    consent,
    countdown,
    failed,
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
    "rating": rating.build,
}


def build(state: str, view: View, chrome: Chrome, layout: Layout) -> Page:
    """The page of a state of the visit; `view` is that state's own."""
    return SCREENS[state](view, chrome, layout)
