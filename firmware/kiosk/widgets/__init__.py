"""What screens are made of. Every widget is a plain value that can draw itself in its box."""

from firmware.kiosk.widgets.base import Brush, Widget
from firmware.kiosk.widgets.button import Button, Kind
from firmware.kiosk.widgets.card import Card, OfficialTile, Sheet
from firmware.kiosk.widgets.label import Badge, Label, Paragraph
from firmware.kiosk.widgets.loudness import Loudness
from firmware.kiosk.widgets.meter import LevelMeter, Progress, Ring, Steps
from firmware.kiosk.widgets.qr import QrCode
from firmware.kiosk.widgets.video import Video

__all__ = [
    "Badge",
    "Brush",
    "Button",
    "Card",
    "Kind",
    "Label",
    "LevelMeter",
    "Loudness",
    "OfficialTile",
    "Paragraph",
    "Progress",
    "QrCode",
    "Ring",
    "Sheet",
    "Steps",
    "Video",
    "Widget",
]
