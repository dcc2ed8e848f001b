"""A keypad of twelve keys: digits, clear all, delete one."""

from firmware.kiosk.box import Box
from firmware.kiosk.views import UiEvent
from firmware.kiosk.widgets.button import Button, Kind

KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "clear", "0", "erase")
ICONS = {"clear": "cross", "erase": "erase"}


def keypad(box: Box, gap: int, px: int, speak: dict[str, str]) -> list[Button]:
    """The keys in that box. `speak` names the keys clear and erase aloud."""
    buttons = []
    for key, cell in zip(KEYS, box.grid(3, 4, gap), strict=True):
        icon = ICONS.get(key, "")
        buttons.append(
            Button(
                key=f"keypad.{key}",
                box=cell,
                event=UiEvent(key) if icon else UiEvent("digit", key),
                text="" if icon else key,
                icon=icon,
                kind=Kind.QUIET if icon else Kind.PLAIN,
                px=px,
                floor=px,
                weight="bold",
                speak=speak.get(key, key),
            )
        )
    return buttons
