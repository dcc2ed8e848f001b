"""Recording: a mark, a word and a clock say so; the citizen may stop early or ask for time."""

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.screens.studio import level, live, studio
from firmware.kiosk.texts import minutes
from firmware.kiosk.views import Chrome, RecordingView, UiEvent
from firmware.kiosk.widgets import Kind, Paragraph, Ring

LEAST_RING_MM = 26
"""A smaller ring has no room for readable digits."""


def build(view: RecordingView, chrome: Chrome, layout: Layout) -> Page:
    """The picture where it was, the time left beside it."""
    composer = Composer("recording", chrome, layout)
    _ = composer.texts.gettext
    where = studio(layout)
    composer.bar(back=False, leave="leave")
    composer.add(
        Paragraph(
            key="recording.mark",
            box=where.title,
            icon="record",
            text=_("Recording") if view.level_db is not None else _("Recording without sound"),
            style=composer.style(layout.sizes.title, theme.RED, "bold", valign="middle"),
            icon_colour=theme.RED,
            icon_ground=None,
            icon_size=layout.mm(9 if not layout.compact else 7),
        )
    )
    live(composer, where, view.preview)
    level(composer, where, view.level_db)
    stop, rest = where.side.cut_bottom(layout.action_height, layout.gap)
    composer.button(
        "recording.stop", stop, UiEvent("stopped"), _("Finish"), icon="stop", kind=Kind.STOP
    )
    if view.can_extend:
        more, rest = rest.cut_bottom(layout.mm(20 if not layout.compact else 15), layout.gap)
        composer.button(
            "recording.extend", more, UiEvent("extend"), _("I need more time"), kind=Kind.MAIN
        )
    _clock(composer, rest, view)
    return composer.page()


def _clock(composer: Composer, box: Box, view: RecordingView) -> None:
    layout = composer.layout
    _ = composer.texts.gettext
    total = view.elapsed_s + view.seconds_left
    colour = theme.RED if view.can_extend else theme.INK
    text = minutes(view.seconds_left)
    style = composer.style(layout.sizes.title * 1.5, colour, "bold", "center", "middle")
    size = min(box.w, box.h)
    if size < layout.mm(LEAST_RING_MM):
        composer.label("recording.left", box, text, style)
        return
    composer.add(
        Ring(
            key="recording.left",
            box=box.middle(size, size),
            share=round(view.seconds_left / total, 2) if total else 0,
            text=text,
            style=style,
            caption=_("left") if size >= layout.mm(40) else "",
            caption_style=composer.style(layout.sizes.note, theme.SOFT, align="center"),
            fill=theme.RED if view.can_extend else theme.ACCENT,
        )
    )
