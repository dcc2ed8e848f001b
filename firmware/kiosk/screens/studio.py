"""The common shape of the screens with a live picture, so that it does not jump between them."""

from dataclasses import dataclass

from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import UiEvent
from firmware.kiosk.widgets import LevelMeter, Video
from firmware.kiosk.widgets.video import aspect_box
from hw.camera import PreviewFrame

WIDE = (16, 9)


@dataclass(frozen=True)
class Studio:
    """The picture, the room for controls beside or below it, the ends of the title row.

    `left` is the room that the picture was fitted into.
    """

    picture: Box
    left: Box
    side: Box
    title: Box
    meter: Box


def studio(layout: Layout) -> Studio:
    """The places of a live screen on this panel."""
    if layout.tall:
        side, left = layout.content.cut_bottom(layout.mm(66), layout.mm(4))
        picture = aspect_box(left, *WIDE)
    else:
        width = 54 if layout.compact else 82 if layout.large or layout.zoom > 1 else 66
        side, left = layout.content.cut_right(
            layout.mm(width), layout.mm(4 if layout.compact else 6)
        )
        fitted = aspect_box(left, *WIDE)
        picture = Box(left.x, left.y, fitted.w, fitted.h)
    meter, title = layout.title.cut_right(layout.mm(52 if layout.compact else 66), layout.mm(4))
    height = layout.mm(7 if layout.compact else 9)
    return Studio(picture, left, side, title, meter.middle(meter.w, height))


def controls(layout: Layout, side: Box) -> tuple[Box, Box, Box]:
    """Places of play, of its neighbour, and of what leads on, larger than the others."""
    small = layout.mm(15.2 if layout.compact else 20)
    play, rest = side.cut_top(small, layout.gap)
    if layout.tall:
        (play, again), on = play.columns(2, layout.gap), rest
    else:
        again, on = rest.cut_top(small, layout.gap)
    return play, again, on if layout.compact else on.cut_bottom(layout.mm(28))[0]


def play_button(composer: Composer, key: str, box: Box, *, plays: bool, held: str = "") -> None:
    """Pause while it plays, else play; `held` is what it says instead of "Play"."""
    _ = composer.texts.gettext
    name, text = ("pause", _("Pause")) if plays else ("play", held or _("Play"))
    composer.button(key, box, UiEvent(name), text, icon=name)


def live(composer: Composer, where: Studio, frame: PreviewFrame | None) -> None:
    """The citizen as in a mirror."""
    composer.add(Video.of("live", where.picture, frame, mirrored=True))


def level(composer: Composer, where: Studio, level_db: float | None) -> None:
    """How loud the voice comes through."""
    composer.add(LevelMeter(key="level", box=where.meter, lit=LevelMeter.bars_of(level_db)))
