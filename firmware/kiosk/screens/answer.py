"""How an appeal stands, or its answer page by page."""

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens import paging
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.screens.message import message
from firmware.kiosk.screens.official import DATA_FLOOR_MM
from firmware.kiosk.theme import Colour
from firmware.kiosk.views import AnswerView, Chrome, Status, UiEvent
from firmware.kiosk.widgets import Kind, Sheet
from firmware.kiosk.widgets.typeset import LEADING, wrap

GOOD = (theme.GREEN, theme.GREEN_PALE)
CALM = (theme.ACCENT, theme.ACCENT_PALE)
CARE = (theme.AMBER, theme.AMBER_PALE)


def build(view: AnswerView, chrome: Chrome, layout: Layout) -> Page:
    """The answer on a sheet, or one sentence about where the appeal is."""
    composer = Composer("answer", chrome, layout)
    if view.status is Status.ANSWERED:
        composer.bar()
        _answer(composer, view)
    else:
        composer.bar(leave="")
        _status(composer, view)
    return composer.page()


def _answer(composer: Composer, view: AnswerView) -> None:
    layout = composer.layout
    _ = composer.texts.gettext
    room = layout.below_bar
    if not layout.compact:
        composer.title(_("The answer to your appeal"))
        room = layout.content
    height = layout.mm(15.2) if layout.compact else layout.action_height
    foot, room = room.cut_bottom(height, layout.gap)
    side, beside = room.cut_right(layout.mm(20 if not layout.compact else 17), layout.gap)
    row = layout.mm(10 if not layout.compact else 7) if view.official else 0
    pages = _paged(composer, room.cut_top(row)[1], view.text)
    if len(pages) > 1:
        room = beside
        pages = _paged(composer, room.cut_top(row)[1], view.text)
    page = max(0, min(view.page, len(pages) - 1))
    if len(pages) > 1:
        paging.pager(composer, side, page, len(pages))
    head, sheet = room.cut_top(row)
    if view.official:
        style = composer.style(layout.sizes.note, theme.SOFT, "medium", floor_mm=DATA_FLOOR_MM)
        composer.label("answer.official", head, view.official, style)
    composer.add(Sheet(key="answer.sheet", box=sheet))
    composer.label(
        "answer.text", _inside(composer, sheet), pages[page], composer.style(layout.sizes.body)
    )
    last = page == len(pages) - 1
    composer.button(
        "answer.seen",
        foot,
        UiEvent("seen"),
        _("I have read the answer"),
        icon="check",
        kind=Kind.MAIN if last else Kind.PLAIN,
    )


def _inside(composer: Composer, sheet: Box) -> Box:
    layout = composer.layout
    return sheet.inset(layout.mm(4 if not layout.compact else 2.6), layout.mm(2.4))


def _paged(composer: Composer, sheet: Box, text: str) -> list[str]:
    """The text cut into pages of whole lines that fit on that sheet."""
    room = _inside(composer, sheet)
    px = composer.layout.em(composer.layout.sizes.body)
    fit = max(1, room.h // round(px * LEADING))
    lines = _lines(text, px, room.w)
    return ["\n".join(lines[start : start + fit]) for start in range(0, len(lines), fit)]


def _lines(text: str, px: int, width: int) -> list[str]:
    """Lines of that width; a word that is wider alone is cut."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        wrapped = wrap(paragraph, "regular", px, width)
        if wrapped is None:
            part = max(1, width // px)
            chopped = " ".join(
                word[start : start + part]
                for word in paragraph.split(" ")
                for start in range(0, len(word), part)
            )
            wrapped = wrap(chopped, "regular", px, width) or [chopped]
        lines += wrapped
    return lines


def _status(composer: Composer, view: AnswerView) -> None:
    layout = composer.layout
    _ = composer.texts.gettext
    foot, rest = layout.below_bar.cut_bottom(layout.action_height, layout.mm(3))
    icon, title, text, tint = _sentence(composer, view)
    message(composer, rest, icon, title, text, tint)
    retry = view.status in (Status.NOT_FOUND, Status.NO_LINE, Status.WAIT)
    if retry:
        done, again = foot.columns(2, layout.gap)
        event, text = UiEvent("back"), _("To the menu")
        if view.status is Status.NOT_FOUND:
            event, text = UiEvent("see_answer"), _("Correct the number")
        composer.button("answer.again", again, event, text, kind=Kind.MAIN)
    else:
        done = foot.middle(min(foot.w, layout.mm(110)), foot.h)
    kind = Kind.PLAIN if retry else Kind.MAIN
    composer.button("answer.done", done, UiEvent("cancel"), _("Done"), kind=kind)


def _sentence(composer: Composer, view: AnswerView) -> tuple[str, str, str, tuple[Colour, Colour]]:
    _ = composer.texts.gettext
    until = _("You will have an answer by: {date}").format(
        date=composer.texts.date(view.until)
    ) if view.until else _("Please come again in a few days.")  # fmt: skip
    official = view.official
    passed = _("It was passed on to: {name}").format(name=official) if official else ""
    ways = _("Please come again later, or ask a member of staff.")
    if view.other_ways:
        ways = _("Please come again later, or use: {ways}").format(ways=view.other_ways)
    table: dict[Status, tuple[str, str, str, tuple[Colour, Colour]]] = {
        Status.RECEIVED: ("check", _("Your appeal has been received"), until, GOOD),
        Status.IN_WORK: ("clock", _("Your appeal is being worked on"), until, CALM),
        Status.FORWARDED: ("mail", _("Your appeal was passed on"), _lines_of(passed, until), CALM),
        Status.EXTENDED: ("calendar", _("The answer needs more time"), until, CALM),
        Status.NOT_FOUND: (
            "warning",
            _("There is no appeal with this number"),
            _("Please compare the number with your slip and correct it."),
            CARE,
        ),
        Status.WAIT: (
            "clock",
            _("Too many attempts"),
            _("For safety, please wait a few minutes and try again."),
            CARE,
        ),
        Status.NO_LINE: (
            "warning",
            _("There is no connection now"),
            _lines_of(_("Your answer is not lost, but it cannot be shown at the moment."), ways),
            CARE,
        ),
    }
    return table[view.status]


def _lines_of(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
