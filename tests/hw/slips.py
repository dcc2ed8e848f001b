"""What the tests of the printer print, and what breaks into it."""

import threading
from collections.abc import Callable

from PIL import Image, ImageDraw

from hw.bench.paper import PaperRoll
from hw.escpos import FEED_TO_BLADE, EscposPrinter
from hw.printer import PrintResult
from tests.conftest import until


def sample_slip(width: int = 576, height: int = 500) -> Image.Image:
    image = Image.new("1", (width, height), 1)
    draw = ImageDraw.Draw(image)
    for y in range(10, height - 40, 60):
        draw.ellipse((8 + y // 4, y, 60 + y // 2, y + 40), fill=0)
        draw.line((0, y, width - 1, y + 50), fill=0)
    return image


def without_feed(slip: Image.Image) -> Image.Image:
    return slip.crop((0, 0, slip.width, slip.height - FEED_TO_BLADE[-1]))


def interrupted(
    printer: EscposPrinter, roll: PaperRoll, fault: Callable[[], object], deadline_s: float = 20.0
) -> PrintResult:
    """What is said of a full slip when the fault comes after its first rows."""
    results: list[PrintResult] = []
    noise = Image.effect_noise((576, 400), 200).convert("1")
    thread = threading.Thread(target=lambda: results.append(printer.print(noise, deadline_s)))
    thread.start()
    until(lambda: roll.progress is not None, "the first rows")
    fault()
    thread.join(25)
    return results[0]
