"""The citizen sees and hears how the recording will be; hints help, none of them refuses."""

from dataclasses import dataclass

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens import notices
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.screens.studio import level, live, studio
from firmware.kiosk.views import Chrome, Hint, PositionView, UiEvent
from firmware.kiosk.widgets import Kind, Paragraph


def build(view: PositionView, chrome: Chrome, layout: Layout) -> Page:
    """Mirror, sound level, hints, and the button that starts the countdown."""
    composer = Composer("position", chrome, layout)
    _ = composer.texts.gettext
    where = studio(layout)
    composer.bar()
    composer.title(_("Can you see yourself?"), where.title)
    live(composer, where, view.preview)
    level(composer, where, view.level_db)
    go_on, rest = where.side.cut_bottom(layout.action_height, layout.gap)
    shown = _remarks(composer, view)[: 2 if layout.zoom > 1 else 1]
    rows = rest.rows(max(1, len(shown)), layout.mm(2))
    for remark, row in zip(shown, rows, strict=False):
        _say(composer, remark, row)
    if not shown:
        composer.add(
            Paragraph(
                key="position.fine",
                box=rest,
                icon="check",
                text=_("Say a few words: the bars should move."),
                style=composer.style(layout.sizes.body, theme.INK, valign="middle"),
                icon_ground=theme.GREEN_PALE,
                icon_colour=theme.GREEN,
                icon_size=layout.mm(7 if layout.compact else 11),
            )
        )
    composer.button(
        "position.ready", go_on, UiEvent("ready"), _("Start recording"), icon="record",
        kind=Kind.MAIN,
    )  # fmt: skip
    return composer.page()


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know before recording."""

    key: str
    icon: str
    text: str
    fault: bool = False


def _remarks(composer: Composer, view: PositionView) -> list[Remark]:
    """The most important first: that it is dark or quiet can be seen without words."""
    found = notices.among(composer.chrome.notices, notices.PRINTER)
    texts = notices.texts_of(found, composer.texts)
    remarks = [_of_hint(composer, hint, view) for hint in view.hints]
    remarks += [Remark("printer", "printer", text, fault=True) for text in texts[:1]]
    return sorted(remarks, key=lambda remark: not remark.fault)


def _of_hint(composer: Composer, hint: Hint, view: PositionView) -> Remark:
    _ = composer.texts.gettext
    if hint is Hint.NOT_HEARD and view.level_db is None:
        # Speaking louder would not help.
        text = _("The microphone does not work: your voice is not recorded.")
        return Remark(hint, "microphone", text, fault=True)
    icon, text = {
        Hint.NO_PICTURE: ("camera", _("There is no picture yet. Please wait a moment.")),
        Hint.TOO_DARK: ("sun", _("It is too dark. Come closer to the light.")),
        Hint.COVERED: ("camera", _("Something covers the camera. Please clear the lens.")),
        Hint.FROZEN: ("camera", _("The picture stands still. Please wait a moment.")),
        Hint.NOT_HEARD: ("microphone", _("We cannot hear you. Please speak louder.")),
        Hint.TOO_LOUD: ("microphone", _("It is too loud. Please speak more softly.")),
    }[hint]
    return Remark(hint, icon, text, fault=hint is Hint.NO_PICTURE)


def _say(composer: Composer, remark: Remark, box: Box) -> None:
    composer.add(
        Paragraph(
            key=f"position.{remark.key}",
            box=box,
            icon=remark.icon,
            text=remark.text,
            style=composer.style(
                composer.layout.sizes.note, theme.AMBER, "medium", valign="middle"
            ),
            icon_colour=theme.AMBER,
            icon_ground=None,
            icon_size=composer.layout.mm(6 if composer.layout.compact else 8),
            ground=theme.AMBER_PALE,
        )
    )
