"""What is recorded, who sees it and how long it is kept; then one clear yes."""

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import Chrome, ConsentView, UiEvent
from firmware.kiosk.widgets import Kind, Paragraph, Sheet
from firmware.kiosk.widgets.typeset import LEADING, LEAST_PX, wrap

CONSENT_VERSION = "1"
"""Goes into the manifest; raise it whenever the meaning of these texts changes."""

GAP_MM = 3.0
"""Between icon and text."""


def build(view: ConsentView, chrome: Chrome, layout: Layout) -> Page:
    """Four or five sentences on a sheet, agreement below."""
    composer = Composer("consent", chrome, layout)
    _ = composer.texts.gettext
    composer.bar()
    room = layout.below_bar
    if not layout.compact:
        composer.title(_("Before you record"))
        room = layout.content
    height = layout.mm(15.2) if layout.compact else layout.action_height
    agree, rest = room.cut_bottom(height, layout.mm(2 if layout.compact else 4))
    composer.add(Sheet(key="consent.sheet", box=rest))
    _terms(composer, rest, _sentences(composer, view))
    composer.button(
        "consent.agree",
        agree,
        UiEvent("consented"),
        _("I agree, go on"),
        icon="check",
        kind=Kind.MAIN,
    )
    return composer.page()


def _terms(composer: Composer, sheet: Box, sentences: list[tuple[str, str]]) -> None:
    """All sentences in one size: the largest at which they fit together."""
    layout = composer.layout
    inner = sheet.inset(layout.mm(2 if layout.compact else 5), layout.mm(0.8))
    icon = layout.mm(6 if layout.compact else 9)
    room = inner.w - icon - layout.mm(GAP_MM)
    px, counts = layout.floor, [1] * len(sentences)
    for px in range(layout.em(layout.sizes.note), LEAST_PX, -1):
        lines = [wrap(text, "regular", px, room) or [text] for _icon, text in sentences]
        counts = [len(wrapped) for wrapped in lines]
        if sum(counts) * round(px * LEADING) <= inner.h:
            break
    free = max(0, (inner.h - sum(counts) * round(px * LEADING)) // len(sentences))
    size = min(icon, round(px * LEADING) + free)
    for number, ((name, text), count) in enumerate(zip(sentences, counts, strict=True)):
        row, inner = inner.cut_top(count * round(px * LEADING) + free)
        composer.add(
            Paragraph(
                key=f"consent.{number}",
                box=row,
                icon=name,
                text=text,
                style=composer.style_px(px, theme.INK, valign="middle"),
                icon_size=size,
                icon_ground=None if layout.compact else theme.ACCENT_PALE,
            )
        )


def _sentences(composer: Composer, view: ConsentView) -> list[tuple[str, str]]:
    _, texts = composer.texts.gettext, composer.texts
    whole, seconds = divmod(view.clip_s, 60)
    length = texts.ngettext(
        "Your picture and voice are recorded: up to {n} minute.",
        "Your picture and voice are recorded: up to {n} minutes.",
        whole,
    )
    if seconds:
        length = texts.ngettext(
            "Your picture and voice are recorded: up to {n} second.",
            "Your picture and voice are recorded: up to {n} seconds.",
            view.clip_s,
        )
    kept = texts.ngettext(
        "The recording is kept for {n} day, then deleted.",
        "The recording is kept for {n} days, then deleted.",
        view.keep_days,
    )
    seen = _("Only the staff who handle appeals will see it.")
    if view.addressee:
        seen = _("Only {name} and the staff who handle appeals will see it.").format(
            name=view.addressee
        )
    leaving = _("If you leave without pressing “Send”, the recording is deleted.")
    if view.walk_away_sends and view.by_phone:
        leaving = _("If you leave without pressing “Send”, it is sent; the number comes by SMS.")
    sentences = [
        ("camera", length),
        ("lock", seen),
        ("calendar", kept),
        ("info", leaving),
    ]
    # A small panel says this at the countdown only.
    if not composer.layout.compact:
        sentences.append(("speech", _("Please begin by saying your full name.")))
    return sentences
