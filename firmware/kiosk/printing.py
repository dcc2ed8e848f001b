"""Prints the slip, once and again, and knows what became of it."""

from functools import partial

from firmware.appeals.receipt import lay_out
from firmware.kiosk.devices import PrintDesk
from firmware.kiosk.jobs import Done, Worker
from firmware.kiosk.session import Session
from firmware.kiosk.slip import compose
from firmware.kiosk.views import Slip
from firmware.settings import Settings
from hw.printer import Link, Printed, PrintResult


class Printing:
    """Sends slips to the printer by a worker; a dead printer holds nothing back."""

    def __init__(self, settings: Settings, desk: PrintDesk, worker: Worker) -> None:
        self._settings = settings
        self._desk = desk
        self._worker = worker

    def print(self, session: Session) -> None:
        """Print the slip of the appeal that was just registered."""
        registered = session.registered
        assert registered is not None
        session.slip = Slip.PRINTING
        slip = partial(
            compose,
            registered.number,
            registered.recorded_at,
            trusted=registered.trusted,
            official=None if session.violation else session.chosen_official(),
            language=session.language,
            booth=self._settings.booth,
            other_ways=self._settings.visit.other_ways(session.language),
        )
        desk = self._desk
        self._worker.submit(
            session.visit, "printed", lambda: desk.print(lay_out(slip(), desk.width_dots))
        )

    def again(self, session: Session) -> None:
        """Print it once more, unless it is being printed."""
        if session.slip is not Slip.PRINTING:
            self.print(session)

    def on_done(self, session: Session, done: Done) -> None:
        """The printer has done, or not."""
        result: PrintResult | None = done.value
        if result is None:
            session.slip = Slip.FAILED
        elif result.outcome is Printed.CONFIRMED:
            session.slip = Slip.PRINTED
        elif result.status.link in (Link.UNPLUGGED, Link.SILENT):
            session.slip = Slip.NO_PRINTER
        else:
            session.slip = Slip.FAILED
