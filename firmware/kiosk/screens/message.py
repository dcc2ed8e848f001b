"""The common shape of screens that mainly say one thing: a sign, a sentence, what follows."""

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.theme import Colour
from firmware.kiosk.widgets import Badge


def message(
    composer: Composer,
    box: Box,
    icon: str,
    title: str,
    text: str,
    tint: tuple[Colour, Colour] = (theme.ACCENT, theme.ACCENT_PALE),
) -> None:
    """A large sign in the middle, the title below it, then the text."""
    layout = composer.layout
    room = box.middle(min(box.w, layout.mm(185)), min(box.h, layout.mm(100)))
    size = min(layout.mm(36), room.h // (4 if layout.compact else 3))
    sign, rest = room.cut_top(size, layout.mm(4 if not layout.compact else 2))
    head, body = rest.cut_top(round(rest.h * (0.34 if layout.compact else 0.4)), layout.mm(1))
    composer.add(
        Badge(
            key=f"{composer.name}.sign",
            box=sign.middle(size, size),
            icon=icon,
            colour=tint[0],
            ground=tint[1],
        )
    )
    style = composer.style(layout.sizes.title * 1.15, weight="bold", align="center",
                           valign="middle")  # fmt: skip
    composer.label("title", head, title, style)
    style = composer.style(layout.sizes.body, theme.SOFT, align="center")
    composer.label(f"{composer.name}.text", body, text, style)
