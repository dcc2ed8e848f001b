"""The registration number: large, as a QR code, and on paper if the printer prints."""

from firmware.appeals.number import written
from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import Chrome, ReceiptView, Slip, UiEvent
from firmware.kiosk.widgets import Kind, Label, Paragraph, QrCode, Sheet


def build(view: ReceiptView, chrome: Chrome, layout: Layout) -> Page:
    """Number, date and slip at the left, the code at the right, two buttons below."""
    composer = Composer("receipt", chrome, layout)
    _ = composer.texts.gettext
    composer.bar(back=False, leave="")
    room = layout.below_bar
    if not layout.compact and not (layout.large and layout.zoom == 1):
        composer.title(_("Your appeal is registered"))
        room = layout.content
    foot, rest = room.cut_bottom(layout.mm(16 if layout.compact else 20), layout.mm(3))
    size = min(rest.h, layout.mm(42 if layout.compact else 60 if layout.zoom == 1 else 78))
    code, left = rest.cut_right(size, layout.mm(5))
    code = Box(code.x, code.y, size, min(size, rest.h))
    composer.add(
        QrCode(key="receipt.qr", box=code, content=view.qr, speak=_("The number as a QR code"))
    )
    _facts(composer, left, view)
    _buttons(composer, foot, view)
    return composer.page()


def _facts(composer: Composer, box: Box, view: ReceiptView) -> None:
    layout = composer.layout
    _ = composer.texts.gettext
    number, rest = box.cut_top(min(round(box.h * 0.38), layout.row(40)), layout.mm(2))
    composer.add(Sheet(key="receipt.sheet", box=number, fill=theme.ACCENT, outline=None))
    inner = number.inset(layout.mm(4), layout.mm(1 if layout.compact else 1.8))
    caption, digits = inner.cut_top(round(inner.h * 0.39))
    style = composer.style(layout.sizes.note, theme.ON_ACCENT, valign="middle")
    composer.label("receipt.caption", caption, _("Your registration number"), style)
    style = composer.style(layout.sizes.hero * 0.8, theme.ON_ACCENT, "bold", valign="middle")
    composer.add(
        Label(key="receipt.number", box=digits, text=_unbroken(view.number), style=style,
              speak=" ".join(view.number))
    )  # fmt: skip
    rows = rest.cut_top(min(rest.h, layout.row(56)))[0]
    upper, lower = rows.cut_top(round(rows.h * 0.44), layout.mm(1))
    day = _("An answer will come within 14 days from today.")
    if view.promise:
        day = _("You will have an answer by: {date}").format(date=composer.texts.date(view.promise))
    _fact(composer, "receipt.promise", upper, "calendar", day, bad=False)
    bad = view.slip in (Slip.FAILED, Slip.NO_PRINTER)
    _fact(composer, "receipt.slip", lower, "printer", _slip(composer, view), bad)


def _unbroken(number: str) -> str:
    """The number with spaces that do not break: it stays on one line."""
    return written(number).replace(" ", "\N{NO-BREAK SPACE}")


def _slip(composer: Composer, view: ReceiptView) -> str:
    _ = composer.texts.gettext
    return {
        Slip.PRINTING: _("Your slip is being printed."),
        Slip.PRINTED: _("Please take your slip."),
        Slip.FAILED: _("The slip could not be printed. Please photograph this screen."),
        Slip.NO_PRINTER: _("There is no printer here. Please photograph this screen."),
    }[view.slip]


def _fact(composer: Composer, key: str, box: Box, icon: str, text: str, bad: bool) -> None:
    layout = composer.layout
    ink = theme.AMBER if bad else theme.INK
    composer.add(
        Paragraph(
            key=key,
            box=box,
            icon="warning" if bad else icon,
            text=text,
            style=composer.style(layout.sizes.body, ink, "medium", valign="middle"),
            icon_colour=ink if bad else theme.ACCENT,
            icon_ground=None if bad else theme.ACCENT_PALE,
            icon_size=layout.mm(11 if not layout.compact else 7),
            ground=theme.AMBER_PALE if bad else None,
        )
    )


def _buttons(composer: Composer, foot: Box, view: ReceiptView) -> None:
    layout = composer.layout
    _ = composer.texts.gettext
    taken = _("I have taken my slip")
    if view.slip in (Slip.FAILED, Slip.NO_PRINTER):
        taken = _("I have saved my number")
    if view.slip is not Slip.NO_PRINTER:
        again, foot = foot.cut_left(round(foot.w * 0.4), layout.gap)
        enabled = view.can_reprint and view.slip is not Slip.PRINTING
        composer.button(
            "receipt.again", again, UiEvent("print_again"), _("Print again"), icon="printer",
            enabled=enabled,
        )  # fmt: skip
    composer.button(
        "receipt.taken", foot, UiEvent("slip_taken"), taken, icon="check", kind=Kind.MAIN
    )
