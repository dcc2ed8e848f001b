"""What does not work at the moment: said in one sentence, with what still works."""

from firmware.kiosk.texts import Texts
from firmware.kiosk.views import Notice


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
        Notice.OFFLINE: _(
            "No connection: appeals are kept and sent later. Please come again for answers."
        ),
    }
    return [text for notice, text in sentences.items() if notice in notices]
