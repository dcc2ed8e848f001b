"""The citizen watches the video of an answer, maybe while it still arrives."""

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.answer import CARE, lines_of, other_ways
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.screens.message import message
from firmware.kiosk.screens.studio import Studio, controls, play_button, studio
from firmware.kiosk.texts import minutes
from firmware.kiosk.views import Chrome, Playing, UiEvent, WatchingView
from firmware.kiosk.widgets import Kind, Paragraph, Progress, Video


def build(view: WatchingView, chrome: Chrome, layout: Layout) -> Page:
    """The video at the left; play, from the start and watched at the right."""
    composer = Composer("watching", chrome, layout)
    composer.bar()
    if view.playing is Playing.FAILED:
        _failed(composer, view)
    else:
        where = studio(layout)
        _head(composer, where, view)
        _film(composer, where.left, view)
        _buttons(composer, where.side, view)
    return composer.page()


def _failed(composer: Composer, view: WatchingView) -> None:
    layout = composer.layout
    _ = composer.texts.gettext
    foot, rest = layout.below_bar.cut_bottom(layout.action_height, layout.mm(3))
    rest_of_it = _("You can read the answer as text.")
    if not view.text:
        rest_of_it = _("Your answer is not lost, but it cannot be shown at the moment.")
    text = lines_of(rest_of_it, other_ways(composer, view.other_ways))
    message(composer, rest, "warning", _("The video cannot be shown now"), text, CARE)
    again, back = foot.columns(2, layout.gap)
    # Central may have forgotten this question's video: only a new question brings another.
    composer.button("watching.again", again, UiEvent("ask_again"), _("Try again"), icon="again")
    composer.button("watching.back", back, UiEvent("back"), _("Back to the answer"), kind=Kind.MAIN)


def _head(composer: Composer, where: Studio, view: WatchingView) -> None:
    _ = composer.texts.gettext
    composer.title(_("The answer as a video"), where.title)
    composer.label(
        "watching.time",
        where.meter,
        f"{minutes(view.position_s)} / {minutes(view.duration_s)}",
        composer.style(composer.layout.sizes.lead, theme.SOFT, "medium", "center", "middle"),
    )


def _film(composer: Composer, room: Box, view: WatchingView) -> None:
    """The picture whatever its aspect, how far it is, and why it stands."""
    layout = composer.layout
    _ = composer.texts.gettext
    bar, film = room.cut_bottom(layout.mm(2), layout.mm(1.6))
    share = round(view.position_s / view.duration_s, 3) if view.duration_s else 0
    composer.add(
        Video.of("watching.film", film, view.picture, False),
        Progress(key="watching.progress", box=bar, share=share),
    )
    if view.playing is Playing.ON_ITS_WAY:
        height = layout.mm(15) if layout.compact else layout.row(19)
        note = film.inset(layout.mm(1.4 if layout.compact else 3)).cut_bottom(height)[0]
        composer.add(
            Paragraph(
                key="watching.note",
                box=note,
                icon="clock",
                text=_("The video is on its way, please wait."),
                style=composer.style(layout.sizes.note, theme.INK, "medium", valign="middle"),
                icon_ground=None,
                icon_size=layout.mm(5 if layout.compact else 8),
                ground=theme.ACCENT_PALE,
            )
        )


def _buttons(composer: Composer, side: Box, view: WatchingView) -> None:
    layout = composer.layout
    _ = composer.texts.gettext
    play, again, seen = controls(layout, side)
    plays = view.playing in (Playing.PLAYING, Playing.ON_ITS_WAY)
    held = _("Continue") if view.playing is Playing.PAUSED else ""
    play_button(composer, "watching.play", play, plays=plays, held=held)
    composer.button("watching.again", again, UiEvent("replay"), _("From the start"), icon="again")
    composer.button(
        "watching.seen",
        seen,
        UiEvent("seen"),
        _("I have seen it"),
        icon="check",
        kind=Kind.MAIN if view.playing is Playing.OVER else Kind.PLAIN,
    )
