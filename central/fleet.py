"""What is wrong at a booth, by what it says of itself; since when is kept by `booths`."""

from datetime import datetime, timedelta
from enum import StrEnum

from firmware.wire.messages import Condition, Health

SILENT_KIOSK_S = 330
"""A kiosk whose devices do not change says so every five minutes."""
DISK_PERCENT = 80
WAITING_TOO_LONG = timedelta(days=1)
CERTIFICATE_SOON = timedelta(days=14)


class What(StrEnum):
    """What can be wrong."""

    IN_ORDER = "in_order"
    KIOSK = "kiosk"
    CAMERA = "camera"
    MICROPHONE = "microphone"
    PRINTER = "printer"
    PAPER = "paper"
    PAPER_LOW = "paper_low"
    COVER = "cover"
    CUTTER = "cutter"
    MAINS = "mains"
    BUTTON = "button"
    POWER = "power"
    CLOCK = "clock"
    DISK = "disk"
    CLIPS = "clips"
    CERTIFICATE = "certificate"
    UPDATE = "update"


def troubles(health: Health, now: datetime) -> set[What]:
    """Everything that is wrong, as that health says it."""
    age = health.devices_age_s
    waiting, until = health.oldest_waiting, health.certificate_until
    checks = {
        What.KIOSK: (health.uptime_s if age is None else age) > SILENT_KIOSK_S,
        What.CLOCK: health.clock == "unsure",
        What.DISK: health.disk_used_percent >= DISK_PERCENT,
        What.CLIPS: waiting is not None and now - waiting > WAITING_TOO_LONG,
        What.UPDATE: health.update is not None and health.update.state in ("returned", "refused"),
        What.CERTIFICATE: until is not None and until - now < CERTIFICATE_SOON,
    }
    found = {what for what, is_so in checks.items() if is_so}
    return found | (_of_devices(health.devices) if health.devices else set())


def _of_devices(devices: Condition) -> set[What]:
    checks = {
        What.IN_ORDER: not devices.in_order,
        What.CAMERA: not devices.camera,
        What.MICROPHONE: not devices.microphone,
        What.PRINTER: devices.printer in ("offline", "silent", "unplugged"),
        What.PAPER: devices.paper == "end",
        What.PAPER_LOW: devices.paper == "near_end",
        What.COVER: devices.cover_open is True,
        What.CUTTER: devices.cutter_fault is True,
        What.MAINS: devices.mains is False,
        What.BUTTON: bool(devices.stuck),
        What.POWER: bool(devices.worries),
    }
    return {what for what, is_so in checks.items() if is_so}
