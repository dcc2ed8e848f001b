"""The figures of the slip: its bytes, and how long it takes on the line."""

import time
from datetime import UTC, datetime

from PIL import Image

from firmware.appeals.appeal import Language
from firmware.appeals.receipt import WIDTHS, lay_out
from firmware.kiosk.slip import compose
from firmware.settings import BoothSettings
from firmware.wire.directory import Official, Text
from hw.bench.paper import PaperRoll
from hw.escpos import BITS_A_BYTE, EscposPrinter
from hw.printer import Printed
from hw.raster import pack
from tests.bench.figure import Figure

BOOTH = BoothSettings(name="Диалог · 001", address="Өскемен, Киров көшесі, 61")
OFFICIAL = Official(
    "zhylybaeva",
    "utilities",
    Text("Жылыбаева Айсәуле Таңатқызы", "Жылыбаева Айсауле Танатовна", "Aisaule Zhylybayeva"),
    Text("Қала әкімінің орынбасары", "Заместитель акима города", "Deputy mayor"),
    Text("Жылу, су", "Тепло, вода", "Heating, water"),
)
NUMBER = "0014823190765542"
MOST_BYTES = 12_000
COMPUTED_BAUDS = (9600, 38_400, 57_600)
PRINTED_BAUDS = (19_200, 115_200)
# What the driver may take beside the line: asking for the status before and after.
ASKING_S = 2.0


def figures() -> list[Figure]:
    """Of a slip in Kazakh, the longest of the languages.

    References: for bytes, the whole picture as a raster; for seconds, the slip's
    bytes at ten bits each on that line. `printed` went through the driver and
    the bench's printer, `computed` is the line alone, for the whole picture.
    """
    found = []
    for width in reversed(WIDTHS):
        image = sample_slip(width)
        whole = _whole(image)
        sent = len(pack(image))
        found.append(Figure(f"printer.slip_bytes_{width}", sent, "B", whole, MOST_BYTES))
    image = sample_slip(max(WIDTHS))
    for baud in COMPUTED_BAUDS:
        took, whole_s = (_on_line_s(size, baud) for size in (len(pack(image)), _whole(image)))
        found.append(Figure(f"printer.computed_s_{baud}", took, "s", whole_s, whole_s))
    for baud in PRINTED_BAUDS:
        line_s = _on_line_s(len(pack(image)), baud)
        took = _print_s(image, baud)
        found.append(Figure(f"printer.printed_s_{baud}", took, "s", line_s, line_s + ASKING_S))
    return found


def sample_slip(width: int) -> Image.Image:
    """The slip of a usual appeal."""
    slip = compose(
        NUMBER,
        datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        trusted=True,
        official=OFFICIAL,
        language=Language.KK,
        booth=BOOTH,
    )
    return lay_out(slip, width)


def _whole(image: Image.Image) -> int:
    return image.width * image.height // 8


def _on_line_s(size: int, baud: int) -> float:
    return size * BITS_A_BYTE / baud


def _print_s(image: Image.Image, baud: int) -> float:
    roll = PaperRoll(image.width, baud)
    printer = EscposPrinter(roll.port, baud, image.width)
    try:
        begun = time.perf_counter()
        result = printer.print(image)
        took = time.perf_counter() - begun
    finally:
        printer.close()
        roll.close()
    if result.outcome is not Printed.CONFIRMED:
        raise SystemExit(f"the bench's printer did not confirm the slip: {result}")
    return took
