"""Says aloud what is on the screen, for whoever has switched the voice on.

A new screen is said from its title on; what appears on it later (an error, a
hint) is said once. Any touch interrupts. While a clip is recorded, reviewed or
watched nothing is said: it would be on the record, or over it.
"""

import re
from collections import deque
from collections.abc import Callable
from functools import partial

from firmware.appeals.appeal import Language
from firmware.clock import Clock
from firmware.kiosk.jobs import Done, Worker
from firmware.kiosk.page import Page
from firmware.kiosk.session import Session
from firmware.kiosk.widgets import Widget
from hw.microphone import SAMPLE_RATE
from hw.speaker import Samples, Speaker

Say = Callable[[str, Language], Samples | None]
"""Makes sound of a text; None where it cannot. For a worker thread."""

PAUSE_S = 0.3
"""Between two phrases."""

_AHEAD_S = 2.0
_PIECE = SAMPLE_RATE
_UNSAID = ("top.", "keypad.", "pager.count")
"""What is on every screen, and keys whose place everybody knows, are not said each time."""


def phrases(page: Page) -> list[str]:
    """What a page says, in reading order: the title, then everything else that can be read.

    An overlay is said instead of the screen below it. A number to be written
    down is a phrase a digit.
    """
    widgets = page.overlay or page.widgets
    readable = [widget for widget in widgets if not widget.key.startswith(_UNSAID)]
    readable.sort(key=lambda widget: not widget.key.endswith("title"))
    return [phrase for widget in readable for phrase in _of(widget)]


def _why_it_waits(page: Page, session: Session) -> list[str]:
    """All that is said where a video waits for more of it: it goes on only after that."""
    if page.overlay or session.video is None or not session.video.late:
        return []
    return [phrase for one in page.widgets if one.key.endswith(".note") for phrase in _of(one)]


def name_of(widget: Widget) -> str:
    """What a widget is called aloud when one comes to it."""
    return " ".join((widget.speak or str(getattr(widget, "text", ""))).split())


def _of(widget: Widget) -> list[str]:
    if widget.event is not None and not widget.enabled:
        return []
    if re.fullmatch(r"(\d )+\d", widget.speak):
        return widget.speak.split()
    written = str(getattr(widget, "text", ""))
    if not any(character.isalpha() for character in widget.speak or written):
        return []
    return [" ".join((widget.speak or written).split())]


def _gist(phrase: str) -> str:
    """What makes it another phrase: not that a second has passed, or a digit was typed."""
    return " ".join(re.sub(r"\d+", "", phrase).split())


def _plays(session: Session) -> bool:
    """Whether a clip is heard, or about to be."""
    review, video = session.review, session.video
    if review is None or review.finished:
        return False
    return video is None or not video.late


class Voice:
    """Speaks the pages that it is shown; never waits on the UI thread."""

    def __init__(self, say: Say, worker: Worker, speaker: Speaker, clock: Clock) -> None:
        self._say = say
        self._worker = worker
        self._speaker = speaker
        self._clock = clock
        self._screen: tuple[object, ...] = ()
        self._shown: list[str] = []
        self._said: set[str] = set()
        self._turn = 0
        self._waiting = 0
        self._ready: deque[Samples] = deque()
        self._sounds_until = float("-inf")
        self._played = False
        self._silent = True

    @property
    def speaking(self) -> bool:
        """Whether something is being said or about to be."""
        return bool(self._waiting or self._ready) or self._clock.monotonic() < self._sounds_until

    def show(self, page: Page, session: Session) -> None:
        """That page is on the screen of that visit; called with every frame."""
        unfinished = page.name in ("review", "registering") and session.recording is None
        self._silent = not session.aids.voice or unfinished
        if self._silent:
            # The microphone is heard by the record until the clip is finished.
            self.forget()
            return
        screen = (page.name, bool(page.overlay), session.language, session.page)
        if page.name == "recording" or _plays(session):
            self._silent = True
            if self._screen != screen or self.speaking:
                self.hush()
            # From now on the loudspeaker is the clip's: a touch must not stop it.
            self._screen, self._played = screen, False
            if session.video is not None:
                # Whenever it stands, and at its end, everything is said anew.
                self._shown, self._said = [], set()
            return
        if screen != self._screen:
            self.hush()
            self._screen, self._said = screen, set()
        self._shown = _why_it_waits(page, session) or phrases(page)
        new = [phrase for phrase in self._shown if _gist(phrase) not in self._said]
        self._said.update(map(_gist, new))
        for phrase in new:
            self._say_it(phrase, session.language)

    def _say_it(self, phrase: str, language: Language) -> None:
        self._waiting += 1
        work = partial(self._synthesise, self._turn, phrase, language)
        self._worker.submit(0, "voice", work, str(self._turn))

    def announce(self, phrase: str, session: Session) -> None:
        """Say that instead of what is being said, where anything may be said now."""
        self.hush()
        if phrase and session.aids.voice and not self._silent:
            self._say_it(phrase, session.language)

    def _synthesise(self, turn: int, phrase: str, language: Language) -> Samples | None:
        """In the worker's thread: nothing for who was interrupted meanwhile."""
        return self._say(phrase, language) if turn == self._turn else None

    def on_done(self, done: Done) -> None:
        """A phrase has become sound, or could not."""
        if done.about != str(self._turn):
            return
        self._waiting -= 1
        samples: Samples | None = done.value
        if samples is not None:
            self._ready.extend(samples[at : at + _PIECE] for at in range(0, samples.size, _PIECE))

    def tick(self) -> None:
        """Hand the loudspeaker what it will need next; called by the UI loop."""
        now = self._clock.monotonic()
        while self._ready and self._sounds_until - now < _AHEAD_S:
            piece = self._ready.popleft()
            self._speaker.play(piece)
            self._played = True
            self._sounds_until = max(now, self._sounds_until) + piece.size / SAMPLE_RATE

    def hush(self) -> None:
        """Be silent; what is on the screen counts as said."""
        if self._played:
            # Whatever the clock says: a loudspeaker may be behind it.
            self._speaker.stop()
            self._played = False
        self._turn += 1
        self._waiting = 0
        self._ready.clear()
        self._sounds_until = float("-inf")
        self._said = set(map(_gist, self._shown))

    def forget(self) -> None:
        """Be silent, and know nothing of the screen: shown again, it is said again."""
        if self._screen or self.speaking:
            self.hush()
        self._screen, self._shown, self._said = (), [], set()
