"""What is recorded, who sees it and how long it is kept; then one clear yes."""

from dataclasses import dataclass

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens import notices, paging
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.views import Chrome, ConsentView, UiEvent
from firmware.kiosk.widgets import Kind, Paragraph, Sheet
from firmware.kiosk.widgets.typeset import LEADING, wrap

CONSENT_VERSION = "2"
"""Goes into the manifest; raise it whenever the meaning of these texts changes."""

ICON_MM = {True: 6.0, False: 9.0}
"""Icons on a small panel and on others."""

GAP_MM = 3.0
"""Between icon and text."""

WARNING = "warning"
"""The icon of what does not work."""

MOST_WARNINGS = 2


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
    agree, rest = room.cut_bottom(height, layout.gap)
    sentences = _warnings(composer) + _sentences(composer, view)
    if layout.compact or len(_broken(layout, rest, sentences)[1]) > 1:
        # The countdown says it too: no page of its own for how to begin.
        sentences.pop()
    last = _terms(composer, rest, sentences, view.page)
    composer.button(
        "consent.agree",
        agree,
        UiEvent("consented"),
        _("I agree, go on"),
        icon="check",
        kind=Kind.MAIN,
        enabled=last,
    )
    return composer.page()


@dataclass(frozen=True)
class Term:
    """A sentence with its icon, and how many lines it takes."""

    icon: str
    text: str
    lines: int


def _terms(composer: Composer, room: Box, sentences: list[tuple[str, str]], page: int) -> bool:
    """The sentences in one size, on as many pages as they need; whether this is the last."""
    layout = composer.layout
    px, pages = _broken(layout, room, sentences)
    if len(pages) > 1:
        side, room = room.cut_right(layout.mm(17 if layout.compact else 20), layout.gap)
        px, pages = _broken(layout, room, sentences)
    page = max(0, min(page, len(pages) - 1))
    if len(pages) > 1:
        paging.pager(composer, side, page, len(pages))
    composer.add(Sheet(key="consent.sheet", box=room))
    _rows(composer, room, pages[page], px)
    return page == len(pages) - 1


def _inside(layout: Layout, sheet: Box) -> Box:
    return sheet.inset(layout.mm(2 if layout.compact else 5), layout.mm(0.8))


def _broken(
    layout: Layout, sheet: Box, sentences: list[tuple[str, str]]
) -> tuple[int, list[list[Term]]]:
    """The largest size at which all fit on a page; else the smallest, and more pages."""
    inner = _inside(layout, sheet)
    room = inner.w - layout.mm(ICON_MM[layout.compact]) - layout.mm(GAP_MM)
    size = layout.sizes.lead if layout.zoom > 1 else layout.sizes.note
    px, terms = layout.floor, []
    for px in range(max(layout.floor, layout.em(size)), layout.floor - 1, -1):
        terms = [
            Term(icon, text, len(wrap(text, "regular", px, room) or [text]))
            for icon, text in sentences
        ]
        if sum(term.lines for term in terms) * round(px * LEADING) <= inner.h:
            return px, [terms]
    fit = max(1, inner.h // round(px * LEADING))
    pages: list[list[Term]] = [[]]
    for term in terms:
        if pages[-1] and sum(one.lines for one in (*pages[-1], term)) > fit:
            pages.append([])
        pages[-1].append(term)
    return px, pages


def _rows(composer: Composer, sheet: Box, terms: list[Term], px: int) -> None:
    layout = composer.layout
    inner, leading = _inside(layout, sheet), round(px * LEADING)
    free = max(0, (inner.h - sum(term.lines for term in terms) * leading) // len(terms))
    size = min(layout.mm(ICON_MM[layout.compact]), leading + free)
    for number, term in enumerate(terms):
        row, inner = inner.cut_top(term.lines * leading + free)
        warns = term.icon == WARNING
        ink = theme.AMBER if warns else theme.INK
        composer.add(
            Paragraph(
                key=f"consent.{number}",
                box=row,
                icon=term.icon,
                text=term.text,
                style=composer.style_px(px, ink, valign="middle"),
                icon_size=size,
                icon_colour=ink if warns else theme.ACCENT,
                icon_ground=None if layout.compact or warns else theme.ACCENT_PALE,
            )
        )


def _warnings(composer: Composer) -> list[tuple[str, str]]:
    """What does not work, before anybody agrees and speaks."""
    found = notices.among(composer.chrome.notices, notices.BEFORE_RECORDING)
    texts = notices.texts_of(found, composer.texts)
    return [(WARNING, text) for text in texts[:MOST_WARNINGS]]


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
    # Where it would cost a page it is said when it is offered, at the end of the recording.
    if view.extends and not composer.layout.compact:
        more = _("You may ask for more time.")
        length = f"{length} {more}"
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
    return [
        ("camera", length),
        ("lock", seen),
        ("calendar", kept),
        ("info", leaving),
        ("speech", _("Please begin by saying your full name.")),
    ]
