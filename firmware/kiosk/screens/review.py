"""The citizen watches what was recorded, then sends it or records anew."""

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.screens.studio import Studio, controls, play_button, studio
from firmware.kiosk.texts import minutes
from firmware.kiosk.views import Chrome, ReviewView, UiEvent
from firmware.kiosk.widgets import Kind, Progress, Video
from firmware.kiosk.widgets.video import aspect_box


def build(view: ReviewView, chrome: Chrome, layout: Layout) -> Page:
    """The clip at the left; play, again and send at the right."""
    composer = Composer("review", chrome, layout)
    _ = composer.texts.gettext
    where = studio(layout)
    composer.bar(back=False, leave="leave")
    title = (
        _("The camera stopped: this was kept") if view.cut_short else _("Watch it, then send it")
    )
    composer.title(title, where.title)
    composer.label(
        "review.time",
        where.meter,
        f"{minutes(view.position_s)} / {minutes(view.duration_s)}",
        composer.style(layout.sizes.lead, theme.SOFT, "medium", "center", "middle"),
    )
    _clip(composer, where, view)
    _buttons(composer, where.side, view)
    return composer.page()


def _clip(composer: Composer, where: Studio, view: ReviewView) -> None:
    layout = composer.layout
    _ = composer.texts.gettext
    left = where.left
    note, rest = left.cut_bottom(_note_height(layout), layout.mm(0.6))
    bar, rest = rest.cut_bottom(layout.mm(2), layout.mm(1.6))
    fitted = aspect_box(rest, where.picture.w, where.picture.h)
    clip = fitted if layout.tall else Box(rest.x, rest.y, fitted.w, fitted.h)
    composer.add(
        Video.of("review.clip", clip, view.picture, False),
        Progress(
            key="review.progress",
            box=Box(clip.x, bar.y, clip.w, bar.h),
            share=round(view.position_s / view.duration_s, 3) if view.duration_s else 0,
        ),
    )
    text = _("If not sent, the recording is deleted.")
    if view.walk_away_sends:
        text = _("If you leave, the recording is sent.")
    composer.at_stake = text
    style = composer.style(layout.sizes.note, theme.SOFT, valign="middle")
    composer.label("review.note", note, text, style)


def _note_height(layout: Layout) -> int:
    if layout.compact:
        return layout.mm(7)
    return layout.mm(18) if layout.large and layout.zoom == 1 else layout.row(9)


def _buttons(composer: Composer, side: Box, view: ReviewView) -> None:
    layout = composer.layout
    _, texts = composer.texts.gettext, composer.texts
    play, again, send = controls(layout, side)
    play_button(composer, "review.play", play, plays=view.playing)
    left = _("It cannot be recorded again")
    if view.takes_left:
        left = texts.ngettext("Record again ({n} left)", "Record again ({n} left)", view.takes_left)
        left = left.replace(" (", "\n(")  # what is in brackets stays together
    composer.button(
        "review.again",
        again,
        UiEvent("again"),
        left,
        icon="again" if view.takes_left else "",
        enabled=view.takes_left > 0,
    )
    composer.button("review.send", send, UiEvent("send_it"), _("Send"), icon="check",
                    kind=Kind.MAIN)  # fmt: skip
