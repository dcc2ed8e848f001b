"""What a touch writes into the visit, and whether the table is told of it.

A touch counts only on the screen that offers it: a finger may still come down on
the screen before, and must not change what the visit has gone on with.
"""

from collections.abc import Callable
from dataclasses import replace

from firmware.appeals.appeal import Language
from firmware.kiosk.aids import VOLUMES
from firmware.kiosk.session import PHONE_DIGITS, Session
from firmware.kiosk.takes import Takes
from firmware.kiosk.views import Ending, Face, UiEvent
from firmware.kiosk.watching import Watching
from firmware.wire.messages import Rating

_RATINGS: dict[str, Rating] = {Face.GOOD: "good", Face.FAIR: "fair", Face.BAD: "bad"}


def note(event: UiEvent, state: str, session: Session, takes: Takes, watching: Watching) -> bool:
    """Write down what the touch chose or typed; whether the visit's table shall know."""
    if state not in _OFFERED.get(event.name, (state,)):
        return False
    if state == "phone" and event.name in _PHONE:
        _PHONE[event.name](session, event.value)
        return False
    if state == "number" and event.name in _NUMBER:
        _NUMBER[event.name](session, event.value)
        return False
    if state == "watching" and event.name in _WATCHED:
        _WATCHED[event.name](watching, session)
        return False
    if event.name in _TAKEN:
        _TAKEN[event.name](takes, session)
        return False
    if event.name in _QUIET:
        _QUIET[event.name](session, event.value)
        return False
    if event.name in _CHOICES:
        return _CHOICES[event.name](session, event.value)
    return event.name in _TOLD


def _erase_phone(session: Session, _: str) -> None:
    session.phone = session.phone[:-1]


def _clear_phone(session: Session, _: str) -> None:
    session.phone = ""


def _erase_number(session: Session, _: str) -> None:
    session.typed, session.typed_problem = session.typed[:-1], None


def _clear_number(session: Session, _: str) -> None:
    session.typed, session.typed_problem = "", None


def _turn_page(session: Session, value: str) -> None:
    session.page = max(0, int(value))


def _more_time(_: Session, __: str) -> None:
    """Any touch starts the time anew; this one means nothing else."""


def _leave(session: Session, _: str) -> None:
    session.leaving = True


def _stay(session: Session, _: str) -> None:
    session.leaving = False


def _toggle(name: str) -> Callable[[Session, str], None]:
    def toggle(session: Session, _: str) -> None:
        session.aids = replace(session.aids, **{name: not getattr(session.aids, name)})

    return toggle


def _change_volume(by: int) -> Callable[[Session, str], None]:
    def change(session: Session, _: str) -> None:
        volume = min(VOLUMES, max(1, session.aids.volume + by))
        session.aids = replace(session.aids, volume=volume)

    return change


def _speak(session: Session, value: str) -> None:
    session.language = Language(value)


def _begin(session: Session, value: str) -> bool:
    """A visit begins; with their panel by the button of the aids, with the voice by its own."""
    session.aids = replace(session.aids, open=value == "aids", voice=value == "voice")
    return True


def _choose_language(session: Session, value: str) -> bool:
    session.language = Language(value)
    return True


def _choose_appeal(session: Session, _: str) -> bool:
    session.violation = False
    return True


def _choose_violation(session: Session, _: str) -> bool:
    session.violation = True
    return True


def _choose_area(session: Session, value: str) -> bool:
    session.area = value
    return True


def _choose_official(session: Session, value: str) -> bool:
    session.official = value
    return session.chosen_official() is not None


def _choose_body(session: Session, value: str) -> bool:
    session.body = value
    return session.chosen_official() is not None


def _choose_article(session: Session, value: str) -> bool:
    session.article = value
    return session.chosen_article() is not None


def _rate(session: Session, value: str) -> bool:
    session.rating = _RATINGS[value]
    session.ending = Ending.RATING
    return True


def _give_phone(session: Session, _: str) -> bool:
    return len(session.phone) == PHONE_DIGITS


def _skip_phone(session: Session, _: str) -> bool:
    session.phone = "" if session.violation else session.phone
    return session.violation


def _give_number(session: Session, _: str) -> bool:
    return session.check_number()


def _watch(session: Session, _: str) -> bool:
    return session.video is not None


def _stop(session: Session, _: str) -> bool:
    """Not before there is a picture: a clip without one cannot be kept."""
    return session.recorder is not None and session.recorder.seconds > 0


_PHONE: dict[str, Callable[[Session, str], None]] = {
    "digit": Session.type_phone,
    "erase": _erase_phone,
    "clear": _clear_phone,
}
_NUMBER: dict[str, Callable[[Session, str], None]] = {
    "digit": Session.type_number,
    "erase": _erase_number,
    "clear": _clear_number,
}
_TAKEN: dict[str, Callable[[Takes, Session], None]] = {
    "extend": Takes.extend,
    "play": Takes.play,
    "pause": Takes.pause,
}
_WATCHED: dict[str, Callable[[Watching, Session], None]] = {
    "play": Watching.play,
    "pause": Watching.pause,
    "replay": Watching.replay,
}
_QUIET: dict[str, Callable[[Session, str], None]] = {
    "page": _turn_page,
    "more_time": _more_time,
    "leave": _leave,
    "stay": _stay,
    "switch_language": _speak,
    "aids": _toggle("open"),
    "large": _toggle("large"),
    "contrast": _toggle("contrast"),
    "voice": _toggle("voice"),
    "louder": _change_volume(1),
    "softer": _change_volume(-1),
}
_CHOICES: dict[str, Callable[[Session, str], bool]] = {
    "touched": _begin,
    "chosen_language": _choose_language,
    "appeal": _choose_appeal,
    "violation": _choose_violation,
    "area_chosen": _choose_area,
    "official_chosen": _choose_official,
    "body_chosen": _choose_body,
    "article_chosen": _choose_article,
    "phone_given": _give_phone,
    "phone_skipped": _skip_phone,
    "number_given": _give_number,
    "stopped": _stop,
    "watch": _watch,
    "rate": _rate,
}
_TOLD = frozenset(
    {
        "see_answer",
        "ask_again",
        "see_information",
        "consented",
        "ready",
        "again",
        "send_it",
        "slip_taken",
        "seen",
    }
    | {"back", "cancel"}
)
"""Events of the table that a citizen may bring about, and that write nothing down."""

_OFFERED: dict[str, tuple[str, ...]] = {
    "touched": ("attract",),
    "chosen_language": ("language",),
    "appeal": ("menu",),
    "violation": ("menu",),
    "area_chosen": ("area",),
    "official_chosen": ("official",),
    "body_chosen": ("body",),
    "article_chosen": ("information",),
    "phone_given": ("phone",),
    "phone_skipped": ("phone",),
    "number_given": ("number",),
    "extend": ("recording",),
    "stopped": ("recording",),
    "play": ("review", "watching"),
    "pause": ("review", "watching"),
    "replay": ("watching",),
    "watch": ("answer",),
    "ask_again": ("watching",),
    "leave": ("recording", "review"),
    "rate": ("rating",),
}
"""Where those touches are offered that write something down."""
