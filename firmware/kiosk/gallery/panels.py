"""The panels a booth is built with, and the ways a citizen can look at them."""

from firmware.kiosk.aids import Aids
from firmware.settings import ScreenSettings

PANELS = {
    "10 inch": ScreenSettings(width=1280, height=800, width_mm=217, fullscreen=False),
    "7 inch": ScreenSettings(width=800, height=480, width_mm=155, fullscreen=False),
    "24 inch tall": ScreenSettings(width=1080, height=1920, width_mm=299, fullscreen=False),
    "24 inch wide": ScreenSettings(width=1920, height=1080, width_mm=531, fullscreen=False),
}

MODES = {
    "normal": Aids(),
    "large": Aids(large=True),
    "contrast": Aids(contrast=True),
}
