"""The first start of a new system: it is kept if all that worked before works now.

The trial start is one-shot: whatever ends it without `keep` (a crash, a hang, a power cut)
leads back to the old system by itself. Here only the two ends that need a word are decided.
"""

import logging
from collections.abc import Callable
from threading import Event

from firmware.clock import Clock
from firmware.settings.update import UpdateSettings
from firmware.update import ledger as ledgers
from firmware.update.ledger import Facts, Ledger
from firmware.update.rauc import Rauc

log = logging.getLogger(__name__)

LOOK_S = 2.0


class Trial:
    """Looks until the new system has proved itself, or has not."""

    def __init__(
        self,
        settings: UpdateSettings,
        rauc: Rauc,
        look: Callable[[], Facts],
        hopeless: Callable[[], str],
        running: str,
        clock: Clock,
    ) -> None:
        """`look` says what works; `hopeless` why nothing will get better, or nothing.

        `running` is the version of the system that runs.
        """
        self._settings = settings
        self._ledger = settings.ledger
        self._rauc = rauc
        self._look = look
        self._hopeless = hopeless
        self._running = running
        self._clock = clock

    def run(self, stop: Event, wait: Callable[[float], object] | None = None) -> bool:
        """Whether this system stays; False: the machine must start anew. Raises RaucFailed.

        Told to stop it decides nothing: the trial ends with the machine.
        """
        wait = wait or stop.wait
        book = ledgers.read(self._ledger)
        if not self._rauc.slots().on_trial:
            self._look_back(book)
            return True
        log.info("the system %s is on trial", book.trying or "that runs")
        begun = self._clock.monotonic()
        good_since: float | None = None
        told: list[str] = []
        while not stop.is_set():
            now = self._clock.monotonic()
            lacking = self._look().lacks(book.before)
            good_since = None if lacking else (good_since if good_since is not None else now)
            if lacking != told:
                told = lacking
                log.info("on trial: %s", f"not yet: {', '.join(told)}" if told else "all works")
            if good_since is not None and now - good_since >= self._settings.settle_s:
                self._keep(book)
                return True
            why = self._hopeless()
            if why or now - begun >= self._settings.trial_s:
                self._give_up(book, why or f"did not work: {', '.join(lacking) or 'for long'}")
                return False
            wait(LOOK_S)
        return True

    def _look_back(self, book: Ledger) -> None:
        """We run what every start takes: kept, or returned to."""
        if book.state != "trial":
            return
        if book.trying == self._running:
            # Kept, and then the power failed before it was noted.
            self._note_kept(book)
            return
        # Nobody said anything of the trial: it crashed, hung, or lost its power.
        why = "it did not come up, or the power failed"
        log.error("the system %s was tried and is not kept: %s", book.trying, why)
        book.news("returned", book.trying, why)
        ledgers.write(self._ledger, book)

    def _keep(self, book: Ledger) -> None:
        self._rauc.keep()
        self._note_kept(book)

    def _note_kept(self, book: Ledger) -> None:
        log.info("the system %s is kept", book.trying or "that runs")
        book.trials.pop(book.trying, None)
        book.news("kept", book.trying)
        ledgers.write(self._ledger, book)

    def _give_up(self, book: Ledger, why: str) -> None:
        log.error("the system %s is given back: %s", book.trying or "that runs", why)
        book.news("returned", book.trying, why)
        ledgers.write(self._ledger, book)
        self._rauc.give_up()
