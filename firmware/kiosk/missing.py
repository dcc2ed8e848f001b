"""What does not work in the booth at this moment, as its devices say."""

from firmware.kiosk.devices import Devices
from firmware.kiosk.views import Notice
from hw.printer import Link, Paper, PrinterStatus


def missing(devices: Devices, *, online: bool, room: bool, directory: bool) -> list[Notice]:
    """All that a citizen may be told of; `room` is on the disk for one more appeal."""
    found = {
        Notice.NO_POWER: devices.power.mains is False,
        Notice.OFFLINE: not online,
        Notice.DISK_FULL: not room,
        Notice.NO_DIRECTORY: not directory,
        Notice.NO_CAMERA: not devices.studio.has_camera,
        Notice.NO_SOUND: not devices.studio.has_microphone,
    }
    notices = [notice for notice, is_so in found.items() if is_so]
    printer = of_printer(devices.printer.status)
    return notices if printer is None else [*notices, printer]


def of_printer(status: PrinterStatus | None) -> Notice | None:
    """Why no slip will come out: one reason; None where it will, or nobody has asked yet."""
    if status is None or status.can_print:
        return None
    if status.link in (Link.SILENT, Link.UNPLUGGED):
        return Notice.NO_PRINTER
    if status.cover_open:
        return Notice.COVER_OPEN
    if status.paper is Paper.END:
        return Notice.NO_PAPER
    return Notice.PRINTER_STOPPED
