"""How an appeal stands, or its answer page by page."""

from firmware.kiosk import theme
from firmware.kiosk.box import Box
from firmware.kiosk.layout import Layout
from firmware.kiosk.page import Page
from firmware.kiosk.screens import reading
from firmware.kiosk.screens.composer import Composer
from firmware.kiosk.screens.message import message
from firmware.kiosk.theme import Colour
from firmware.kiosk.views import AnswerView, Chrome, Status, UiEvent
from firmware.kiosk.widgets import Kind

GOOD = (theme.GREEN, theme.GREEN_PALE)
CALM = (theme.ACCENT, theme.ACCENT_PALE)
CARE = (theme.AMBER, theme.AMBER_PALE)


def build(view: AnswerView, chrome: Chrome, layout: Layout) -> Page:
    """The answer on a sheet, or one sentence about where the appeal is."""
    composer = Composer("answer", chrome, layout)
    if view.status is Status.ANSWERED:
        composer.bar()
        _answer(composer, view)
    elif view.reason:
        composer.bar(leave="")
        _written(composer, view)
    else:
        composer.bar(leave="")
        _status(composer, view)
    return composer.page()


def _answer(composer: Composer, view: AnswerView) -> None:
    _ = composer.texts.gettext
    foot, room = _sheet_and_foot(composer, _("The answer to your appeal"))
    unwatched = view.video and not view.watched
    if view.video:
        # Before the text: who listens learns of it before a long answer is read.
        watch, foot = foot.columns(2, composer.layout.gap)
        composer.button(
            "answer.watch",
            watch,
            UiEvent("watch"),
            _("Watch the video"),
            icon="play",
            kind=Kind.MAIN if unwatched else Kind.PLAIN,
            speak=_("There is a video of this answer. Watch the video"),
        )
    text = view.text
    if view.video and not text.strip():
        text = _("This answer is a video. Touch “Watch the video”.")
    last = reading.sheet(composer, room, text, view.page, view.official)
    composer.button(
        "answer.seen",
        foot,
        UiEvent("seen"),
        _("I have read the answer"),
        icon="check",
        kind=Kind.MAIN if last and not unwatched else Kind.PLAIN,
    )


def _sheet_and_foot(composer: Composer, title: str) -> tuple[Box, Box]:
    """Places of the button and of the text; a small panel has no room for a title above."""
    layout = composer.layout
    if layout.compact:
        return layout.below_bar.cut_bottom(layout.mm(15.2), layout.gap)
    composer.title(title)
    return layout.content.cut_bottom(layout.action_height, layout.gap)


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
    until = _until(composer, view)
    passed = works = until
    if view.official:
        passed = lines_of(_("It was passed on to: {name}").format(name=view.official), until)
        works = lines_of(_("It is with: {name}").format(name=view.official), until)
    ways = other_ways(composer, view.other_ways)
    table: dict[Status, tuple[str, str, str, tuple[Colour, Colour]]] = {
        Status.RECEIVED: ("check", _("Your appeal has been received"), until, GOOD),
        Status.IN_WORK: (
            "clock",
            _("Your appeal is being worked on"),
            works,
            CALM,
        ),
        Status.FORWARDED: ("mail", _("Your appeal was passed on"), passed, CALM),
        Status.EXTENDED: (
            "calendar",
            _("The answer needs more time"),
            lines_of(until, view.reason),
            CALM,
        ),
        Status.CLARIFICATION: ("mail", *_question(composer, view), CALM),
        Status.NOT_AN_APPEAL: ("warning", _("This was not an appeal"), view.reason, CARE),
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
            lines_of(_("Your answer is not lost, but it cannot be shown at the moment."), ways),
            CARE,
        ),
    }
    return table[view.status]


def other_ways(composer: Composer, ways: str) -> str:
    """What to do when something cannot be shown now."""
    _ = composer.texts.gettext
    if ways:
        return _("Please come again later, or use: {ways}").format(ways=ways)
    return _("Please come again later, or ask a member of staff.")


def _until(composer: Composer, view: AnswerView) -> str:
    _ = composer.texts.gettext
    if view.until is None:
        return _("Please come again in a few days.")
    return _("You will have an answer by: {date}").format(date=composer.texts.date(view.until))


def _question(composer: Composer, view: AnswerView) -> tuple[str, str]:
    """That something is asked of the citizen, what, and how to say it."""
    _ = composer.texts.gettext
    how = _("Please record a new appeal with this, and say the number of this one in it.")
    return _("Something is missing"), lines_of(view.reason, how)


def _written(composer: Composer, view: AnswerView) -> None:
    """What an official wrote beside the answer, as long as it is."""
    layout = composer.layout
    _ = composer.texts.gettext
    title, text = _("The answer needs more time"), lines_of(_until(composer, view), view.reason)
    if view.status is Status.CLARIFICATION:
        title, text = _question(composer, view)
    elif view.status is Status.NOT_AN_APPEAL:
        title, text = _("This was not an appeal"), view.reason
    foot, room = _sheet_and_foot(composer, title)
    reading.sheet(composer, room, text, view.page, title if layout.compact else "")
    composer.button("answer.done", foot, UiEvent("cancel"), _("Done"), kind=Kind.MAIN)


def lines_of(*parts: str) -> str:
    """Those of the parts that say something, each on its own line."""
    return "\n".join(part for part in parts if part)
