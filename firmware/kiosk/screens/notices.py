"""What does not work at the moment: said in one sentence, with what still works."""

from firmware.kiosk.texts import Texts
from firmware.kiosk.views import Notice

PRINTER = (Notice.NO_PAPER, Notice.NO_PRINTER, Notice.COVER_OPEN, Notice.PRINTER_STOPPED)
"""No slip will come out: at most one of these at a time."""

BEFORE_RECORDING = (Notice.NO_CAMERA, Notice.DISK_FULL, Notice.NO_SOUND, *PRINTER)
"""What a citizen must know before the effort of speaking."""


def among(notices: tuple[Notice, ...], wanted: tuple[Notice, ...]) -> tuple[Notice, ...]:
    """Those that are wanted."""
    return tuple(notice for notice in notices if notice in wanted)


def texts_of(notices: tuple[Notice, ...], texts: Texts) -> list[str]:
    """The sentences of the notices, the most important first."""
    _ = texts.gettext
    sentences = {
        Notice.NO_POWER: _("The power has failed: the booth will close in a moment."),
        Notice.NO_DIRECTORY: _("The list of officials has not arrived yet. Please try later."),
        Notice.NO_CAMERA: _("The camera does not work: no appeal can be recorded now."),
        Notice.DISK_FULL: _("The memory is full: no appeal can be recorded now."),
        Notice.NO_SOUND: _("The microphone does not work: your voice is not recorded."),
        Notice.NO_PAPER: _("No paper: your number will be shown here. Please photograph it."),
        Notice.NO_PRINTER: _("No printer: your number will be shown here. Please photograph it."),
        Notice.COVER_OPEN: _(
            "The printer is open: your number will be shown here. Please photograph it."
        ),
        Notice.PRINTER_STOPPED: _(
            "The printer has stopped: your number will be shown here. Please photograph it."
        ),
        Notice.OFFLINE: _(
            "No connection: appeals are kept and sent later. Please come again for answers."
        ),
    }
    return [text for notice, text in sentences.items() if notice in notices]
