"""Reads the slip's QR code from the live picture, while a number is asked for."""

from zxingcpp import BarcodeFormat, BarcodeFormats, read_barcodes

from firmware.appeals import number as numbers
from firmware.appeals.errors import BadNumber
from firmware.clock import Clock
from firmware.kiosk.jobs import Done, Worker
from firmware.kiosk.session import Session
from firmware.kiosk.takes import Tell
from hw.camera import PreviewFrame

PERIOD_S = 0.2

_QR = BarcodeFormats(BarcodeFormat.QRCode)


class Scanner:
    """Looks at a picture five times a second, in a worker thread."""

    def __init__(self, worker: Worker, clock: Clock, tell: Tell) -> None:
        self._worker = worker
        self._clock = clock
        self._tell = tell
        self._looked_at = float("-inf")
        self._looking = False

    def tick(self, session: Session, preview: PreviewFrame | None) -> None:
        """Look at the picture, if it is time; called in the state `number` only."""
        now = self._clock.monotonic()
        if preview is None or self._looking or now - self._looked_at < PERIOD_S:
            return
        self._looking, self._looked_at = True, now
        visit = session.visit
        self._worker.submit(0, "scanned", lambda: (visit, number_in(preview)))

    def on_done(self, state: str, session: Session, done: Done) -> None:
        """A look has ended; a number goes on as if it had been typed."""
        self._looking = False
        visit, number = done.value or (0, None)
        if state != "number" or visit != session.visit or number in (None, session.scanned):
            # A slip that is still held up must not ask again for what was just answered.
            return
        session.typed = session.scanned = number
        session.typed_problem = None
        self._tell("number_given")


def number_in(picture: PreviewFrame) -> str | None:
    """The registration number of a QR code in that picture; other codes are nothing."""
    luma = picture.i420[: picture.height, : picture.width]
    for code in read_barcodes(luma, formats=_QR):
        try:
            return numbers.parse(code.text)
        except BadNumber:
            continue
    return None
