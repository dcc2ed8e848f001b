"""warm.py: runs in the booth's own tree, imports its program, and lists the files that takes.

The list is read ahead at each start (dialog-warm.service), while the machine waits for its
devices. That it can run at all shows that no library is missing.
"""

import ctypes
import importlib
import sys
from pathlib import Path
from typing import Any

PROGRAM = (
    *(
        "firmware.cli",
        "firmware.kiosk.program",
        "firmware.kiosk.display",
        "firmware.appeals.own_key",
    ),
    *("firmware.commissioning.command", "firmware.uplink", "hw.drivers", "hw.escpos", "hw.arecord"),
    *("hw.gpio_lights", "hw.gpio_sensors", "libcamera", "pyrage", "zxingcpp"),
)
DRAWING = ("libEGL.so.1", "libEGL_mesa.so.0", "libGLESv2.so.2", "libgbm.so.1")
"""What SDL opens when it opens the display."""

MOST_BYTES = 40_000_000
"""Of a larger file (a compiler, for drawing without a GPU) next to nothing is ever used."""


class Loaded(ctypes.Structure):
    """The beginning of struct dl_phdr_info (link.h)."""

    _fields_ = (("address", ctypes.c_void_p), ("name", ctypes.c_char_p))


def loaded() -> list[str]:
    """The shared libraries of this process; an emulator's /proc does not name them."""
    found = set()

    def each(info: Any, _size: int, _data: Any) -> int:
        found.add(str(Path((info.contents.name or b"").decode()).resolve()))
        return 0

    kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Loaded), ctypes.c_size_t, ctypes.c_void_p)
    ctypes.CDLL(None).dl_iterate_phdr(kind(each), None)
    return sorted(found)


def main() -> None:
    """Print the list, in an order that does not depend on the day."""
    for name in PROGRAM:
        importlib.import_module(name)
    for name in DRAWING:
        ctypes.CDLL(name)
    modules = [module for module in list(sys.modules.values()) if getattr(module, "__file__", None)]
    files = [getattr(module, "__cached__", None) or module.__file__ for module in modules]
    fonts = Path(sys.modules["font_roboto"].__file__ or "").parent.rglob("*.ttf")
    found = dict.fromkeys([*files, *loaded(), *map(str, sorted(fonts))])
    for file in found:
        if file and Path(file).is_file() and Path(file).stat().st_size <= MOST_BYTES:
            print(file)


if __name__ == "__main__":
    main()
