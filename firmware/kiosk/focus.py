"""Where the buttons "next" and "choose" are on the screen, for who cannot touch it."""

from firmware.clock import Clock
from firmware.kiosk.page import Page
from firmware.kiosk.taps import Phase, Tap
from firmware.kiosk.widgets import Widget

FORGOTTEN_S = 60.0
"""On the attract screen a focus is left behind by who has gone away."""

FINGER_S = 10.0
"""A panel that dies under a finger never says that it was lifted: then buttons count again."""

_BAR = "top."


def in_order(page: Page) -> list[Widget]:
    """What can be chosen, in reading order; the bar, the same on every screen, comes last."""
    return sorted(page.tappable, key=lambda widget: widget.key.startswith(_BAR))


class Focus:
    """At one widget of the page on the screen, or at none."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._scope: tuple[object, ...] = ()
        self._key = ""
        self._moved_at = float("-inf")
        self._finger_at = float("-inf")

    def key(self, page: Page) -> str:
        """The key of the widget that is at focus on that page; empty: none is."""
        widget = self._widget(page)
        return widget.key if widget else ""

    def show(self, page: Page) -> None:
        """That page is on the screen from now on; another one has no focus yet."""
        scope = (page.name, *(widget.key for widget in page.overlay))
        left = page.name == "attract" and self._clock.monotonic() - self._moved_at > FORGOTTEN_S
        if scope != self._scope or left:
            self._scope, self._key = scope, ""

    def next(self, page: Page) -> Widget | None:
        """Go on to the next widget, from the last to the first; returns it."""
        there = in_order(page)
        if not there:
            return None
        keys = [widget.key for widget in there]
        at = keys.index(self._key) + 1 if self._key in keys else 0
        found = there[at % len(there)]
        self._key, self._moved_at = found.key, self._clock.monotonic()
        return found

    def taps(self, page: Page) -> list[Tap]:
        """What a finger would do to choose it; nothing while a finger is on the screen."""
        widget = self._widget(page)
        now = self._clock.monotonic()
        if widget is None or now - self._finger_at < FINGER_S:
            return []
        self._moved_at = now
        return [Tap(widget.box.center, phase, by_button=True) for phase in (Phase.DOWN, Phase.UP)]

    def look_at(self, tap: Tap) -> None:
        """A tap came: who touches the screen needs no focus."""
        if not tap.by_button:
            up = tap.phase is Phase.UP
            self._finger_at = float("-inf") if up else self._clock.monotonic()
            self._key = ""

    def forget(self) -> None:
        """The visit is over."""
        self._scope, self._key = (), ""

    def _widget(self, page: Page) -> Widget | None:
        return next((one for one in page.tappable if one.key == self._key), None)
