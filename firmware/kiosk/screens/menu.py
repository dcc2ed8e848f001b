"""What the citizen has come for."""

from dataclasses import dataclass

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import Chrome, MenuView, UiEvent
from firmware.kiosk.widgets import Button, Card, Kind

ROW_MM = 27
"""Lower rows have no room for a second line: then there are four buttons, two by two."""


@dataclass(frozen=True)
class Way:
    """One of the things that can be done here; `name` is its event."""

    name: str
    icon: str
    title: str
    note: str
    enabled: bool

    @property
    def kind(self) -> Kind:
        """What the booth is there for stands out."""
        return Kind.MAIN if self.name == "appeal" else Kind.PLAIN

    @property
    def speak(self) -> str:
        """What is said of it."""
        return f"{self.title}. {self.note}."


def build(view: MenuView, chrome: Chrome, layout: Layout) -> Page:
    """Four ways; what cannot be gone now is grey, and a notice says why."""
    composer = Composer("menu", chrome, layout)
    _ = composer.texts.gettext
    composer.bar()
    composer.title(_("What would you like to do?"))
    room = composer.notices(layout.content)
    ways = _ways(composer, view)
    rows = room.rows(len(ways), layout.gap)
    if rows[0].h >= layout.row(ROW_MM):
        for way, box in zip(ways, rows, strict=True):
            _card(composer, way, box)
    else:
        for way, box in zip(ways, room.grid(2, 2, layout.gap), strict=True):
            _button(composer, way, box, tuple(other.title for other in ways))
    return composer.page()


def _ways(composer: Composer, view: MenuView) -> tuple[Way, ...]:
    _ = composer.texts.gettext
    return (
        Way(
            "appeal",
            "speech",
            _("Appeal to an official"),
            _("Record a video and get a number by which you will see the answer"),
            view.appeal,
        ),
        Way(
            "violation",
            "shield",
            _("Report a violation"),
            _("A higher body will look into it"),
            view.violation,
        ),
        Way(
            "see_answer",
            "mail",
            _("See an answer"),
            _("Have the number from your slip at hand"),
            view.answer,
        ),
        Way(
            "see_information",
            "info",
            _("Information"),
            _("Frequent questions, how to apply, which documents"),
            view.information,
        ),
    )


def _card(composer: Composer, way: Way, box: Box) -> None:
    layout = composer.layout
    main = way.kind is Kind.MAIN and way.enabled
    ink, soft = (theme.ON_ACCENT, theme.ON_ACCENT) if main else (theme.INK, theme.SOFT)
    composer.add(
        Card(
            key=f"menu.{way.name}",
            box=box,
            event=UiEvent(way.name),
            enabled=way.enabled,
            icon=way.icon,
            title=way.title,
            note=way.note,
            title_style=composer.style(layout.sizes.lead, ink, "bold", valign="middle"),
            note_style=composer.style(layout.sizes.note, soft),
            kind=way.kind,
            speak=way.speak,
        )
    )


def _button(composer: Composer, way: Way, box: Box, alike: tuple[str, ...]) -> None:
    layout = composer.layout
    composer.add(
        Button(
            key=f"menu.{way.name}",
            box=box,
            event=UiEvent(way.name),
            enabled=way.enabled,
            text=way.title,
            icon=way.icon,
            kind=way.kind,
            px=layout.em(layout.sizes.lead),
            floor=layout.floor,
            weight="bold",
            align="left",
            alike=alike,
            speak=way.speak,
        )
    )
