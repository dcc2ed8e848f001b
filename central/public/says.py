"""How an appeal stands, in the words of the booth's own screen."""

from dataclasses import dataclass

from central.desk.texts import Texts, booth_words
from firmware.wire.messages import Reply


@dataclass(frozen=True, slots=True)
class Says:
    """A title, and sentences below it."""

    title: str
    lines: tuple[str, ...]


def says(reply: Reply, texts: Texts) -> Says:
    """What the booth would say about that reply."""
    language = texts.language
    _ = booth_words(language).gettext
    until = _("Please come again in a few days.")
    if reply.until is not None:
        until = _("You will have an answer by: {date}").format(date=texts.date(reply.until))
    reason = reply.reason or ""
    named = reply.forwarded_to or reply.official
    name = named.in_(language) if named else ""
    passed = _("It was passed on to: {name}").format(name=name) if name else ""
    works = _("It is with: {name}").format(name=name) if name else ""
    how = _("Please record a new appeal with this, and say the number of this one in it.")
    table: dict[str, tuple[str, tuple[str, ...]]] = {
        "received": (_("Your appeal has been received"), (until,)),
        "in_work": (_("Your appeal is being worked on"), (works, until)),
        "forwarded": (_("Your appeal was passed on"), (passed, until)),
        "extended": (_("The answer needs more time"), (until, reason)),
        "clarification": (_("Something is missing"), (reason, how)),
        "answered": (_("The answer to your appeal"), ()),
        "not_an_appeal": (_("This was not an appeal"), (reason,)),
        "not_found": (
            _("There is no appeal with this number"),
            (_("Please compare the number with your slip and correct it."),),
        ),
        "try_later": (
            _("Too many attempts"),
            (_("For safety, please wait a few minutes and try again."),),
        ),
    }
    title, lines = table[reply.status]
    return Says(title, tuple(line for line in lines if line))
